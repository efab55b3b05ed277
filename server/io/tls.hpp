#pragma once

#include <openssl/types.h>

#include "config/settings.hpp"
#include "core/bytes.hpp"
#include "core/error.hpp"
#include "server/io/stream.hpp"

namespace ormgate {

// A context for the server's side: TLS 1.2 or newer, ALPN "postgresql" where the client asks for it. Null if
// there is no certificate or TLS is off. It is an immutable snapshot: a reload makes a new one, and
// connections keep the one they began with.
Result<TlsContextPtr> make_tls_context(const TlsSettings& settings);

// The hash of the server's certificate that RFC 5929 calls tls-server-end-point.
Bytes tls_server_end_point(ssl_st* tls);

}  // namespace ormgate
