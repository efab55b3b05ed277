#include "protocol/postgres/framer.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include "protocol/postgres/wire.hpp"

namespace ormgate::postgres {

static constexpr std::size_t first_memory = 8 * 1024;

static std::uint32_t length_word(ByteView bytes) {
    std::uint32_t length = 0;
    Reader(bytes.first(4)).integer(length);
    return length;
}

void Framer::lend(std::span<std::byte> memory) {
    release();
    memory_ = lent_ = memory;
}

void Framer::release() {
    own_.reset();
    memory_ = lent_ = {};
    begin_ = end_ = wanted_ = 0;
}

std::span<std::byte> Framer::space() {
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

// Doubles, but not beyond the frame under way: it is the last thing a well-behaved client has sent.
void Framer::grow() {
    std::size_t size = std::max(first_memory, memory_.size() * 2);
    if (wanted_ > memory_.size()) size = std::min(size, std::max(wanted_, first_memory));
    auto larger = std::make_unique_for_overwrite<std::byte[]>(size);
    std::copy_n(memory_.begin(), end_, larger.get());
    own_ = std::move(larger);
    memory_ = {own_.get(), size};
}

Result<std::optional<Framer::Frame>> Framer::next() {
    const ByteView bytes = pending();
    wanted_ = 0;
    if (bytes.size() < 5) return std::nullopt;
    const std::size_t length = length_word(bytes.subspan(1));
    if (length < 4) return fail(Errc::protocol_violation, "invalid message length");
    if (length > max_) {
        return fail(Errc::program_limit_exceeded,
                    "message of " + std::to_string(length) + " bytes exceeds max_message_size (" +
                        std::to_string(max_) + ")");
    }
    if (bytes.size() < length + 1) {
        wanted_ = length + 1;
        return std::nullopt;
    }
    begin_ += length + 1;
    return Frame{static_cast<char>(bytes[0]), bytes.subspan(5, length - 4), bytes.first(length + 1)};
}

Result<std::optional<ByteView>> Framer::next_startup() {
    const ByteView bytes = pending();
    wanted_ = 0;
    if (bytes.size() < 4) return std::nullopt;
    const std::size_t length = length_word(bytes);
    if (length < 8 || length > max_startup_packet)
        return fail(Errc::protocol_violation, "invalid length of startup packet");
    if (bytes.size() < length) {
        wanted_ = length;
        return std::nullopt;
    }
    begin_ += length;
    return bytes.subspan(4, length - 4);
}

}  // namespace ormgate::postgres
