#include "protocol/mysql/framer.hpp"

#include <string>

#include "protocol/mysql/wire.hpp"

namespace ormgate::mysql {

Framer::Header Framer::header(ByteView bytes) {
    std::uint32_t size = 0;
    Header result;
    Reader in(bytes);
    in.integer3(size);
    in.integer(result.sequence);
    result.size = size;
    return result;
}

Result<void> Framer::check_sequence(std::uint8_t found) {
    if (checks_sequence_ && found != sequence_) {
        return fail(Errc::protocol_violation,
                    "Got packets out of order: " + std::to_string(found) + " instead of " +
                        std::to_string(sequence_));
    }
    sequence_ = static_cast<std::uint8_t>(found + 1);
    return {};
}

static std::unexpected<Error> too_large(std::size_t size, std::size_t max) {
    return fail(Errc::program_limit_exceeded,
                "message of " + std::to_string(size) + " bytes exceeds max_message_size (" +
                    std::to_string(max) + ")");
}

Result<std::optional<Framer::Message>> Framer::next() {
    for (;;) {
        const ByteView bytes = pending();
        // Behind what is joined stands the header of the next packet.
        const std::size_t at = joined_ == 0 ? 0 : header_size + joined_;
        expect(at + header_size);
        if (bytes.size() < at + header_size) return std::nullopt;
        const Header head = header(bytes.subspan(at));
        if (head.size > max_ || joined_ > max_ - head.size) return too_large(joined_ + head.size, max_);
        expect(at + header_size + head.size);
        if (bytes.size() < at + header_size + head.size) return std::nullopt;
        if (auto fits = check_sequence(head.sequence); !fits) return fail(std::move(fits.error()));
        if (at != 0) cut_out(at, header_size);
        const bool several = joined_ != 0;
        joined_ += head.size;
        if (head.size == max_packet_payload) continue;
        const ByteView whole = pending().first(header_size + joined_);
        joined_ = 0;
        expect(0);
        consume(whole.size());
        return Message{whole.subspan(header_size), several ? ByteView{} : whole, head.sequence};
    }
}

Result<std::optional<Framer::Packet>> Framer::next_packet() {
    const ByteView bytes = pending();
    expect(header_size);
    if (bytes.size() < header_size) return std::nullopt;
    const Header head = header(bytes);
    if (head.size > max_) return too_large(head.size, max_);
    expect(header_size + head.size);
    if (bytes.size() < header_size + head.size) return std::nullopt;
    if (auto fits = check_sequence(head.sequence); !fits) return fail(std::move(fits.error()));
    expect(0);
    consume(header_size + head.size);
    return Packet{bytes.first(header_size + head.size), head.sequence, head.size == max_packet_payload};
}

}  // namespace ormgate::mysql
