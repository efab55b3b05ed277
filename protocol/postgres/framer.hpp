#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

#include "core/bytes.hpp"
#include "core/error.hpp"

namespace ormgate::postgres {

// Framer turns bytes into frames; it knows no sockets. Its memory grows with what has really arrived, never
// with what a length word promises.
class Framer {
public:
    struct Frame {
        char tag = 0;
        ByteView body;
        ByteView whole;  // with tag and length
    };
    // PostgreSQL's own bound on a packet of a client that has not said who it is.
    static constexpr std::size_t max_startup_packet = 10000;

    explicit Framer(std::size_t max_message) : max_(max_message) {}
    // Who has not said who it is yet is not trusted with large messages.
    void limit(std::size_t max_message) { max_ = max_message; }

    // Uses `memory`, which the caller keeps alive, until release(); only while empty().
    void lend(std::span<std::byte> memory);
    // Forgets all memory, its own too; only while empty().
    void release();
    bool empty() const { return begin_ == end_; }

    // Where the next read should land; never empty. Frames handed out before are void.
    std::span<std::byte> space();
    void commit(std::size_t n) { end_ += n; }

    // nullopt: need more bytes.
    Result<std::optional<Frame>> next();
    // The same for a packet without a tag; the result begins with its code.
    Result<std::optional<ByteView>> next_startup();
    // What has arrived and is not consumed.
    ByteView pending() const { return ByteView(memory_).subspan(begin_, end_ - begin_); }
    void consume(std::size_t n) { begin_ += n; }

private:
    void grow();

    std::size_t max_;
    std::span<std::byte> memory_, lent_;  // memory_ is lent_ or own_
    std::unique_ptr<std::byte[]> own_;
    std::size_t begin_ = 0, end_ = 0;
    std::size_t wanted_ = 0;  // of the frame at begin_, once its length is known
};

}  // namespace ormgate::postgres
