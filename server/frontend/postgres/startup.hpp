#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>

#include "protocol/postgres/startup_options.hpp"
#include "server/frontend/postgres/auth.hpp"
#include "server/io/deadline.hpp"

namespace ormgate {

// ClientLogin is who has logged in, and what it asked for.
struct ClientLogin {
    std::string user, database, application_name;
    std::uint32_t protocol = postgres::oldest_protocol;  // the version both will speak
    // Every setting of the startup packet in the order they apply: those of `options` first, then the
    // parameters, application_name and client_encoding among them.
    postgres::SettingList settings;
    bool admin = false;
};

// LoginServices is what the login needs of the server.
struct LoginServices {
    SettingsPtr settings;
    CredentialsPtr credentials;
    TlsContextPtr tls;  // null: no TLS
    // Whether the server takes another client; an error (too many, shutting down) is told as FATAL.
    std::function<Result<void>()> admit;
    // A client asks to cancel the statement of the session that was told this key.
    std::function<void(std::uint32_t process, ByteView key)> cancel;
    // Whether such a database can be connected to; what settings->database() says if empty.
    std::function<bool(const std::string& database)> has_database;
};

// The protocol chapter's "Start-up": encryption, startup packet, authentication, until AuthenticationOk is in
// the output (not flushed). nullopt: the connection has nothing more to say, for it was a cancel request, or
// it was refused and told so. Throws when the client leaves. All of it is bounded by settings->login_timeout.
asio::awaitable<std::optional<ClientLogin>> log_in(PostgresWire& wire, LoginServices services);

// What follows AuthenticationOk.
struct CancelKey {
    std::uint32_t process = 0;
    Bytes key;
};
// 4 bytes for protocol 3.0, 32 since 3.2.
CancelKey make_cancel_key(std::uint32_t process, std::uint32_t protocol);
void put_parameter_status(PostgresWire& wire, std::string_view name, std::string_view value);
void put_cancel_key(PostgresWire& wire, const CancelKey& key);
void put_ready(PostgresWire& wire, char transaction_status);

}  // namespace ormgate
