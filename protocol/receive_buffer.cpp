#include "protocol/receive_buffer.hpp"

#include <algorithm>
#include <cstring>

namespace ormgate {

static constexpr std::size_t first_memory = 8 * 1024;

void ReceiveBuffer::lend(std::span<std::byte> memory) {
    release();
    memory_ = lent_ = memory;
}

void ReceiveBuffer::release() {
    own_.reset();
    memory_ = lent_ = {};
    begin_ = end_ = wanted_ = 0;
}

std::span<std::byte> ReceiveBuffer::space() {
    if (begin_ == end_) {
        begin_ = end_ = 0;
        // What one large message needed is not kept.
        if (own_ && !lent_.empty()) {
            own_.reset();
            memory_ = lent_;
        }
    }
    if (end_ < memory_.size() && begin_ + wanted_ <= memory_.size()) return memory_.subspan(end_);
    if (begin_ > 0) {
        std::memmove(memory_.data(), memory_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    if (end_ == memory_.size()) grow();
    return memory_.subspan(end_);
}

void ReceiveBuffer::cut_out(std::size_t at, std::size_t n) {
    std::byte* hole = memory_.data() + begin_ + at;
    std::memmove(hole, hole + n, end_ - begin_ - at - n);
    end_ -= n;
}

// Doubles, but not beyond the message under way: it is the last thing a well-behaved client has sent.
void ReceiveBuffer::grow() {
    std::size_t size = std::max(first_memory, memory_.size() * 2);
    if (wanted_ > memory_.size()) size = std::min(size, std::max(wanted_, first_memory));
    auto larger = std::make_unique_for_overwrite<std::byte[]>(size);
    std::copy_n(memory_.begin(), end_, larger.get());
    own_ = std::move(larger);
    memory_ = {own_.get(), size};
}

}  // namespace ormgate
