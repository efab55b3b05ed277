#include "server/backend/postgres/connector.hpp"

#include <gtest/gtest.h>

namespace ormgate {
namespace {

std::string value_of(const LibpqParameters& parameters, std::string_view key) {
    for (const auto& [keyword, value] : parameters)
        if (keyword == key) return value;
    return "(none)";
}

TEST(PostgresConnector, TellsLibpqTheAddressesOfItsHosts) {
    DatabaseSettings target;
    target.user = "app";
    target.database = "shop";
    target.tls.mode = BackendTls::verify_full;
    target.target_session_attrs = TargetSession::read_write;
    const auto parameters = libpq_parameters(target, {{"a", "10.0.0.1"}, {"a", "10.0.0.2"}, {"/run/pg", ""}});
    EXPECT_EQ(value_of(parameters, "host"), "a,a,/run/pg");
    EXPECT_EQ(value_of(parameters, "hostaddr"), "10.0.0.1,10.0.0.2,");
    EXPECT_EQ(value_of(parameters, "sslmode"), "verify-full");
    EXPECT_EQ(value_of(parameters, "target_session_attrs"), "read-write");
    EXPECT_EQ(value_of(parameters, "port"), "(none)");
    EXPECT_EQ(value_of(libpq_parameters(target, {{"/run/pg", ""}}), "hostaddr"), "(none)");
}

struct Case {
    const char *message, *sqlstate, *words;
};

TEST(PostgresConnector, TakesTheServersOwnWordsOutOfLibpqs) {
    constexpr Case cases[] = {
        {"connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  3D000: database \"x:  42P01: y\" "
         "does not exist\n"
         "LOCATION:  InitPostgres, postinit.c:958\n",
         "3D000",
         "database \"x:  42P01: y\" does not exist"},
        {"connection to server at \"h\" (::1), port 1 failed: FATAL:  28P01: password authentication failed "
         "for user \"a\"\n",
         "28P01",
         "password authentication failed for user \"a\""},
        {"connection to server at \"h\", port 1 failed: Connection refused\n\tIs the server running?\n",
         "08006",
         "connection to server at \"h\", port 1 failed: Connection refused\n\tIs the server running?"},
        {"", "08006", "cannot connect to the server"},
        {":  ", "08006", ":  "},
    };
    for (const Case& c : cases) {
        const Error error = libpq_error(c.message);
        EXPECT_EQ(error.sqlstate(), c.sqlstate) << c.message;
        EXPECT_EQ(error.message, c.words) << c.message;
    }
}

}  // namespace
}  // namespace ormgate
