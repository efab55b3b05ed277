#include "server/frontend/postgres/auth.hpp"

#include <optional>
#include <utility>

namespace ormgate {

using namespace postgres;

static Error wrong_password(const std::string& user) {
    return Error(Errc::invalid_password, "password authentication failed for user \"" + user + "\"");
}

// The body of the client's next message, which must be of tag 'p'. It borrows from the wire.
static asio::awaitable<Result<ByteView>> read_response(PostgresWire& wire, const char* expected) {
    co_await wire.flush();
    Result<FrontendMessage> message = co_await wire.read();
    if (!message) co_return fail(std::move(message.error()));
    if (const auto* response = std::get_if<AuthenticationResponse>(&*message)) co_return response->data;
    const char tag = std::visit([](const auto& m) { return m.tag; }, *message);
    co_return fail(
        Errc::protocol_violation,
        std::string("expected ") + expected + " response, got message type " + std::to_string(int{tag}));
}

static asio::awaitable<Result<void>> check_cleartext(PostgresWire& wire,
                                                     const std::string& user,
                                                     const Credentials& credentials) {
    wire.put(AuthenticationCleartextPassword());
    Result<ByteView> body = co_await read_response(wire, "password");
    if (!body) co_return fail(std::move(body.error()));
    Result<PasswordMessage> message = decode<PasswordMessage>(*body);
    if (!message) co_return fail(Errc::protocol_violation, "invalid password packet size");
    if (message->password.empty())
        co_return fail(Errc::invalid_password, "empty password returned by client");
    if (!credentials.verify(user, message->password)) co_return fail(wrong_password(user));
    co_return Result<void>();
}

// The client's choice of mechanism and the first message of the exchange.
struct SaslStart {
    bool plus = false;
    std::string client_first;
};

static asio::awaitable<Result<SaslStart>> start_sasl(PostgresWire& wire, bool may_bind) {
    AuthenticationSasl offer;
    if (may_bind) offer.mechanisms.push_back(scram_plus_mechanism);
    offer.mechanisms.push_back(scram_mechanism);
    wire.put(offer);
    Result<ByteView> body = co_await read_response(wire, "SASL");
    if (!body) co_return fail(std::move(body.error()));
    Result<SaslInitialResponse> initial = decode<SaslInitialResponse>(*body);
    if (!initial) co_return fail(std::move(initial.error()));
    SaslStart start;
    start.plus = initial->mechanism == scram_plus_mechanism;
    if (start.plus ? !may_bind : initial->mechanism != scram_mechanism)
        co_return fail(Errc::protocol_violation, "client selected an invalid SASL authentication mechanism");
    if (initial->data) {
        start.client_first = as_text(*initial->data);
        co_return start;
    }
    // A client may leave the first message for later; it is asked for by an empty challenge.
    wire.put(AuthenticationSaslContinue());
    body = co_await read_response(wire, "SASL");
    if (!body) co_return fail(std::move(body.error()));
    start.client_first = as_text(*body);
    co_return start;
}

static asio::awaitable<Result<void>> check_scram(PostgresWire& wire,
                                                 const std::string& user,
                                                 const Credentials& credentials) {
    Bytes binding = wire.stream().tls_server_end_point();
    Result<SaslStart> start = co_await start_sasl(wire, !binding.empty());
    if (!start) co_return fail(std::move(start.error()));
    Credentials::Lookup lookup = credentials.find(user);
    ScramServer exchange(
        std::move(lookup.verifier), lookup.genuine, start->plus, std::move(binding), random_nonce());
    Result<std::string> challenge = exchange.first(start->client_first);
    if (!challenge) co_return fail(std::move(challenge.error()));
    AuthenticationSaslContinue next;
    next.data = as_bytes(*challenge);
    wire.put(next);
    Result<ByteView> body = co_await read_response(wire, "SASL");
    if (!body) co_return fail(std::move(body.error()));
    Result<std::string> proof = exchange.last(as_text(*body));
    if (!proof && proof.error().code == Errc::invalid_password) co_return fail(wrong_password(user));
    if (!proof) co_return fail(std::move(proof.error()));
    AuthenticationSaslFinal done;
    done.data = as_bytes(*proof);
    wire.put(done);
    co_return Result<void>();
}

asio::awaitable<Result<void>> authenticate(PostgresWire& wire,
                                           std::string user,
                                           CredentialsPtr credentials,
                                           LoginMethod method) {
    const bool cleartext = method == LoginMethod::cleartext && wire.stream().is_tls();
    if (cleartext) co_return co_await check_cleartext(wire, user, *credentials);
    co_return co_await check_scram(wire, user, *credentials);
}

}  // namespace ormgate
