#pragma once

#include <cstdint>
#include <string>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "protocol/postgres/messages.hpp"
#include "protocol/postgres/wire.hpp"

namespace ormgate::postgres {

// PostgreSQL's words for a message that ends early and for one that does not end.
Error malformed(const Reader& in);

template <class M>
Result<M> decode(ByteView body) {
    M m;
    Reader in(body);
    M::fields(m, in);
    if (!in.finished()) return fail(malformed(in));
    return m;
}

// A frame is written with its length left open, which is filled in at its end.
inline std::size_t begin_frame(Bytes& out, char tag) {
    out.push_back(static_cast<std::byte>(tag));
    out.resize(out.size() + 4);
    return out.size() - 4;
}

// Fills in the length, which counts itself, of what was begun at `at`.
inline void end_frame(Bytes& out, std::size_t at) {
    const auto length = static_cast<std::uint32_t>(out.size() - at);
    for (std::size_t i = 0; i < 4; ++i) out[at + i] = static_cast<std::byte>(length >> (24 - 8 * i));
}

// A value in a DataRow or Bind: as a frame, but its length does not count itself.
inline std::size_t begin_value(Bytes& out) {
    out.resize(out.size() + 4);
    return out.size() - 4;
}

inline void end_value(Bytes& out, std::size_t at) {
    const auto length = static_cast<std::uint32_t>(out.size() - at - 4);
    for (std::size_t i = 0; i < 4; ++i) out[at + i] = static_cast<std::byte>(length >> (24 - 8 * i));
}

inline void null_value(Bytes& out) {
    out.insert(out.end(), 4, std::byte{0xff});
}

template <class M>
void encode(const M& m, Bytes& out) {
    const std::size_t at = begin_frame(out, M::tag);
    Writer io(out);
    M::fields(m, io);
    end_frame(out, at);
}

// An unknown tag is an error, after which the stream cannot be trusted.
Result<FrontendMessage> decode_frontend(char tag, ByteView body);
Result<BackendMessage> decode_backend(char tag, ByteView body);
void encode(const FrontendMessage& message, Bytes& out);
void encode(const BackendMessage& message, Bytes& out);

enum class Severity : std::uint8_t { error, fatal, panic, warning, notice, debug, info, log };
std::string_view name(Severity severity);

ErrorResponse error_response(const Error& error, Severity severity = Severity::error);
NoticeResponse notice_response(const Error& notice, Severity severity);
// The way back: what a server reported, its SQLSTATE kept as it was.
Error error_of(const std::vector<ErrorField>& fields);

}  // namespace ormgate::postgres
