#pragma once

#include <memory>
#include <optional>

#include "protocol/postgres/codec.hpp"
#include "protocol/postgres/framer.hpp"
#include "server/io/buffer_pool.hpp"
#include "server/io/stream.hpp"
#include "server/io/watchdog.hpp"

namespace ormgate {

// PostgresWire is a Stream that speaks in messages: a Framer for what comes in, a buffer for what goes out.
// What it reads is valid until the next read() or fill(). End of stream and resets are thrown, as by the
// Stream.
class PostgresWire {
public:
    // Above this much unsent output a producer should flush() before it adds more.
    static constexpr std::size_t high_water = 64 * 1024;

    // Stream, pool and watchdog outlive the wire.
    PostgresWire(Stream& stream, BufferPool& buffers, Watchdog& watchdog, std::size_t max_message);
    PostgresWire(const PostgresWire&) = delete;
    PostgresWire& operator=(const PostgresWire&) = delete;

    // The next message. An error means that what follows cannot be trusted: tell the client and leave. Does
    // not flush.
    asio::awaitable<Result<postgres::FrontendMessage>> read();
    // The same without waiting: nullopt if the message has not arrived. Serves a pipeline without a
    // suspension each.
    std::optional<Result<postgres::FrontendMessage>> next();
    // Reads more bytes. A client that is idle for a second holds no buffer until it sends something.
    asio::awaitable<void> fill();

    // Makes a fill() under way throw asio::error::operation_aborted; nothing that arrives is lost.
    void interrupt() noexcept;

    // Appends to the output; nothing is sent before flush().
    template <class M>
    void put(const M& message) {
        postgres::encode(message, out_);
    }
    // For those who encode by themselves (begin_frame … end_frame).
    Bytes& out() { return out_; }
    bool full() const { return out_.size() >= high_water; }
    bool has_output() const { return !out_.empty(); }
    asio::awaitable<void> flush();

    // Sends the error as FATAL after whatever is still in the output and closes the stream. Does not throw:
    // what goes wrong now does not matter any more.
    asio::awaitable<void> fatal(Error error);

    Stream& stream() { return stream_; }
    postgres::Framer& framer() { return framer_; }

private:
    void give_back();
    asio::awaitable<void> fill_idle();

    Stream& stream_;
    BufferPool& buffers_;
    Watchdog::Watch idle_;
    Buffer buffer_;
    postgres::Framer framer_;
    Bytes out_;
    bool interrupted_ = false;
};

}  // namespace ormgate
