#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "server/io/stream.hpp"

namespace ormgate {

// TlsFiles says what a server's TLS context is made of.
struct TlsFiles {
    std::string certificate;       // PEM, the chain
    std::string key;               // PEM
    std::string client_ca;         // PEM; empty: client certificates are not looked at
    bool require_client_certificate = false;
};

// A context for the server's side: TLS 1.2 or newer, ALPN "postgresql" where the client asks for it. It is an
// immutable snapshot: a reload makes a new one, and connections keep the one they began with.
Result<TlsContextPtr> make_tls_context(const TlsFiles& files);

// The hash of the server's certificate that RFC 5929 calls tls-server-end-point.
Bytes tls_server_end_point(ssl_st* tls);

}  // namespace ormgate
