#include "protocol/mysql/authentication.hpp"

#include <gtest/gtest.h>

#include "protocol/mysql/codec.hpp"
#include "protocol/mysql/password_hash.hpp"
#include "tests/support/hex.hpp"

namespace ormgate::mysql {
namespace {

using test::from_hex;
using test::to_hex;
using Accepted = ServerAuthentication::Accepted;
using Denied = ServerAuthentication::Denied;
using Reply = ServerAuthentication::Reply;

const RsaKey& server_key() {
    static const RsaKey key = RsaKey::generate();
    return key;
}

const Challenge challenge = {'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j',
                             'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't'};

// What both sides said to each other, and how it ended.
struct Outcome {
    bool accepted = false;
    std::string error;
    std::vector<std::string> server_said;
    Accepted last;
};

struct Connection {
    std::string_view announced = plugin::caching_sha2;
    bool secure = false;
    std::string_view client = {};  // another plugin than the announced one
    bool genuine = true;
};

std::optional<Result<std::optional<Bytes>>> client_answer(ClientAuthentication& client, ByteView payload) {
    const auto message = decode_login_answer(payload, capability::protocol_41);
    if (!message) return std::nullopt;
    if (const auto* request = std::get_if<AuthSwitchRequest>(&*message)) {
        auto answer = client.answer(*request);
        if (!answer) return fail(answer.error());
        return std::optional<Bytes>(*answer);
    }
    return client.answer(std::get<AuthMoreData>(*message));
}

Outcome converse(PasswordVerifier verifier, const std::string& password, Connection connection) {
    Outcome outcome;
    ServerAuthentication server(verifier, connection.genuine, challenge, connection.secure, &server_key());
    ClientAuthentication client(password, connection.secure);
    const std::string_view used = connection.client.empty() ? connection.announced : connection.client;
    const Bytes proof = client.begin(used, challenge);
    auto step = server.begin(connection.announced, used, proof);
    while (auto* reply = std::get_if<Reply>(&step)) {
        outcome.server_said.push_back(to_hex(reply->payload).substr(0, 4));
        const auto answer = client_answer(client, reply->payload);
        if (!answer) return outcome;
        if (!*answer) {
            outcome.error = answer->error().message;
            return outcome;
        }
        step = server.next(**answer ? ByteView(***answer) : ByteView{});
    }
    if (auto* accepted = std::get_if<Accepted>(&step)) {
        outcome.accepted = true;
        outcome.last = std::move(*accepted);
    }
    return outcome;
}

PasswordVerifier stored(std::string_view plugin_name, std::string_view password) {
    PasswordVerifier verifier;
    if (plugin_name == plugin::native) {
        EXPECT_TRUE(verifier.add(native_password_hash(password)));
    } else {
        EXPECT_TRUE(verifier.add(caching_sha2_hash(password, "abcdefghijklmnopqrst")));
    }
    return verifier;
}

TEST(MysqlAuthentication, ProvesPasswordsAsRealClientsDo) {
    // Of a login to MariaDB 10.11 by libmariadb and one to MySQL 9.7 by libmysqlclient; the password is
    // "app".
    Challenge real;
    std::ranges::copy(as_text(from_hex("7e37343d7557343c7146497b4f584e5c6566503d")), real.begin());
    EXPECT_EQ(to_hex(ClientAuthentication("app", false).begin(plugin::native, real)),
              "0338a70c45b5303e2a2b2ba941bc2b9247fe7d48");
    const Bytes sha2 = from_hex("12445a7f2b0469111f6622677601437a2a182819");
    std::ranges::copy(as_text(sha2), real.begin());
    EXPECT_EQ(to_hex(ClientAuthentication("app", false).begin(plugin::caching_sha2, real)),
              "8fb937e6b789dd32c2b1f373bc17c76718972113f4c14071ed6c291c3dc1ac4c");
}

TEST(MysqlAuthentication, AcceptsTheRightPassword) {
    for (const std::string_view kind : {plugin::native, plugin::caching_sha2}) {
        const PasswordVerifier verifier = stored(kind, "secret");
        for (const bool secure : {false, true}) {
            for (const std::string_view announced : {plugin::native, plugin::caching_sha2}) {
                const Connection connection{announced, secure};
                EXPECT_TRUE(converse(verifier, "secret", connection).accepted) << kind;
                EXPECT_FALSE(converse(verifier, "wrong", connection).accepted) << kind;
                EXPECT_FALSE(converse(verifier, "", connection).accepted) << kind;
            }
        }
    }
}

TEST(MysqlAuthentication, AsksForThePasswordOnceAndThenKnowsIt) {
    PasswordVerifier verifier = stored(plugin::caching_sha2, "secret");
    const Outcome first = converse(verifier, "secret", {});
    ASSERT_TRUE(first.accepted);
    EXPECT_EQ(first.server_said, (std::vector<std::string>{"0104", "012d"})) << "full, then the public key";
    EXPECT_EQ(first.last.double_sha256.size(), 32u);
    verifier.double_sha256 = first.last.double_sha256;
    const Outcome second = converse(verifier, "secret", {});
    ASSERT_TRUE(second.accepted);
    EXPECT_TRUE(second.server_said.empty());
    EXPECT_EQ(to_hex(second.last.payload), "0103");
    const Outcome wrong = converse(verifier, "wrong", {});
    EXPECT_FALSE(wrong.accepted);
    EXPECT_EQ(wrong.server_said, first.server_said);
}

TEST(MysqlAuthentication, TellsNothingOfWhoExists) {
    const PasswordVerifier real = stored(plugin::caching_sha2, "secret");
    const PasswordVerifier mock = mock_verifier(as_bytes("key"), "nobody", real);
    EXPECT_EQ(mock.caching_sha2.size(), real.caching_sha2.size());
    EXPECT_NE(mock.caching_sha2, mock_verifier(as_bytes("key"), "somebody", real).caching_sha2);
    for (const bool secure : {false, true}) {
        const Connection known{.secure = secure}, unknown{.secure = secure, .genuine = false};
        EXPECT_EQ(converse(mock, "secret", unknown).server_said, converse(real, "wrong", known).server_said);
        EXPECT_FALSE(converse(mock, "secret", unknown).accepted);
        EXPECT_FALSE(converse(real, "secret", unknown).accepted) << "even with the right password";
    }
}

TEST(MysqlAuthentication, SendsThePasswordItselfOnlyOverSecureConnections) {
    const PasswordVerifier verifier = stored(plugin::native, "secret");
    const Connection secure{plugin::native, true, plugin::clear};
    EXPECT_TRUE(converse(verifier, "secret", secure).accepted);
    EXPECT_FALSE(converse(verifier, "wrong", secure).accepted);
    // Without TLS the server asks for another plugin, and the client refuses to send its password.
    const Outcome open = converse(verifier, "secret", {plugin::native, false, plugin::clear});
    EXPECT_TRUE(open.accepted);
    EXPECT_EQ(open.server_said, (std::vector<std::string>{"fe6d"}));
    ClientAuthentication client("secret", false);
    EXPECT_FALSE(client.answer(AuthSwitchRequest{plugin::clear, {}}));
}

TEST(MysqlAuthentication, LetsInWithoutAPasswordWhoHasNone) {
    const PasswordVerifier verifier = PasswordVerifier::of_password("");
    for (const std::string_view announced : {plugin::native, plugin::caching_sha2}) {
        EXPECT_TRUE(converse(verifier, "", {announced}).accepted);
        EXPECT_FALSE(converse(verifier, "x", {announced}).accepted);
    }
}

TEST(MysqlAuthentication, KnowsAPasswordOfTheConfigAtOnce) {
    const PasswordVerifier verifier = PasswordVerifier::of_password("secret");
    EXPECT_TRUE(converse(verifier, "secret", {plugin::native}).server_said.empty());
    EXPECT_TRUE(converse(verifier, "secret", {plugin::caching_sha2}).server_said.empty());
    EXPECT_TRUE(converse(verifier, "secret", {plugin::caching_sha2}).accepted);
}

TEST(MysqlAuthentication, SwitchesClientsOfOtherPlugins) {
    const Outcome outcome =
        converse(stored(plugin::native, "secret"), "secret", {plugin::caching_sha2, false, "client_ed25519"});
    EXPECT_TRUE(outcome.accepted);
    EXPECT_EQ(outcome.server_said, (std::vector<std::string>{"fe6d"}));
    ClientAuthentication client("secret", true);
    const auto refused = client.answer(AuthSwitchRequest{"client_ed25519", {}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message,
              "the server asks for authentication by client_ed25519, which is not supported");
}

TEST(MysqlAuthentication, KnowsClientsWithoutPlugins) {
    const Bytes proof = ClientAuthentication("secret", false).begin(plugin::native, challenge);
    ServerAuthentication native(stored(plugin::native, "secret"), true, challenge, false);
    EXPECT_TRUE(std::holds_alternative<Accepted>(native.begin(plugin::caching_sha2, "", proof)));
    ServerAuthentication sha2(stored(plugin::caching_sha2, "secret"), true, challenge, false);
    EXPECT_TRUE(std::holds_alternative<Denied>(sha2.begin(plugin::caching_sha2, "", proof)));
}

TEST(MysqlAuthentication, RefusesMalformedAnswers) {
    const PasswordVerifier verifier = stored(plugin::caching_sha2, "secret");
    for (const char* answer : {"", "02", "03", "736563726574"}) {
        ServerAuthentication server(verifier, true, challenge, true, nullptr);
        const Bytes proof(32);
        ASSERT_TRUE(
            std::holds_alternative<Reply>(server.begin(plugin::caching_sha2, plugin::caching_sha2, proof)));
        EXPECT_TRUE(std::holds_alternative<Denied>(server.next(from_hex(answer)))) << answer;
    }
    ServerAuthentication without_key(verifier, true, challenge, false, nullptr);
    without_key.begin(plugin::caching_sha2, plugin::caching_sha2, Bytes(32));
    EXPECT_TRUE(std::holds_alternative<Denied>(without_key.next(from_hex("02"))));
    ServerAuthentication sealed(verifier, true, challenge, false, &server_key());
    sealed.begin(plugin::caching_sha2, plugin::caching_sha2, Bytes(32));
    EXPECT_TRUE(std::holds_alternative<Denied>(sealed.next(Bytes(256))));
}

TEST(MysqlAuthentication, ReadsOnlyWholeVerifiers) {
    PasswordVerifier verifier;
    EXPECT_TRUE(verifier.add(native_password_hash("x")));
    EXPECT_TRUE(verifier.add(caching_sha2_hash("x", "abcdefghijklmnopqrst")));
    EXPECT_FALSE(verifier.add("*0123"));
    EXPECT_FALSE(verifier.add("*" + std::string(40, 'G')));
    EXPECT_FALSE(verifier.add("$A$000$" + std::string(63, 'a')));
    EXPECT_FALSE(verifier.add(""));
}

TEST(MysqlAuthentication, MakesChallengesThatEndNowhere) {
    for (int i = 0; i < 100; ++i) {
        const Challenge random = random_challenge();
        EXPECT_EQ(std::ranges::count(random, '\0'), 0);
        EXPECT_EQ(std::ranges::count(random, '$'), 0);
    }
}

}  // namespace
}  // namespace ormgate::mysql
