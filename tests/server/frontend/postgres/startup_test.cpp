#include "server/frontend/postgres/startup.hpp"

#include <gtest/gtest.h>

#include <boost/asio/ssl/context.hpp>

#include "tests/support/scram_client.hpp"
#include "tests/support/script_stream.hpp"

namespace ormgate {
namespace {

using namespace postgres;
using test::from_hex;
using test::ScramClient;
using test::ScriptStream;

const Bytes end_point = from_hex("c0ffee");

template <class M>
Bytes encoded(const M& message) {
    Bytes out;
    encode(message, out);
    return out;
}

Bytes packet(const StartupPacket& startup) {
    Bytes out;
    encode_startup(startup, out);
    return out;
}

Bytes startup(std::vector<StartupParameter> parameters, std::uint32_t version = oldest_protocol) {
    return packet(StartupMessage{version, std::move(parameters)});
}

Bytes together(std::initializer_list<Bytes> parts) {
    Bytes all;
    for (const Bytes& part : parts) append(all, ByteView(part));
    return all;
}

Bytes refusal(const char* sqlstate, const char* message) {
    ErrorResponse response;
    response.parts = {{'S', "FATAL"}, {'V', "FATAL"}, {'C', sqlstate}, {'M', message}};
    return encoded(response);
}

Settings trusting() {
    Settings settings;
    settings.databases["app"] = {};
    return settings;
}

Settings guarded() {
    Settings settings = trusting();
    settings.databases["shop"] = {};
    UserSettings app;
    app.name = "app";
    app.password = "pencil";
    app.databases = {"app"};
    UserSettings root;
    root.name = "root";
    root.password = "pencil";
    root.admin = true;
    UserSettings mysql_only;
    mysql_only.name = "legacy";
    settings.users = {app, root, mysql_only};
    return settings;
}

TlsContextPtr any_tls() {
    return std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
}

LoginServices services_of(Settings settings, bool tls = false) {
    LoginServices services;
    services.settings = std::make_shared<const Settings>(std::move(settings));
    services.credentials = *Credentials::make(*services.settings);
    if (tls) services.tls = any_tls();
    return services;
}

// What the login comes to when the client follows `script`. AuthenticationOk is flushed, so that scripts can
// see it.
std::optional<ClientLogin> log_in_with(ScriptStream& script, LoginServices services) {
    asio::io_context io;
    BufferPool buffers;
    Watchdog watchdog(io);
    PostgresWire wire(script, buffers, watchdog, 1 << 20);
    auto login = [&]() -> asio::awaitable<std::optional<ClientLogin>> {
        auto client = co_await log_in(wire, std::move(services));
        co_await wire.flush();
        co_return client;
    };
    return test::run(io, login());
}

// The client's answers to a SCRAM exchange; `accepted` says whether it saw the server prove itself.
struct ScramScript {
    ScramClient client;
    std::string mechanism{scram_mechanism};

    Bytes first() const {
        const std::string text = client.first();
        return encoded(SaslInitialResponse{mechanism, as_bytes(text)});
    }
    Bytes last(ByteView challenge) {
        const std::string text = client.last(as_text(challenge.subspan(9)));
        return encoded(SaslResponse{as_bytes(text)});
    }
};

AuthenticationSasl offer(bool plus = false) {
    AuthenticationSasl sasl;
    if (plus) sasl.mechanisms.push_back(scram_plus_mechanism);
    sasl.mechanisms.push_back(scram_mechanism);
    return sasl;
}

void add_scram(ScriptStream& script, ScramScript& scram, bool plus = false) {
    script.expect(encoded(offer(plus)));
    script.send(scram.first());
    script.reply([&scram](ByteView challenge) { return scram.last(challenge); });
}

// What follows the last message of an exchange that went well.
Bytes accepted(const ScramScript& scram) {
    AuthenticationSaslFinal final;
    final.data = as_bytes(scram.client.expected());
    return together({encoded(final), encoded(AuthenticationOk{})});
}

// The whole of a login that goes well.
void add_login(ScriptStream& script, ScramScript& scram, bool plus = false) {
    add_scram(script, scram, plus);
    script.expect([&scram] { return accepted(scram); });
}

std::string shown(const SettingList& settings) {
    std::string text;
    for (const auto& [name, value] : settings) text += name + "=" + value + ";";
    return text;
}

TEST(PostgresStartup, TrustsLoopbackWithoutUsers) {
    ScriptStream script;
    script.send(startup({{"user", "me"}, {"database", "app"}})).expect(encoded(AuthenticationOk{}));
    const auto client = log_in_with(script, services_of(trusting()));
    ASSERT_TRUE(client);
    EXPECT_EQ(client->user, "me");
    EXPECT_EQ(client->database, "app");
    EXPECT_EQ(client->protocol, protocol_version(3, 0));
    EXPECT_TRUE(client->admin);
    EXPECT_TRUE(script.finished());
}

TEST(PostgresStartup, TrustsNobodyFromElsewhereWithoutUsers) {
    ScriptStream script;
    ErrorResponse response;
    response.parts = {{'S', "FATAL"},
                      {'V', "FATAL"},
                      {'C', "28000"},
                      {'M', "connections without users are accepted from this machine only"},
                      {'H', "Add users to the configuration of ormgate."}};
    script.from({"192.0.2.7", 50000, false})
        .send(startup({{"user", "me"}, {"database", "app"}}))
        .expect(encoded(response));
    EXPECT_FALSE(log_in_with(script, services_of(trusting())));
    EXPECT_TRUE(script.finished());
}

TEST(PostgresStartup, ReadsAPacketThatArrivesByteByByte) {
    ScriptStream script;
    script.slowly().send(startup({{"user", "app"}})).expect(encoded(AuthenticationOk{}));
    const auto client = log_in_with(script, services_of(trusting()));
    ASSERT_TRUE(client);
    EXPECT_EQ(client->database, "app") << "the database's name defaults to the user's";
}

TEST(PostgresStartup, CollectsEverySetting) {
    ScriptStream script;
    script
        .send(startup({{"user", "me"},
                       {"TimeZone", "UTC"},
                       {"options", "-c a=1 --b=2\\ 3 -c application_name=x"},
                       {"database", "app"},
                       {"application_name", "tests"}}))
        .expect(encoded(AuthenticationOk{}));
    const auto client = log_in_with(script, services_of(trusting()));
    ASSERT_TRUE(client);
    EXPECT_EQ(shown(client->settings), "a=1;b=2 3;application_name=x;TimeZone=UTC;application_name=tests;");
    EXPECT_EQ(client->application_name, "tests");
}

TEST(PostgresStartup, RefusesWhatItCannotServe) {
    struct {
        const char* name;
        Bytes sent;
        const char *sqlstate, *message;
    } const cases[] = {
        {"version 2",
         packet(StartupMessage{protocol_version(2, 0), {}}),
         "0A000",
         "unsupported frontend protocol 2.0: server supports 3.0 to 3.2"},
        {"version 4",
         startup({}, protocol_version(4, 1)),
         "0A000",
         "unsupported frontend protocol 4.1: server supports 3.0 to 3.2"},
        {"no user",
         startup({{"database", "app"}}),
         "28000",
         "no PostgreSQL user name specified in startup packet"},
        {"no database",
         startup({{"user", "me"}, {"database", "nowhere"}}),
         "3D000",
         "database \"nowhere\" does not exist"},
        {"replication",
         startup({{"user", "me"}, {"replication", "database"}}),
         "0A000",
         "replication connections are not supported"},
        {"options",
         startup({{"user", "me"}, {"options", "-x"}}),
         "42601",
         "invalid command-line argument for server process: -x"},
        {"layout",
         from_hex("0000000c"
                  "00030000"
                  "75736572"),
         "08P01",
         "invalid startup packet layout: expected terminator as last byte"},
    };
    for (const auto& c : cases) {
        ScriptStream script;
        script.send(c.sent);
        const bool trusted = std::string_view(c.sqlstate) == "3D000";
        if (trusted) script.expect(encoded(AuthenticationOk{}));
        script.expect(refusal(c.sqlstate, c.message));
        EXPECT_FALSE(log_in_with(script, services_of(trusting()))) << c.name;
        EXPECT_TRUE(script.finished()) << c.name;
    }
}

TEST(PostgresStartup, DoesNotAnswerWhatIsNoPacket) {
    for (const char* sent : {"GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00", "\xff\xff\xff\xff"}) {
        ScriptStream script;
        script.send(std::string_view(sent));
        EXPECT_FALSE(log_in_with(script, services_of(trusting()))) << sent;
        EXPECT_TRUE(script.finished());
    }
}

TEST(PostgresStartup, NegotiatesNewerVersionsAndUnknownOptions) {
    struct {
        std::uint32_t asked, spoken;
        const char* option;
    } const cases[] = {
        {protocol_version(3, 1), protocol_version(3, 1), nullptr},
        {protocol_version(3, 2), protocol_version(3, 2), nullptr},
        {protocol_version(3, 3), protocol_version(3, 2), nullptr},
        {protocol_version(3, 9999), protocol_version(3, 2), "_pq_.test_protocol_negotiation"},
        {protocol_version(3, 0), protocol_version(3, 0), "_pq_.x"},
    };
    for (const auto& c : cases) {
        ScriptStream script;
        std::vector<StartupParameter> parameters = {{"user", "me"}, {"database", "app"}};
        NegotiateProtocolVersion answer{c.spoken, {}};
        if (c.option) {
            parameters.push_back({c.option, ""});
            answer.unknown_options.push_back(c.option);
        }
        script.send(startup(parameters, c.asked));
        if (c.option || c.asked != c.spoken) script.expect(encoded(answer));
        script.expect(encoded(AuthenticationOk{}));
        const auto client = log_in_with(script, services_of(trusting()));
        ASSERT_TRUE(client);
        EXPECT_EQ(client->protocol, c.spoken);
        EXPECT_EQ(make_cancel_key(1, client->protocol).key.size(), c.spoken == newest_protocol ? 32u : 4u);
        EXPECT_TRUE(script.finished());
    }
}

TEST(PostgresStartup, HandsOnACancelRequestAndAnswersNothing) {
    for (const Bytes& key : {from_hex("deadbeef"), Bytes(32, std::byte{7})}) {
        ScriptStream script;
        script.send(packet(CancelRequest{4711, key}));
        LoginServices services = services_of(guarded());
        std::vector<std::pair<std::uint32_t, Bytes>> cancelled;
        services.cancel = [&](std::uint32_t process, ByteView bytes) {
            cancelled.emplace_back(process, Bytes(bytes.begin(), bytes.end()));
        };
        EXPECT_FALSE(log_in_with(script, std::move(services)));
        EXPECT_TRUE(script.finished());
        ASSERT_EQ(cancelled.size(), 1u);
        EXPECT_EQ(cancelled[0], std::pair(std::uint32_t{4711}, key));
    }
}

TEST(PostgresStartup, TellsWhyTheServerTakesNobody) {
    ScriptStream script;
    script.send(startup({{"user", "me"}})).expect(refusal("53300", "sorry, too many clients already"));
    LoginServices services = services_of(trusting());
    services.admit = [] {
        return Result<void>(fail(Errc::too_many_connections, "sorry, too many clients already"));
    };
    EXPECT_FALSE(log_in_with(script, std::move(services)));
    EXPECT_TRUE(script.finished());
}

TEST(PostgresStartup, DeclinesEncryptionItDoesNotHave) {
    ScriptStream script;
    script.send(packet(GssEncRequest{})).expect("N").send(packet(SslRequest{})).expect("N");
    script.send(startup({{"user", "app"}})).expect(encoded(AuthenticationOk{}));
    EXPECT_TRUE(log_in_with(script, services_of(trusting())));
    EXPECT_TRUE(script.finished());
}

TEST(PostgresStartup, DeclinesEncryptionWhereItIsOffOrUseless) {
    for (const bool unix : {false, true}) {
        ScriptStream script;
        Settings settings = trusting();
        settings.tls.mode = unix ? ClientTls::require : ClientTls::disable;
        if (unix) script.on_unix_socket();
        script.send(packet(SslRequest{})).expect("N");
        script.send(startup({{"user", "app"}})).expect(encoded(AuthenticationOk{}));
        EXPECT_TRUE(log_in_with(script, services_of(std::move(settings), true)));
        EXPECT_TRUE(script.finished());
    }
}

TEST(PostgresStartup, StartsTlsWhenAsked) {
    ScriptStream script;
    script.over_tls(end_point);
    script.send(packet(GssEncRequest{})).expect("N").send(packet(SslRequest{})).expect("S").expect_tls();
    script.send(startup({{"user", "app"}})).expect(encoded(AuthenticationOk{}));
    EXPECT_TRUE(log_in_with(script, services_of(trusting(), true)));
    EXPECT_TRUE(script.finished());
}

TEST(PostgresStartup, RefusesEncryptionTwice) {
    ScriptStream script;
    script.send(packet(SslRequest{})).expect("N").send(packet(SslRequest{}));
    script.expect(refusal("0A000", "unsupported frontend protocol 1234.5679: server supports 3.0 to 3.2"));
    EXPECT_FALSE(log_in_with(script, services_of(trusting())));
    EXPECT_TRUE(script.finished());
}

TEST(PostgresStartup, LeavesWhenSomethingIsSlippedInBeforeTheHandshake) {
    ScriptStream script;
    script.send(together({packet(SslRequest{}), startup({{"user", "app"}})})).expect("S");
    EXPECT_FALSE(log_in_with(script, services_of(trusting(), true)));
    EXPECT_TRUE(script.finished());
}

TEST(PostgresStartup, TakesDirectTlsWithItsFirstFlight) {
    const Bytes hello = from_hex("160301000401000000");
    for (const bool named : {true, false}) {
        ScriptStream script;
        script.over_tls(end_point, named ? "postgresql" : "");
        script.send(hello).expect_tls();
        if (named) script.send(startup({{"user", "app"}})).expect(encoded(AuthenticationOk{}));
        if (!named) {
            script.expect(refusal(
                "08P01",
                "received direct SSL connection request without ALPN protocol negotiation extension"));
        }
        EXPECT_EQ(log_in_with(script, services_of(trusting(), true)).has_value(), named);
        EXPECT_EQ(script.first_flight(), hello);
        EXPECT_TRUE(script.finished());
    }
}

TEST(PostgresStartup, RefusesPlainTextWhereTlsIsRequired) {
    for (const ClientTls mode : {ClientTls::require, ClientTls::verify}) {
        Settings settings = guarded();
        settings.tls.mode = mode;
        ErrorResponse response;
        response.parts = {{'S', "FATAL"},
                          {'V', "FATAL"},
                          {'C', "28000"},
                          {'M', "this server accepts encrypted connections only"},
                          {'H', "Connect with sslmode=require."}};
        ScriptStream script;
        script.send(startup({{"user", "app"}})).expect(encoded(response));
        EXPECT_FALSE(log_in_with(script, services_of(settings, true)));
        EXPECT_TRUE(script.finished());

        ScriptStream local;
        ScramScript scram{ScramClient("pencil")};
        local.on_unix_socket().send(startup({{"user", "app"}}));
        add_login(local, scram);
        EXPECT_TRUE(log_in_with(local, services_of(settings, true))) << "a unix socket needs no TLS";
    }
}

TEST(PostgresStartup, LetsTheRightPasswordInAndProvesItself) {
    ScriptStream script;
    ScramScript scram{ScramClient("pencil")};
    script.send(startup({{"user", "app"}}));
    add_login(script, scram);
    const auto client = log_in_with(script, services_of(guarded()));
    ASSERT_TRUE(client);
    EXPECT_FALSE(client->admin);
    EXPECT_TRUE(script.finished());
}

TEST(PostgresStartup, TellsAnAdministrator) {
    ScriptStream script;
    ScramScript scram{ScramClient("pencil")};
    script.send(startup({{"user", "root"}, {"database", "shop"}}));
    add_login(script, scram);
    const auto client = log_in_with(script, services_of(guarded()));
    ASSERT_TRUE(client);
    EXPECT_TRUE(client->admin);
}

TEST(PostgresStartup, RefusesAWrongPasswordAndAnUnknownUserAlike) {
    struct {
        const char *user, *password, *database;
    } const cases[] = {{"app", "pen", "app"},
                       {"nobody", "pencil", "app"},
                       {"legacy", "pencil", "app"},
                       {"nobody", "", "nowhere"}};
    for (const auto& c : cases) {
        ScriptStream script;
        ScramScript scram{ScramClient(c.password)};
        script.send(startup({{"user", c.user}, {"database", c.database}}));
        add_scram(script, scram);
        const std::string message = std::string("password authentication failed for user \"") + c.user + "\"";
        script.expect(refusal("28P01", message.c_str()));
        EXPECT_FALSE(log_in_with(script, services_of(guarded()))) << c.user;
        EXPECT_TRUE(script.finished()) << c.user;
    }
}

TEST(PostgresStartup, ShowsAnUnknownUserTheSameSaltEachTime) {
    const LoginServices services = services_of(guarded());
    std::vector<std::string> salts;
    for (const char* user : {"nobody", "nobody", "somebody"}) {
        ScriptStream script;
        ScramScript scram{ScramClient("x")};
        script.send(startup({{"user", user}})).expect(encoded(offer())).send(scram.first());
        script.reply([&](ByteView challenge) {
            const std::string_view text = as_text(challenge);
            salts.emplace_back(text.substr(text.find(",s=")));
            return scram.last(challenge);
        });
        const std::string message = std::string("password authentication failed for user \"") + user + "\"";
        script.expect(refusal("28P01", message.c_str()));
        EXPECT_FALSE(log_in_with(script, services));
    }
    EXPECT_EQ(salts[0], salts[1]);
    EXPECT_NE(salts[0], salts[2]);
}

TEST(PostgresStartup, KeepsAUserOutOfOthersDatabases) {
    struct {
        const char *database, *sqlstate, *message, *detail;
    } const cases[] = {
        {"shop", "42501", "permission denied for database \"shop\"", "User does not have CONNECT privilege."},
        {"nowhere", "3D000", "database \"nowhere\" does not exist", nullptr},
    };
    for (const auto& c : cases) {
        ScriptStream script;
        ScramScript scram{ScramClient("pencil")};
        script.send(startup({{"user", "app"}, {"database", c.database}}));
        add_scram(script, scram);
        ErrorResponse response;
        response.parts = {{'S', "FATAL"}, {'V', "FATAL"}, {'C', c.sqlstate}, {'M', c.message}};
        if (c.detail) response.parts.push_back({'D', c.detail});
        script.expect([&] { return together({accepted(scram), encoded(response)}); });
        EXPECT_FALSE(log_in_with(script, services_of(guarded())));
        EXPECT_TRUE(script.finished());
    }
}

TEST(PostgresStartup, BindsScramToTheTlsChannel) {
    for (const bool same : {true, false}) {
        ScriptStream script;
        script.over_tls(end_point);
        ScramScript scram{
            ScramClient("pencil", "p=tls-server-end-point,,", same ? end_point : from_hex("00"))};
        scram.mechanism = scram_plus_mechanism;
        script.send(packet(SslRequest{})).expect("S").expect_tls().send(startup({{"user", "app"}}));
        add_scram(script, scram, true);
        script.expect(
            [&] { return same ? accepted(scram) : refusal("28000", "SCRAM channel binding check failed"); });
        EXPECT_EQ(log_in_with(script, services_of(guarded(), true)).has_value(), same);
    }
}

TEST(PostgresStartup, RefusesMechanismsItDidNotOffer) {
    for (const std::string_view mechanism : {scram_plus_mechanism, std::string_view("SCRAM-SHA-1")}) {
        ScriptStream script;
        script.send(startup({{"user", "app"}})).expect(encoded(offer()));
        script.send(encoded(SaslInitialResponse{mechanism, as_bytes("n,,n=,r=abc")}));
        script.expect(refusal("08P01", "client selected an invalid SASL authentication mechanism"));
        EXPECT_FALSE(log_in_with(script, services_of(guarded())));
        EXPECT_TRUE(script.finished());
    }
}

TEST(PostgresStartup, AsksForAFirstMessageThatWasLeftOut) {
    ScriptStream script;
    ScramScript scram{ScramClient("pencil")};
    const std::string first = scram.client.first();
    script.send(startup({{"user", "app"}})).expect(encoded(offer()));
    script.send(encoded(SaslInitialResponse{scram_mechanism, std::nullopt}));
    script.expect(encoded(AuthenticationSaslContinue{})).send(encoded(SaslResponse{as_bytes(first)}));
    script.reply([&](ByteView challenge) { return scram.last(challenge); });
    script.expect([&] { return accepted(scram); });
    EXPECT_TRUE(log_in_with(script, services_of(guarded())));
}

TEST(PostgresStartup, RefusesOtherMessagesThanAPassword) {
    ScriptStream script;
    script.send(startup({{"user", "app"}})).expect(encoded(offer())).send(encoded(Query{"SELECT 1"}));
    script.expect(refusal("08P01", "expected SASL response, got message type 81"));
    EXPECT_FALSE(log_in_with(script, services_of(guarded())));
    EXPECT_TRUE(script.finished());
}

TEST(PostgresStartup, DoesNotTrustAStrangerWithLargeMessages) {
    ScriptStream script;
    script.send(startup({{"user", "app"}})).expect(encoded(offer())).send(from_hex("7000010000"));
    script.expect(refusal("54000", "message of 65536 bytes exceeds max_message_size (65535)"));
    EXPECT_FALSE(log_in_with(script, services_of(guarded())));
    EXPECT_TRUE(script.finished());
}

TEST(PostgresStartup, AsksForClearTextOverTlsOnly) {
    Settings settings = guarded();
    settings.login_method = LoginMethod::cleartext;
    struct {
        const char *password, *sqlstate, *message;
    } const cases[] = {
        {"pencil", nullptr, nullptr},
        {"pen", "28P01", "password authentication failed for user \"app\""},
        {"", "28P01", "empty password returned by client"},
    };
    for (const auto& c : cases) {
        LoginServices services = services_of(settings, true);
        ScriptStream script;
        script.over_tls(end_point)
            .send(packet(SslRequest{}))
            .expect("S")
            .expect_tls()
            .send(startup({{"user", "app"}}));
        script.expect(encoded(AuthenticationCleartextPassword{})).send(encoded(PasswordMessage{c.password}));
        script.expect(c.sqlstate ? refusal(c.sqlstate, c.message) : encoded(AuthenticationOk{}));
        EXPECT_EQ(log_in_with(script, services).has_value(), c.sqlstate == nullptr);
        EXPECT_TRUE(script.finished());
    }
    LoginServices services = services_of(settings);
    ScriptStream plain;
    ScramScript scram{ScramClient("pencil")};
    plain.send(startup({{"user", "app"}}));
    add_login(plain, scram);
    EXPECT_TRUE(log_in_with(plain, services)) << "without TLS it is SCRAM";
}

TEST(PostgresStartup, EndsWhenTheNetworkFailsAtAnyStep) {
    const auto play = [](std::size_t fail_at) {
        ScriptStream script;
        script.over_tls(end_point).fail_at(fail_at);
        ScramScript scram{ScramClient("pencil")};
        script.send(packet(GssEncRequest{})).expect("N").send(packet(SslRequest{})).expect("S").expect_tls();
        script.send(startup({{"user", "app"}}));
        add_login(script, scram, true);
        EXPECT_TRUE(log_in_with(script, services_of(guarded(), true)));
        return script.operations();
    };
    const std::size_t steps = play(SIZE_MAX);
    EXPECT_GT(steps, 8u);
    for (std::size_t i = 0; i < steps; ++i)
        EXPECT_THROW(play(i), boost::system::system_error) << "at step " << i;
}

TEST(PostgresStartup, EndsWhenTheClientLeavesAtAnyByte) {
    const Bytes whole = together({packet(GssEncRequest{}), startup({{"user", "app"}})});
    for (std::size_t size = 0; size < whole.size(); ++size) {
        ScriptStream script;
        script.send(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
        if (size >= 8) script.expect("N");
        EXPECT_THROW(log_in_with(script, services_of(trusting())), boost::system::system_error) << size;
    }
}

TEST(PostgresStartup, KeepsWhatAHastyClientSendsNext) {
    ScriptStream script;
    script.send(together({startup({{"user", "app"}}), encoded(Query{"SELECT 1"})}));
    asio::io_context io;
    BufferPool buffers;
    Watchdog watchdog(io);
    PostgresWire wire(script, buffers, watchdog, 1 << 20);
    ASSERT_TRUE(test::run(io, log_in(wire, services_of(trusting()))));
    const auto message = wire.next();
    ASSERT_TRUE(message && *message);
    EXPECT_EQ(std::get<Query>(**message).sql, "SELECT 1");
}

}  // namespace
}  // namespace ormgate
