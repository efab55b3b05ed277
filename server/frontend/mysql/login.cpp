#include "server/frontend/mysql/login.hpp"

#include "server/io/deadline.hpp"
#include "server/log.hpp"

namespace ormgate {

namespace capability = mysql::capability;
namespace plugin = mysql::plugin;

static constexpr std::size_t largest_login_message = 65535;
static constexpr std::uint8_t utf8mb4_general_ci = 45;

// What ormgate does itself, and what it relays whatever the server does.
static constexpr mysql::Capabilities always =
    capability::long_password | capability::found_rows | capability::long_flag | capability::connect_with_db |
    capability::no_schema | capability::odbc | capability::local_files | capability::ignore_space |
    capability::protocol_41 | capability::interactive | capability::ignore_sigpipe |
    capability::transactions | capability::reserved | capability::secure_connection |
    capability::multi_statements | capability::multi_results | capability::ps_multi_results |
    capability::plugin_auth | capability::connect_attrs | capability::plugin_auth_lenenc |
    capability::session_track | capability::deprecate_eof;

mysql::Capabilities MysqlDoor::offered() const {
    // A unix socket has nobody in between.
    const bool tls = services_.tls && services_.settings->tls.mode != ClientTls::disable &&
                     wire_.stream().local().port != 0;
    return tls ? always | capability::ssl : always;
}

void MysqlDoor::refuse(const MysqlRefusal& refusal) {
    mysql::ErrorPacket packet;
    packet.number = refusal.number;
    std::ranges::copy(std::string_view(refusal.sqlstate).substr(0, packet.sqlstate.size()),
                      packet.sqlstate.begin());
    packet.message = refusal.words;
    wire_.put(packet);
    log_info("login_refused",
             {{"peer", wire_.stream().peer().text()}, {"errno", refusal.number}, {"error", refusal.words}});
}

MysqlRefusal MysqlDoor::denied(const std::string& user, bool used_password) const {
    const Address& peer = wire_.stream().peer();
    const std::string host = peer.port == 0 ? "localhost" : peer.host;
    return {1045,
            "28000",
            "Access denied for user '" + user + "'@'" + host +
                "' (using password: " + (used_password ? "YES" : "NO") + ")"};
}

std::optional<MysqlRefusal> MysqlDoor::refusal_of(const MysqlLogin& login) const {
    if (login.database.empty() || services_.settings->users.empty()) return std::nullopt;
    const UserSettings* user = services_.settings->user(login.user);
    if (user != nullptr && may_use(*user, login.database)) return std::nullopt;
    const Address& peer = wire_.stream().peer();
    const std::string host = peer.port == 0 ? "localhost" : peer.host;
    return MysqlRefusal{
        1044,
        "42000",
        "Access denied for user '" + login.user + "'@'" + host + "' to database '" + login.database + "'"};
}

void MysqlDoor::put_payload(ByteView payload) {
    wire_.writer().begin();
    append(wire_.out(), payload);
    wire_.writer().end();
}

// The client's next message of the login; nullopt: it cannot be read, and has been told so.
asio::awaitable<std::optional<ByteView>> MysqlDoor::read() {
    wire_.expect_answer();
    co_await wire_.flush();
    auto message = co_await wire_.read();
    if (message) co_return message->payload;
    wire_.put_error(message.error());
    co_return std::nullopt;
}

asio::awaitable<bool> MysqlDoor::prove(std::string user, std::string client_plugin, Bytes proof) {
    using Authentication = mysql::ServerAuthentication;
    const bool used_password = !proof.empty();
    if (services_.settings->users.empty()) {
        if (!wire_.stream().peer().local) {
            refuse({1130, "HY000", "connections without users are accepted from this machine only"});
            co_return false;
        }
        const Authentication::Accepted trusted = Authentication::trust(client_plugin, proof);
        if (!trusted.payload.empty()) put_payload(trusted.payload);
        co_return true;
    }
    MysqlCredentials::Lookup lookup = services_.credentials->find(user);
    Authentication exchange(
        std::move(lookup.verifier), lookup.genuine, challenge_, is_secure(), services_.credentials->key());
    Authentication::Step step = exchange.begin(plugin::caching_sha2, client_plugin, proof);
    while (auto* reply = std::get_if<Authentication::Reply>(&step)) {
        put_payload(reply->payload);
        const auto answer = co_await read();
        if (!answer) co_return false;
        step = exchange.next(*answer);
    }
    if (const auto* no = std::get_if<Authentication::Denied>(&step)) {
        refuse(denied(user, no->used_password && (used_password || lookup.genuine)));
        co_return false;
    }
    auto& accepted = std::get<Authentication::Accepted>(step);
    if (!accepted.double_sha256.empty())
        services_.credentials->remember(user, std::move(accepted.double_sha256));
    if (!accepted.payload.empty()) put_payload(accepted.payload);
    co_return true;
}

std::optional<MysqlLogin> MysqlDoor::told(MysqlLogin login,
                                          const std::vector<mysql::Attribute>& attributes) const {
    for (const mysql::Attribute& attribute : attributes)
        login.attributes.insert_or_assign(std::string(attribute.name), std::string(attribute.value));
    const UserSettings* user = services_.settings->user(login.user);
    login.admin = services_.settings->users.empty() || (user != nullptr && user->admin);
    return login;
}

asio::awaitable<std::optional<MysqlLogin>> MysqlDoor::greet() {
    if (services_.admit) {
        if (const Result<void> admitted = services_.admit(); !admitted) {
            wire_.put_error(admitted.error());
            co_return std::nullopt;
        }
    }
    challenge_ = mysql::random_challenge();
    mysql::Handshake greeting;
    greeting.server_version = services_.server_version;
    greeting.connection_id = services_.connection_id;
    greeting.challenge = challenge_;
    greeting.capabilities = offered();
    greeting.collation = utf8mb4_general_ci;
    greeting.status = mysql::status::autocommit;
    greeting.plugin = plugin::caching_sha2;
    wire_.put(greeting);
    auto payload = co_await read();
    if (!payload) co_return std::nullopt;
    if (payload->size() == mysql::SslRequest::size && (offered() & capability::ssl) != 0) {
        const auto request = mysql::decode<mysql::SslRequest>(*payload, 0);
        if (!request) {
            wire_.put_error(request.error());
            co_return std::nullopt;
        }
        const ByteView arrived = wire_.framer().pending();
        const Bytes first_flight(arrived.begin(), arrived.end());
        wire_.framer().consume(arrived.size());
        co_await wire_.stream().start_tls(services_.tls, first_flight);
        payload = co_await read();
        if (!payload) co_return std::nullopt;
    }
    const auto response = mysql::decode<mysql::HandshakeResponse>(*payload, 0);
    if (!response) {
        refuse({1043, "08S01", "Bad handshake"});
        co_return std::nullopt;
    }
    wire_.capabilities = response->head.capabilities & offered();
    const ClientTls mode = services_.settings->tls.mode;
    if ((mode == ClientTls::require || mode == ClientTls::verify) && !is_secure()) {
        refuse({3159,
                "HY000",
                "Connections using insecure transport are prohibited while --require_secure_transport=ON."});
        co_return std::nullopt;
    }
    MysqlLogin login;
    login.user = response->user;
    login.database = response->database;
    login.collation = response->head.collation;
    auto complete = told(std::move(login), response->attributes);
    const std::string named(response->plugin);
    // Without a name it is the plugin of the old ones.
    const std::string client_plugin = named.empty() ? std::string(plugin::native) : named;
    Bytes proof(response->proof.begin(), response->proof.end());
    if (!co_await prove(complete->user, client_plugin, std::move(proof))) co_return std::nullopt;
    co_return complete;
}

asio::awaitable<std::optional<MysqlLogin>> MysqlDoor::log_in() {
    wire_.framer().limit(largest_login_message);
    const Deadline deadline = std::chrono::steady_clock::now() + services_.settings->login_timeout;
    auto login = co_await with_deadline(greet(), deadline);
    if (!login) {
        wire_.stream().close();
        co_return std::nullopt;
    }
    if (!*login) {
        co_await wire_.flush();
        co_await wire_.stream().finish();
    }
    wire_.framer().limit(services_.settings->max_message_size);
    co_return std::move(*login);
}

asio::awaitable<std::optional<MysqlLogin>> MysqlDoor::change_user(Bytes payload) {
    const auto request = mysql::decode<mysql::ChangeUser>(payload, wire_.capabilities);
    if (!request) {
        wire_.put_error(request.error());
        co_await wire_.flush();
        co_return std::nullopt;
    }
    MysqlLogin login;
    login.user = request->user;
    login.database = request->database;
    login.collation = request->collation;
    auto complete = told(std::move(login), request->attributes);
    const std::string named(request->plugin);
    const std::string client_plugin = named.empty() ? std::string(plugin::native) : named;
    Bytes proof(request->proof.begin(), request->proof.end());
    if (co_await prove(complete->user, client_plugin, std::move(proof))) co_return complete;
    co_await wire_.flush();
    co_await wire_.stream().finish();
    co_return std::nullopt;
}

}  // namespace ormgate
