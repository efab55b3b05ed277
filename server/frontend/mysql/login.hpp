#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "protocol/mysql/command_messages.hpp"
#include "server/frontend/mysql/credentials.hpp"
#include "server/frontend/mysql/wire.hpp"

namespace ormgate {

// MysqlLogin is who has logged in, and what it asked for. What both sides agreed on is the wire's.
struct MysqlLogin {
    std::string user, database;
    std::uint32_t collation = 0;
    std::map<std::string, std::string, std::less<>>
        attributes;  // of the connection; ormgate_session among them
    bool admin = false;
};

// What the login needs of the server.
struct MysqlLoginServices {
    SettingsPtr settings;
    MysqlCredentialsPtr credentials;
    TlsContextPtr tls;  // null: no TLS
    std::string server_version;
    std::uint32_t connection_id = 0;
    // Whether the server takes another client; an error (too many, shutting down) is told instead of a
    // greeting.
    std::function<Result<void>()> admit;
};

// An error packet by MySQL's own number, for what has no condition of its own.
struct MysqlRefusal {
    std::uint16_t number = 0;
    std::string sqlstate, words;
};

// Authentication of one client: the "Connection Phase", and again whenever it changes its user.
class MysqlDoor {
public:
    MysqlDoor(MysqlWire& wire, MysqlLoginServices services) : wire_(wire), services_(std::move(services)) {}

    // Greeting, TLS, response, proof. nullopt: it was refused and told so. The OK is not sent yet. Throws
    // when the client leaves. All of it is bounded by settings->login_timeout.
    asio::awaitable<std::optional<MysqlLogin>> log_in();
    // The same for a COM_CHANGE_USER.
    asio::awaitable<std::optional<MysqlLogin>> change_user(Bytes payload);

    void refuse(const MysqlRefusal& refusal);
    // 1044 if the user may not use it.
    std::optional<MysqlRefusal> refusal_of(const MysqlLogin& login) const;

private:
    asio::awaitable<std::optional<MysqlLogin>> greet();
    asio::awaitable<std::optional<ByteView>> read();
    asio::awaitable<bool> prove(std::string user, std::string plugin, Bytes proof);
    void put_payload(ByteView payload);
    MysqlRefusal denied(const std::string& user, bool used_password) const;
    std::optional<MysqlLogin> told(MysqlLogin login, const std::vector<mysql::Attribute>& attributes) const;
    mysql::Capabilities offered() const;
    bool is_secure() const { return wire_.stream().is_tls() || wire_.stream().local().port == 0; }

    MysqlWire& wire_;
    MysqlLoginServices services_;
    mysql::Challenge challenge_{};
};

}  // namespace ormgate
