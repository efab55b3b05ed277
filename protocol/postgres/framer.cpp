#include "protocol/postgres/framer.hpp"

#include <string>

#include "protocol/postgres/wire.hpp"

namespace ormgate::postgres {

static std::uint32_t length_word(ByteView bytes) {
    std::uint32_t length = 0;
    Reader(bytes.first(4)).integer(length);
    return length;
}

Result<std::optional<Framer::Frame>> Framer::next() {
    const ByteView bytes = pending();
    expect(0);
    if (bytes.size() < 5) return std::nullopt;
    const std::size_t length = length_word(bytes.subspan(1));
    if (length < 4) return fail(Errc::protocol_violation, "invalid message length");
    if (length > max_) {
        return fail(Errc::program_limit_exceeded,
                    "message of " + std::to_string(length) + " bytes exceeds max_message_size (" +
                        std::to_string(max_) + ")");
    }
    if (bytes.size() < length + 1) {
        expect(length + 1);
        return std::nullopt;
    }
    consume(length + 1);
    return Frame{static_cast<char>(bytes[0]), bytes.subspan(5, length - 4), bytes.first(length + 1)};
}

Result<std::optional<ByteView>> Framer::next_startup() {
    const ByteView bytes = pending();
    expect(0);
    if (bytes.size() < 4) return std::nullopt;
    const std::size_t length = length_word(bytes);
    if (length < 8 || length > max_startup_packet)
        return fail(Errc::protocol_violation, "invalid length of startup packet");
    if (bytes.size() < length) {
        expect(length);
        return std::nullopt;
    }
    consume(length);
    return bytes.subspan(4, length - 4);
}

}  // namespace ormgate::postgres
