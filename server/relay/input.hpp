#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <span>

#include "core/bytes.hpp"
#include "server/io/buffer_pool.hpp"

namespace ormgate {

// Input is what a client has sent and nobody has taken yet. While the client is idle it has only its small
// inner memory, which is enough for most messages; a buffer is borrowed for more.
class Input {
public:
    static constexpr std::size_t small_size = 512;

    explicit Input(BufferPool& buffers) : buffers_(buffers) {}

    ByteView bytes() const { return {data_ + begin_, end_ - begin_}; }
    std::size_t size() const { return end_ - begin_; }
    bool empty() const { return begin_ == end_; }
    std::size_t most() const { return buffers_.buffer_size(); }  // what fits at all

    void consume(std::size_t n) {
        begin_ += n;
        if (begin_ == end_) begin_ = end_ = 0;
    }
    void commit(std::size_t n) { end_ += n; }
    // Where the next read should land; room for a message of `wanted` bytes if it is at most most().
    std::span<std::byte> space(std::size_t wanted) {
        if (wanted > capacity_) grow();
        if (begin_ > 0 && (begin_ + wanted > capacity_ || end_ == capacity_)) {
            std::memmove(data_, data_ + begin_, size());
            end_ -= begin_;
            begin_ = 0;
        }
        if (end_ == capacity_) grow();
        return {data_ + end_, capacity_ - end_};
    }
    // An idle client keeps nothing borrowed.
    void rest() {
        if (!empty() || !large_) return;
        large_.reset();
        data_ = small_.data();
        capacity_ = small_.size();
    }

private:
    void grow() {
        if (large_) return;
        large_ = buffers_.borrow();
        const std::span<std::byte> memory = large_.span();
        std::memcpy(memory.data(), data_ + begin_, size());
        end_ -= begin_;
        begin_ = 0;
        data_ = memory.data();
        capacity_ = memory.size();
    }

    BufferPool& buffers_;
    std::array<std::byte, small_size> small_;
    Buffer large_;
    std::byte* data_ = small_.data();
    std::size_t capacity_ = small_size, begin_ = 0, end_ = 0;
};

}  // namespace ormgate
