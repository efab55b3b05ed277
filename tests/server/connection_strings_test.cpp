#include "server/connection_strings.hpp"

#include <gtest/gtest.h>

namespace ormgate {
namespace {

TEST(ConnectionStrings, NameThePortThatIsReallyOpen) {
    ListenSettings listening;
    listening.postgres.port = 40123;
    const std::string text = connection_strings(listening, "data/x.db");
    for (const char* part : {"psql postgresql://app@127.0.0.1:40123/app\n",
                             "\"PORT\": \"40123\"",
                             "create_engine(\"postgresql+psycopg2://app@127.0.0.1:40123/app\")",
                             "data/x.db"})
        EXPECT_NE(text.find(part), std::string::npos) << part;
}

TEST(ConnectionStrings, SayNothingOfAProtocolThatIsOff) {
    ListenSettings listening;
    listening.postgres.enabled = false;
    EXPECT_EQ(connection_strings(listening, "x.db"), "");
}

}  // namespace
}  // namespace ormgate
