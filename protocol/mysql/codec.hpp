#pragma once

#include <cstdint>
#include <variant>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "protocol/mysql/command_messages.hpp"
#include "protocol/mysql/generic_messages.hpp"
#include "protocol/mysql/handshake_messages.hpp"
#include "protocol/mysql/result_messages.hpp"
#include "protocol/mysql/wire.hpp"

namespace ormgate::mysql {

// MySQL's words for a message that cannot be read (ER_MALFORMED_PACKET).
Error malformed();

// A message has no tag that would tell its kind: what may come is known from what came before.
template <class M>
Result<M> decode(ByteView payload, Capabilities agreed) {
    M m;
    Reader in(payload, agreed);
    M::fields(m, in);
    if (!in.finished()) return fail(malformed());
    return m;
}

// Appends the payload; PacketWriter puts the header before it.
template <class M>
    requires requires(const M& m, Writer& io) { M::fields(m, io); }
void encode(const M& m, Capabilities agreed, Bytes& out) {
    Writer io(out, agreed);
    M::fields(m, io);
}

// What a server says first.
using Greeting = std::variant<Handshake, ErrorPacket>;
Result<Greeting> decode_greeting(ByteView payload);

// What the client answers; after an SslRequest it answers again, encrypted.
using Login = std::variant<SslRequest, HandshakeResponse>;
Result<Login> decode_login(ByteView payload);

// What a server says while a client proves who it is.
using LoginAnswer = std::variant<Ok, ErrorPacket, AuthSwitchRequest, AuthMoreData>;
Result<LoginAnswer> decode_login_answer(ByteView payload, Capabilities agreed);

// What COM_QUERY and COM_STMT_EXECUTE are answered with, and again after status::more_results.
using QueryAnswer = std::variant<Ok, ErrorPacket, LocalInfile, ColumnCount>;
Result<QueryAnswer> decode_query_answer(ByteView payload, Capabilities agreed);

using PrepareAnswer = std::variant<PrepareOk, ErrorPacket>;
Result<PrepareAnswer> decode_prepare_answer(ByteView payload, Capabilities agreed);

// What commands without a result are answered with.
using CommandAnswer = std::variant<Ok, ErrorPacket>;
Result<CommandAnswer> decode_command_answer(ByteView payload, Capabilities agreed);

// Definitions and rows end with an EOF packet, or rows alone with an OK packet of its header (deprecate_eof).
// No row begins like either: a cell of its first byte's length would be larger.
bool ends_rows(ByteView payload, Capabilities agreed);
bool is_error(ByteView payload);
Result<Ok> decode_end_of_rows(ByteView payload, Capabilities agreed);
void encode_end_of_rows(const Ok& end, Capabilities agreed, Bytes& out);

}  // namespace ormgate::mysql
