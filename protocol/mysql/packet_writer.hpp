#pragma once

#include <cstdint>

#include "core/bytes.hpp"
#include "protocol/mysql/wire.hpp"

namespace ormgate::mysql {

// PacketWriter appends messages to a buffer as packets, numbered one after the other; a payload of 2^24-1
// bytes or more is split.
class PacketWriter {
public:
    explicit PacketWriter(Bytes& out, std::uint8_t first_sequence = 0)
        : out_(out), sequence_(first_sequence) {}

    std::uint8_t next_sequence() const { return sequence_; }
    void continue_at(std::uint8_t sequence) { sequence_ = sequence; }

    // What is appended to the buffer between the two calls is one message's payload.
    void begin();
    void end();
    // Takes back what was begun.
    void abandon() { out_.resize(begin_); }

    template <class M>
    void write(const M& message, Capabilities agreed) {
        begin();
        Writer io(out_, agreed);
        M::fields(message, io);
        end();
    }
    Bytes& buffer() { return out_; }

private:
    void put_header(std::size_t at, std::size_t size);

    Bytes& out_;
    std::size_t begin_ = 0;  // of the header under way
    std::uint8_t sequence_;
};

}  // namespace ormgate::mysql
