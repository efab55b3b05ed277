#include "protocol/mysql/codec.hpp"

#include <optional>
#include <string>
#include <utility>

#include "protocol/mysql/framer.hpp"

namespace ormgate::mysql {

Error malformed() {
    return Error(Errc::protocol_violation, "Malformed communication packet");
}

static int first_byte(ByteView payload) {
    return payload.empty() ? -1 : std::to_integer<int>(payload[0]);
}

template <class Variant, class M>
static Result<Variant> decode_as(ByteView payload, Capabilities agreed) {
    Result<M> message = decode<M>(payload, agreed);
    if (!message) return fail(std::move(message.error()));
    return std::move(*message);
}

Result<Greeting> decode_greeting(ByteView payload) {
    if (is_error(payload)) return decode_as<Greeting, ErrorPacket>(payload, 0);
    if (const int version = first_byte(payload); version >= 0 && version != Handshake::protocol_version) {
        return fail(Errc::protocol_violation,
                    "protocol version " + std::to_string(version) + " of the server is not supported");
    }
    return decode_as<Greeting, Handshake>(payload, 0);
}

Result<Login> decode_login(ByteView payload) {
    std::uint16_t low = 0;
    Reader in(payload);
    in.integer(low);
    if (in.ok() && (low & capability::protocol_41) == 0)
        return fail(Errc::protocol_violation,
                    "Bad handshake: the protocol before MySQL 4.1 is not supported");
    if ((low & capability::ssl) != 0 && payload.size() == SslRequest::size)
        return decode_as<Login, SslRequest>(payload, 0);
    return decode_as<Login, HandshakeResponse>(payload, 0);
}

Result<LoginAnswer> decode_login_answer(ByteView payload, Capabilities agreed) {
    switch (first_byte(payload)) {
        case ErrorPacket::header:
            return decode_as<LoginAnswer, ErrorPacket>(payload, agreed);
        case AuthSwitchRequest::header:
            if (payload.size() == 1)
                return fail(Errc::unsupported, "authentication by mysql_old_password is not supported");
            return decode_as<LoginAnswer, AuthSwitchRequest>(payload, agreed);
        case AuthMoreData::header:
            return decode_as<LoginAnswer, AuthMoreData>(payload, agreed);
        default:
            return decode_as<LoginAnswer, Ok>(payload, agreed);
    }
}

// Of an OK packet with this header only: the other one ends rows.
template <class Variant>
static Result<Variant> decode_ok(ByteView payload, Capabilities agreed) {
    if (first_byte(payload) != Ok::header_of_ok) return fail(malformed());
    return decode_as<Variant, Ok>(payload, agreed);
}

Result<QueryAnswer> decode_query_answer(ByteView payload, Capabilities agreed) {
    switch (first_byte(payload)) {
        case ErrorPacket::header:
            return decode_as<QueryAnswer, ErrorPacket>(payload, agreed);
        case LocalInfile::header:
            return decode_as<QueryAnswer, LocalInfile>(payload, agreed);
        case Ok::header_of_ok:
            return decode_ok<QueryAnswer>(payload, agreed);
        default:
            return decode_as<QueryAnswer, ColumnCount>(payload, agreed);
    }
}

Result<PrepareAnswer> decode_prepare_answer(ByteView payload, Capabilities agreed) {
    if (is_error(payload)) return decode_as<PrepareAnswer, ErrorPacket>(payload, agreed);
    return decode_as<PrepareAnswer, PrepareOk>(payload, agreed);
}

Result<CommandAnswer> decode_command_answer(ByteView payload, Capabilities agreed) {
    if (is_error(payload)) return decode_as<CommandAnswer, ErrorPacket>(payload, agreed);
    return decode_ok<CommandAnswer>(payload, agreed);
}

bool is_error(ByteView payload) {
    return first_byte(payload) == ErrorPacket::header;
}

bool ends_rows(ByteView payload, Capabilities agreed) {
    if (first_byte(payload) != Eof::header) return false;
    if ((agreed & capability::deprecate_eof) != 0) return payload.size() < max_packet_payload;
    return payload.size() < 9;
}

Result<Ok> decode_end_of_rows(ByteView payload, Capabilities agreed) {
    if (!ends_rows(payload, agreed)) return fail(malformed());
    if ((agreed & capability::deprecate_eof) != 0) return decode<Ok>(payload, agreed);
    const Result<Eof> eof = decode<Eof>(payload, agreed);
    if (!eof) return fail(malformed());
    Ok end;
    end.header = Ok::header_of_end;
    end.status = eof->status;
    end.warnings = eof->warnings;
    return end;
}

void encode_end_of_rows(const Ok& end, Capabilities agreed, Bytes& out) {
    if ((agreed & capability::deprecate_eof) == 0) return encode(Eof{end.warnings, end.status}, agreed, out);
    Ok last = end;
    last.header = Ok::header_of_end;
    encode(last, agreed, out);
}

}  // namespace ormgate::mysql
