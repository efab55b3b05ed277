#pragma once

#include <string>

#include "server/frontend/postgres/credentials.hpp"
#include "server/frontend/postgres/wire.hpp"

namespace ormgate {

// How a client shows its password.
enum class PasswordMethod : std::uint8_t {
    scram,      // SCRAM-SHA-256, and over TLS SCRAM-SHA-256-PLUS
    cleartext,  // over TLS only; without TLS it is scram all the same
};

// Lets the client prove that it is `user`. An error is to be told as FATAL. Does not send AuthenticationOk.
asio::awaitable<Result<void>> authenticate(
    PostgresWire& wire, std::string user, CredentialsPtr credentials, PasswordMethod method);

}  // namespace ormgate
