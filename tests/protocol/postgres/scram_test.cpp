#include "protocol/postgres/scram.hpp"

#include <gtest/gtest.h>

#include "protocol/postgres/crypto.hpp"
#include "protocol/postgres/saslprep.hpp"
#include "tests/support/hex.hpp"
#include "tests/support/scram_client.hpp"

namespace ormgate::postgres {
namespace {

using test::ScramClient;

// What PostgreSQL 15 keeps for three passwords.
constexpr struct {
    const char *password, *verifier;
} known[] = {
    {"pencil",
     "SCRAM-SHA-256$4096:FmbVR/zDtiw+hBARbRV+jw==$6BqnhW/nM5+LuDcdd8lCf/+moiySJDPIQu73OD3tBd4=:"
     "UoitTX8Rxe7/GbjspYlaJGDeeGTOH0lshKHY6oGxOVc="},
    {"grün\u00a02",
     "SCRAM-SHA-256$4096:QaA++XBUBsgmKFEeRyYtJA==$xYrTKKIX/OPPSEolrxT1DPDg7JumHTah5mN3yxwBxAI=:"
     "ML7uhjNi53EEWIvYs1jM5OkVPGCcSVGi5hWhAPii/kU="},
    {"a\u00adb",
     "SCRAM-SHA-256$4096:cv7KsR7U30JSilEFuwRDag==$rk1xUqo1ibNEf3hi29Ldls9IZZCnuk5WV1AXyyrx9ts=:"
     "GnjtQw0m+3Gd+dxDhzJMtfEJ58US5fuiAqPhUIITN9o="},
};

ScramVerifier verifier() {
    return *ScramVerifier::parse(known[0].verifier);
}

ScramServer plain_server(bool genuine = true) {
    return {verifier(), genuine, false, {}, "server"};
}

std::string told(const Result<std::string>& result) {
    if (result) return *result;
    return std::string(result.error().sqlstate()) + " " + result.error().message;
}

TEST(ScramVerifier, ReadsAndPrintsWhatPostgresKeeps) {
    for (const auto& k : known) EXPECT_EQ(ScramVerifier::parse(k.verifier)->text(), k.verifier);
}

TEST(ScramVerifier, HashesPasswordsAsPostgresDoes) {
    for (const auto& k : known) {
        const ScramVerifier kept = *ScramVerifier::parse(k.verifier);
        EXPECT_EQ(ScramVerifier::of_password(k.password, kept.salt).text(), k.verifier) << k.password;
        EXPECT_TRUE(kept.matches(k.password)) << k.password;
        EXPECT_FALSE(kept.matches("Pencil"));
    }
}

TEST(ScramVerifier, RefusesWhatIsMalformed) {
    const std::string good = known[0].verifier;
    for (std::size_t size = 0; size < good.size(); ++size)
        EXPECT_FALSE(ScramVerifier::parse(good.substr(0, size))) << good.substr(0, size);
    const char* const salt_and_keys =
        ":FmbVR/zDtiw+hBARbRV+jw==$6BqnhW/nM5+LuDcdd8lCf/+moiySJDPIQu73OD3tBd4=:UoitTX8Rxe7/"
        "GbjspYlaJGDeeGTOH0lshKHY6oGxOVc=";
    for (const char* head : {"SCRAM-SHA-1$4096",
                             "SCRAM-SHA-256$0",
                             "SCRAM-SHA-256$-1",
                             "SCRAM-SHA-256$4096x",
                             "SCRAM-SHA-256$99999999999",
                             "md5"})
        EXPECT_FALSE(ScramVerifier::parse(std::string(head) + salt_and_keys)) << head;
    EXPECT_TRUE(ScramVerifier::parse(std::string("SCRAM-SHA-256$1") + salt_and_keys));
}

TEST(ScramServer, HoldsTheExchangeOfRfc7677) {
    const ScramVerifier pencil =
        ScramVerifier::of_password("pencil", *base64_decode("W22ZaJ0SNY7soEsUEjb6gQ=="));
    ScramServer server(pencil, true, false, {}, "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
    EXPECT_EQ(told(server.first("n,,n=user,r=rOprNGfwEbeRWgbNEkqO")),
              "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
    EXPECT_EQ(told(server.last("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                               "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")),
              "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
}

TEST(ScramServer, TellsTheRightPasswordFromAnother) {
    for (const bool right : {true, false}) {
        ScramServer server = plain_server();
        ScramClient client(right ? "pencil" : "Pencil");
        const auto answer = server.last(client.last(*server.first(client.first())));
        EXPECT_EQ(told(answer), right ? client.expected() : "28P01 password authentication failed");
    }
}

TEST(ScramServer, FailsWhoeverItIsIfTheUserIsNotGenuine) {
    ScramServer server = plain_server(false);
    ScramClient client("pencil");
    EXPECT_EQ(told(server.last(client.last(*server.first(client.first())))),
              "28P01 password authentication failed");
}

TEST(ScramServer, BindsTheChannel) {
    const Bytes hash = test::from_hex("00112233"), other = test::from_hex("00112234");
    for (const Bytes& seen : {hash, other}) {
        ScramServer server(verifier(), true, true, hash, "server");
        ScramClient client("pencil", "p=tls-server-end-point,,", seen);
        const auto answer = server.last(client.last(*server.first(client.first())));
        EXPECT_EQ(told(answer),
                  seen == hash ? client.expected() : "28000 SCRAM channel binding check failed");
    }
}

TEST(ScramServer, NoticesThatItsOfferWasTakenAway) {
    ScramServer bound(verifier(), true, false, test::from_hex("00"), "server");
    EXPECT_EQ(told(bound.first("y,,n=,r=abc")), "28000 SCRAM channel binding negotiation error");
    EXPECT_TRUE(plain_server().first("y,,n=,r=abc")) << "without TLS there was no offer";
}

TEST(ScramServer, RefusesMalformedFirstMessages) {
    const char* const malformed[] = {"",
                                     "n",
                                     "n,",
                                     "n,,",
                                     "n,,n=",
                                     "n,,n=,",
                                     "n,,n=,r=",
                                     "n,,n=,x=abc",
                                     "n,,r=abc",
                                     "x,,n=,r=abc",
                                     "nn,n=,r=abc",
                                     "n,,n=,r=a\x01",
                                     "n,,n=,r=a b",
                                     "p=tls-server-end-point,,n=,r=abc"};
    for (const char* message : malformed) {
        const auto answer = plain_server().first(message);
        EXPECT_EQ(told(answer), "08P01 malformed SCRAM message") << message;
    }
    EXPECT_EQ(told(plain_server().first("n,a=root,n=,r=abc")),
              "0A000 client uses authorization identity, but it is not supported");
    EXPECT_EQ(told(plain_server().first("n,,m=x,n=,r=abc")),
              "0A000 client requires an unsupported SCRAM extension");
    ScramServer bound(verifier(), true, true, test::from_hex("00"), "server");
    EXPECT_EQ(told(bound.first("p=tls-unique,,n=,r=abc")),
              "08P01 unsupported SCRAM channel-binding type \"tls-unique\"");
    EXPECT_EQ(told(bound.first("n,,n=,r=abc")), "08P01 malformed SCRAM message")
        << "chose PLUS, binds nothing";
}

TEST(ScramServer, RefusesMalformedFinalMessages) {
    ScramClient client("pencil");
    ScramServer server = plain_server();
    const std::string good = client.last(*server.first(client.first()));
    for (std::size_t size = 0; size < good.size(); ++size) {
        ScramServer again = plain_server();
        ASSERT_TRUE(again.first(client.first()));
        EXPECT_FALSE(again.last(good.substr(0, size))) << good.substr(0, size);
    }
    std::string other_nonce = good;
    other_nonce.replace(other_nonce.find("server"), 6, "sErver");
    EXPECT_EQ(told(server.last(other_nonce)), "08P01 invalid SCRAM response");
    std::string other_binding = good;
    other_binding.replace(other_binding.find("biws"), 4, "eSws");
    EXPECT_EQ(told(server.last(other_binding)), "28000 SCRAM channel binding check failed");
    EXPECT_EQ(told(plain_server().last(good)), "08P01 malformed SCRAM message") << "before the first message";
}

TEST(Scram, MocksTheSameSaltForTheSameName) {
    const Bytes secret = test::from_hex("0102"), other = test::from_hex("0103");
    EXPECT_EQ(mock_verifier(secret, "nobody").salt, mock_verifier(secret, "nobody").salt);
    EXPECT_NE(mock_verifier(secret, "nobody").salt, mock_verifier(secret, "somebody").salt);
    EXPECT_NE(mock_verifier(secret, "nobody").salt, mock_verifier(other, "nobody").salt);
    EXPECT_EQ(mock_verifier(secret, "nobody").salt.size(), verifier().salt.size());
}

TEST(Base64, ReadsWhatItWritesAndNothingElse) {
    for (std::size_t size = 0; size < 20; ++size) {
        const Bytes bytes = random_bytes(size);
        EXPECT_EQ(base64_decode(base64(bytes)), bytes);
    }
    for (const char* text :
         {"a", "ab", "abc", "ab=c", "a===", "====", "ab c", " abc", "abcd\n", "ab-_", "abc=abcd"})
        EXPECT_FALSE(base64_decode(text)) << text;
}

TEST(Saslprep, MapsOrLeavesAlone) {
    struct {
        const char *password, *prepared;
    } const cases[] = {
        {"plain ASCII", "plain ASCII"},
        {"a\u00a0b\u3000c", "a b c"},
        {"a\u00ad\u200db", "ab"},
        {"grün", "grün"},
        {"gru\u0308n", "grün"},  // composed
        {"\ufb01n\u00aa\u2168", "finaIX"},
        {"\u0627\u0031", "\u0627\u0031"},  // from right to left, but not at its end
        {"\U0001f511", "\U0001f511"},
        {"a\u00ad\x07", "a\u00ad\x07"},      // a control character: not prepared at all
        {"a\u00ad\ue000", "a\u00ad\ue000"},  // private use
        {"\u00ad", "\u00ad"},                // nothing would be left
        {"a\u00ad\xff", "a\u00ad\xff"},      // no UTF-8
        {"a\u00ad\xc0\xaf", "a\u00ad\xc0\xaf"},
        {"a\u00ad\xe2\x82", "a\u00ad\xe2\x82"},
        {"", ""},
    };
    for (const auto& c : cases) EXPECT_EQ(saslprep(c.password), c.prepared) << c.password;
}

}  // namespace
}  // namespace ormgate::postgres
