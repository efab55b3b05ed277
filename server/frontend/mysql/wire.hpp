#pragma once

#include <optional>

#include "protocol/mysql/codec.hpp"
#include "protocol/mysql/framer.hpp"
#include "protocol/mysql/generic_messages.hpp"
#include "protocol/mysql/packet_writer.hpp"
#include "server/io/buffer_pool.hpp"
#include "server/io/stream.hpp"
#include "server/io/watchdog.hpp"

namespace ormgate {

// MysqlWire is a Stream that speaks in MySQL's messages: a Framer for what comes in, a numbered writer for
// what goes out. What it reads is valid until the next read() or fill(). End of stream and resets are thrown,
// as by the Stream.
class MysqlWire {
public:
    using Message = mysql::Framer::Message;

    // Stream, pool and watchdog outlive the wire.
    MysqlWire(Stream& stream, BufferPool& buffers, Watchdog& watchdog, std::size_t max_message);
    MysqlWire(const MysqlWire&) = delete;
    MysqlWire& operator=(const MysqlWire&) = delete;

    // The next message; what is written after it has the numbers that follow. An error means that what
    // follows cannot be trusted: tell the client and leave. Does not flush.
    asio::awaitable<Result<Message>> read();
    // The same without waiting: nullopt if the message has not arrived.
    std::optional<Result<Message>> next();
    // Reads more bytes. A client that is idle for a second holds no buffer until it sends something.
    asio::awaitable<void> fill();
    // Makes a fill() under way throw asio::error::operation_aborted; nothing that arrives is lost.
    void interrupt() noexcept;

    // What comes next is a command, whose first packet has number 0.
    void expect_command() { framer_.expect_sequence(0); }
    // What comes next answers what was written last.
    void expect_answer() { framer_.expect_sequence(writer_.next_sequence()); }

    // Appends to the output; nothing is sent before flush().
    template <class M>
    void put(const M& message) {
        writer_.write(message, capabilities);
    }
    void put_error(const Error& error);
    Bytes& out() { return out_; }
    bool has_output() const { return !out_.empty(); }
    asio::awaitable<void> flush();

    // Sends the error after whatever is still in the output and closes the stream. Does not throw.
    asio::awaitable<void> fatal(Error error);

    Stream& stream() { return stream_; }
    mysql::Framer& framer() { return framer_; }
    mysql::PacketWriter& writer() { return writer_; }

    mysql::Capabilities capabilities = mysql::capability::protocol_41;  // agreed on with the client

private:
    void give_back();
    void borrow();
    asio::awaitable<void> fill_idle();

    Stream& stream_;
    BufferPool& buffers_;
    Watchdog::Watch idle_;
    Buffer buffer_;
    mysql::Framer framer_;
    Bytes out_;
    mysql::PacketWriter writer_{out_};
    bool interrupted_ = false;
};

}  // namespace ormgate
