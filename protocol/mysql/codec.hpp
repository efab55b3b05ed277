#pragma once

#include <string>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "protocol/mysql/wire.hpp"

namespace ormgate::mysql {

// MySQL's words for a message that cannot be read (ER_MALFORMED_PACKET).
inline Error malformed() {
    return Error(Errc::protocol_violation, "Malformed communication packet");
}

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
void encode(const M& m, Capabilities agreed, Bytes& out) {
    Writer io(out, agreed);
    M::fields(m, io);
}

}  // namespace ormgate::mysql
