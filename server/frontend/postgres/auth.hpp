#pragma once

#include <string>

#include "server/frontend/postgres/credentials.hpp"
#include "server/frontend/postgres/wire.hpp"

namespace ormgate {

// Lets the client prove that it is `user`, by SCRAM-SHA-256 (over TLS -PLUS too) or, over TLS only, by
// cleartext. An error is to be told as FATAL. Does not send AuthenticationOk.
asio::awaitable<Result<void>> authenticate(PostgresWire& wire,
                                           std::string user,
                                           CredentialsPtr credentials,
                                           LoginMethod method);

}  // namespace ormgate
