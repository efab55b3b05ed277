#include "protocol/postgres/codec.hpp"

#include <charconv>
#include <utility>

namespace ormgate::postgres {

Error malformed(const Reader& in) {
    if (in.ok()) return Error(Errc::protocol_violation, "invalid message format");
    return Error(Errc::protocol_violation, "insufficient data left in message");
}

// Only authentication requests share a tag; the number behind it tells them apart.
template <class M>
static bool is(char tag, std::uint32_t request) {
    if constexpr (requires { M::request; }) {
        return M::tag == tag && M::request == request;
    } else {
        return M::tag == tag;
    }
}

template <class Variant, class M>
static void try_decode(char tag, std::uint32_t request, ByteView body, std::optional<Result<Variant>>& out) {
    if (out || !is<M>(tag, request)) return;
    Result<M> message = decode<M>(body);
    if (!message) {
        out.emplace(fail(std::move(message.error())));
        return;
    }
    out.emplace(std::in_place, std::move(*message));
}

template <class Variant>
struct Decoder;
template <class... M>
struct Decoder<std::variant<M...>> {
    static std::optional<Result<std::variant<M...>>> decode(char tag, std::uint32_t request, ByteView body) {
        std::optional<Result<std::variant<M...>>> out;
        (try_decode<std::variant<M...>, M>(tag, request, body, out), ...);
        return out;
    }
};

static std::unexpected<Error> unknown_type(const char* side, char tag) {
    const auto number = static_cast<unsigned>(static_cast<unsigned char>(tag));
    return fail(Errc::protocol_violation,
                std::string("invalid ") + side + " message type " + std::to_string(number));
}

Result<FrontendMessage> decode_frontend(char tag, ByteView body) {
    auto message = Decoder<FrontendMessage>::decode(tag, 0, body);
    if (!message) return unknown_type("frontend", tag);
    return std::move(*message);
}

Result<BackendMessage> decode_backend(char tag, ByteView body) {
    std::uint32_t request = 0;
    Reader in(body);
    if (tag == AuthenticationOk::tag) in.integer(request);
    if (!in.ok()) return fail(malformed(in));
    auto message = Decoder<BackendMessage>::decode(tag, request, body);
    if (!message) return unknown_type("backend", tag);
    return std::move(*message);
}

void encode(const FrontendMessage& message, Bytes& out) {
    std::visit([&](const auto& m) { encode(m, out); }, message);
}

void encode(const BackendMessage& message, Bytes& out) {
    std::visit([&](const auto& m) { encode(m, out); }, message);
}

template <class M>
static Result<StartupPacket> decode_packet(ByteView body) {
    Result<M> packet = decode<M>(body);
    if (!packet) return fail(std::move(packet.error()));
    return std::move(*packet);
}

Result<StartupPacket> decode_startup(ByteView body) {
    std::uint32_t code = 0;
    Reader in(body);
    in.integer(code);
    switch (code) {
        case SslRequest::code:
            return decode_packet<SslRequest>(body);
        case GssEncRequest::code:
            return decode_packet<GssEncRequest>(body);
        case CancelRequest::code:
            return decode_packet<CancelRequest>(body);
        default:
            break;
    }
    if (!in.ok()) return fail(malformed(in));
    if (protocol_major(code) != 3) return StartupMessage{code, {}};
    auto message = decode_packet<StartupMessage>(body);
    if (!message)
        return fail(Errc::protocol_violation,
                    "invalid startup packet layout: expected terminator as last byte");
    return message;
}

void encode_startup(const StartupPacket& packet, Bytes& out) {
    const std::size_t at = out.size();
    out.resize(at + 4);
    Writer io(out);
    std::visit([&](const auto& p) { p.fields(p, io); }, packet);
    end_frame(out, at);
}

struct SeverityRow {
    Severity severity;
    std::string_view name;
};
// clang-format off: one row a line
static constexpr SeverityRow severities[] = {
    {Severity::error, "ERROR"},
    {Severity::fatal, "FATAL"},
    {Severity::panic, "PANIC"},
    {Severity::warning, "WARNING"},
    {Severity::notice, "NOTICE"},
    {Severity::debug, "DEBUG"},
    {Severity::info, "INFO"},
    {Severity::log, "LOG"},
};
// clang-format on
static consteval bool severities_stand_in_order() {
    for (std::size_t i = 0; i < std::size(severities); ++i)
        if (static_cast<std::size_t>(severities[i].severity) != i) return false;
    return std::size(severities) == static_cast<std::size_t>(Severity::log) + 1;
}
static_assert(severities_stand_in_order());

std::string_view name(Severity severity) {
    return severities[static_cast<std::size_t>(severity)].name;
}

// Which field of a report holds which part of an Error (chapter 55.8).
struct ReportRow {
    char code;
    std::string Error::* part;
};
// clang-format off: one row a line
static constexpr ReportRow report_rows[] = {
    {'M', &Error::message},
    {'D', &Error::detail},
    {'H', &Error::hint},
    {'W', &Error::context},
    {'s', &Error::schema},
    {'t', &Error::table},
    {'c', &Error::column},
    {'d', &Error::datatype},
    {'n', &Error::constraint},
};
// clang-format on

static std::vector<ErrorField> report(const Error& error, Severity severity) {
    std::vector<ErrorField> fields;
    fields.push_back({'S', std::string(name(severity))});
    fields.push_back({'V', std::string(name(severity))});
    fields.push_back({'C', std::string(error.sqlstate())});
    for (const ReportRow& row : report_rows) {
        const std::string& text = error.*row.part;
        if (!text.empty() || row.code == 'M') fields.push_back({row.code, text});
        if (row.code == 'H' && error.position != 0) fields.push_back({'P', std::to_string(error.position)});
    }
    return fields;
}

ErrorResponse error_response(const Error& error, Severity severity) {
    return {{report(error, severity)}};
}
NoticeResponse notice_response(const Error& notice, Severity severity) {
    return {{report(notice, severity)}};
}

Error error_of(const std::vector<ErrorField>& fields) {
    Error error;
    for (const ErrorField& field : fields) {
        for (const ReportRow& row : report_rows)
            if (row.code == field.code) error.*row.part = field.value;
        if (field.code == 'P')
            std::from_chars(field.value.data(), field.value.data() + field.value.size(), error.position);
        if (field.code != 'C') continue;
        error.code = errc_of_sqlstate(field.value);
        error.native_sqlstate = field.value;
    }
    return error;
}

}  // namespace ormgate::postgres
