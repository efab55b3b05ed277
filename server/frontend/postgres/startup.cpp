#include "server/frontend/postgres/startup.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "server/log.hpp"

namespace ormgate {

using namespace postgres;

namespace {

constexpr std::size_t max_authentication_message = 65535;
constexpr std::byte tls_handshake_record{0x16};

// A client that is not worth, or not able to understand, an answer.
struct Leave {};
using Step = std::variant<Leave, Error, ClientLogin>;

// Login is one start-up under way.
class Login {
public:
    Login(PostgresWire& wire, LoginServices services) : wire_(wire), services_(std::move(services)) {}

    asio::awaitable<Step> run();
    // Before a packet has been understood an ErrorResponse would be noise, or plain text in a TLS handshake.
    bool can_be_told() const { return told_by_messages_; }

private:
    asio::awaitable<Result<std::optional<StartupPacket>>> read_packet();
    asio::awaitable<std::optional<Error>> accept_direct_tls();
    asio::awaitable<std::optional<Error>> answer_ssl_request();
    asio::awaitable<void> answer_gss_request();
    asio::awaitable<Step> start(StartupMessage message);
    std::optional<Error> read_parameters(const StartupMessage& message);
    std::optional<Error> refuse_plain_text() const;
    asio::awaitable<Result<void>> prove();
    std::optional<Error> authorise();
    void negotiate(std::uint32_t wanted);

    PostgresWire& wire_;
    LoginServices services_;
    ClientLogin client_;
    std::vector<std::string> unknown_options_;
    bool ssl_done_ = false, gss_done_ = false, told_by_messages_ = false;
};

bool tls_possible(const LoginServices& services, const Stream& stream) {
    // A unix socket has nobody in between.
    return services.tls && services.settings->tls.mode != ClientTls::disable && stream.local().port != 0;
}

asio::awaitable<Result<std::optional<StartupPacket>>> Login::read_packet() {
    for (;;) {
        auto body = wire_.framer().next_startup();
        // As PostgreSQL, without an answer: a length like this is no client's.
        if (!body) co_return fail(std::move(body.error()));
        if (*body) {
            auto packet = decode_startup(**body);
            told_by_messages_ = !packet;
            if (!packet) co_return fail(std::move(packet.error()));
            co_return std::optional(std::move(*packet));
        }
        co_await wire_.fill();
        const ByteView first = wire_.framer().pending();
        // No startup packet is long enough to begin with this byte, so it must be a TLS record.
        if (!ssl_done_ && !gss_done_ && first.front() == tls_handshake_record) co_return std::nullopt;
    }
}

asio::awaitable<std::optional<Error>> Login::accept_direct_tls() {
    const ByteView arrived = wire_.framer().pending();
    const Bytes first_flight(arrived.begin(), arrived.end());
    wire_.framer().consume(arrived.size());
    ssl_done_ = gss_done_ = true;
    co_await wire_.stream().start_tls(services_.tls, first_flight);
    told_by_messages_ = true;
    if (wire_.stream().tls_protocol() == "postgresql") co_return std::nullopt;
    co_return Error(Errc::protocol_violation,
                    "received direct SSL connection request without ALPN protocol negotiation extension");
}

asio::awaitable<std::optional<Error>> Login::answer_ssl_request() {
    ssl_done_ = true;
    const bool accept = tls_possible(services_, wire_.stream());
    wire_.out().push_back(static_cast<std::byte>(accept ? 'S' : 'N'));
    co_await wire_.flush();
    if (!accept) co_return std::nullopt;
    // Whoever sends more before the handshake may be somebody in between (CVE-2021-23214).
    if (!wire_.framer().empty())
        co_return Error(Errc::protocol_violation, "received unencrypted data after SSL request");
    co_await wire_.stream().start_tls(services_.tls, {});
    co_return std::nullopt;
}

asio::awaitable<void> Login::answer_gss_request() {
    gss_done_ = true;
    wire_.out().push_back(static_cast<std::byte>('N'));
    co_await wire_.flush();
}

asio::awaitable<Step> Login::run() {
    wire_.framer().limit(max_authentication_message);
    for (;;) {
        auto packet = co_await read_packet();
        if (!packet) co_return std::move(packet.error());
        if (!*packet) {
            if (!tls_possible(services_, wire_.stream())) co_return Leave();
            if (auto error = co_await accept_direct_tls()) co_return std::move(*error);
            continue;
        }
        StartupPacket& asked = **packet;
        if (std::holds_alternative<SslRequest>(asked) && !ssl_done_) {
            if (auto error = co_await answer_ssl_request()) co_return std::move(*error);
            continue;
        }
        if (std::holds_alternative<GssEncRequest>(asked) && !gss_done_) {
            co_await answer_gss_request();
            continue;
        }
        if (const auto* cancel = std::get_if<CancelRequest>(&asked)) {
            if (services_.cancel) services_.cancel(cancel->process, cancel->key);
            co_return Leave();
        }
        told_by_messages_ = true;
        if (auto* message = std::get_if<StartupMessage>(&asked))
            co_return co_await start(std::move(*message));
        // A second request for encryption is a version nobody speaks.
        StartupMessage again;
        again.version = std::holds_alternative<SslRequest>(asked) ? SslRequest::code : GssEncRequest::code;
        co_return co_await start(std::move(again));
    }
}

std::string version_text(std::uint32_t version) {
    return std::to_string(protocol_major(version)) + "." + std::to_string(protocol_minor(version));
}

std::optional<Error> Login::read_parameters(const StartupMessage& message) {
    SettingList parameters;
    std::string options;
    std::string_view replication = "off";
    for (const auto& [name, value] : message.parameters) {
        if (name == "user") {
            client_.user = value;
        } else if (name == "database") {
            client_.database = value;
        } else if (name == "options") {
            options = value;
        } else if (name == "replication") {
            replication = value;
        } else if (name.starts_with("_pq_.")) {
            unknown_options_.emplace_back(name);
        } else {
            parameters.emplace_back(name, value);
        }
    }
    constexpr std::string_view off[] = {"off", "false", "no", "0"};
    if (std::ranges::find(off, replication) == std::end(off))
        return Error(Errc::unsupported, "replication connections are not supported");
    if (client_.user.empty())
        return Error(Errc::invalid_authorization, "no PostgreSQL user name specified in startup packet");
    if (client_.database.empty()) client_.database = client_.user;
    auto settings = parse_options(options);
    if (!settings) return std::move(settings.error());
    client_.settings = std::move(*settings);
    std::ranges::move(parameters, std::back_inserter(client_.settings));
    for (const auto& [name, value] : client_.settings)
        if (name == "application_name") client_.application_name = value;
    return std::nullopt;
}

void Login::negotiate(std::uint32_t wanted) {
    client_.protocol = std::min(wanted, newest_protocol);
    if (wanted == client_.protocol && unknown_options_.empty()) return;
    NegotiateProtocolVersion answer;
    answer.version = client_.protocol;
    answer.unknown_options.assign(unknown_options_.begin(), unknown_options_.end());
    wire_.put(answer);
}

std::optional<Error> Login::refuse_plain_text() const {
    const ClientTls mode = services_.settings->tls.mode;
    const bool required = mode == ClientTls::require || mode == ClientTls::verify;
    if (!required || wire_.stream().is_tls() || wire_.stream().local().port == 0) return std::nullopt;
    return Error(Errc::invalid_authorization, "this server accepts encrypted connections only")
        .with_hint("Connect with sslmode=require.");
}

asio::awaitable<Result<void>> Login::prove() {
    if (!services_.settings->users.empty())
        co_return co_await authenticate(
            wire_, client_.user, services_.credentials, services_.settings->login_method);
    if (wire_.stream().peer().local) co_return Result<void>();
    co_return fail(
        Error(Errc::invalid_authorization, "connections without users are accepted from this machine only")
            .with_hint("Add users to the configuration of ormgate."));
}

std::optional<Error> Login::authorise() {
    const bool exists = services_.has_database ? services_.has_database(client_.database)
                                               : services_.settings->database(client_.database).has_value();
    if (!exists)
        return Error(Errc::undefined_database, "database \"" + client_.database + "\" does not exist");
    if (services_.settings->users.empty()) {
        client_.admin = true;
        return std::nullopt;
    }
    const UserSettings* user = services_.settings->user(client_.user);
    client_.admin = user && user->admin;
    if (user && may_use(*user, client_.database)) return std::nullopt;
    return Error(Errc::insufficient_privilege, "permission denied for database \"" + client_.database + "\"")
        .with_detail("User does not have CONNECT privilege.");
}

asio::awaitable<Step> Login::start(StartupMessage message) {
    if (protocol_major(message.version) != protocol_major(oldest_protocol)) {
        co_return Error(Errc::unsupported,
                        "unsupported frontend protocol " + version_text(message.version) +
                            ": server supports " + version_text(oldest_protocol) + " to " +
                            version_text(newest_protocol));
    }
    if (auto error = read_parameters(message)) co_return std::move(*error);
    negotiate(message.version);
    if (services_.admit) {
        if (auto admitted = services_.admit(); !admitted) co_return std::move(admitted.error());
    }
    if (auto error = refuse_plain_text()) co_return std::move(*error);
    Result<void> proven = co_await prove();
    if (!proven) co_return std::move(proven.error());
    // Only who has proven its name may learn which databases there are.
    wire_.put(AuthenticationOk());
    if (auto error = authorise()) co_return std::move(*error);
    co_return std::move(client_);
}

}  // namespace

asio::awaitable<std::optional<ClientLogin>> log_in(PostgresWire& wire, LoginServices services) {
    const SettingsPtr settings = services.settings;
    Login login(wire, std::move(services));
    const Deadline deadline = std::chrono::steady_clock::now() + settings->login_timeout;
    Result<Step> step = co_await with_deadline(login.run(), deadline);
    if (!step) step = Error(Errc::query_canceled, "canceling authentication due to timeout");
    if (auto* client = std::get_if<ClientLogin>(&*step)) {
        wire.framer().limit(settings->max_message_size);
        co_return std::move(*client);
    }
    if (auto* error = std::get_if<Error>(&*step)) {
        log_info("login_refused",
                 {{"peer", wire.stream().peer().text()},
                  {"sqlstate", error->sqlstate()},
                  {"error", error->message}});
        if (login.can_be_told()) co_await wire.fatal(std::move(*error));
    }
    co_return std::nullopt;
}

CancelKey make_cancel_key(std::uint32_t process, std::uint32_t protocol) {
    return {process, random_bytes(protocol >= protocol_version(3, 2) ? 32 : 4)};
}

void put_parameter_status(PostgresWire& wire, std::string_view name, std::string_view value) {
    wire.put(ParameterStatus{name, value});
}

void put_cancel_key(PostgresWire& wire, const CancelKey& key) {
    wire.put(BackendKeyData{key.process, key.key});
}

void put_ready(PostgresWire& wire, char transaction_status) {
    wire.put(ReadyForQuery{transaction_status});
}

}  // namespace ormgate
