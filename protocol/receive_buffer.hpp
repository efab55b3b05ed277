#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "core/bytes.hpp"

namespace ormgate {

// ReceiveBuffer keeps what has arrived until a framer has consumed it. Its memory grows with what has really
// arrived, never with what a length on the wire promises.
class ReceiveBuffer {
public:
    // Uses `memory`, which the caller keeps alive, until release(); only while empty().
    void lend(std::span<std::byte> memory);
    // Forgets all memory, its own too; only while empty().
    void release();
    bool empty() const { return begin_ == end_; }

    // Where the next read should land; never empty. Views handed out before are void.
    std::span<std::byte> space();
    void commit(std::size_t n) { end_ += n; }

    // What has arrived and is not consumed.
    ByteView pending() const { return ByteView(memory_).subspan(begin_, end_ - begin_); }
    void consume(std::size_t n) { begin_ += n; }
    // Takes `n` bytes out of the pending ones, `at` bytes behind their begin.
    void cut_out(std::size_t at, std::size_t n);
    // How long the message at the begin will be, once that is known; 0: not yet.
    void expect(std::size_t size) { wanted_ = size; }

private:
    void grow();

    std::span<std::byte> memory_, lent_;  // memory_ is lent_ or own_
    std::unique_ptr<std::byte[]> own_;
    std::size_t begin_ = 0, end_ = 0;
    std::size_t wanted_ = 0;
};

}  // namespace ormgate
