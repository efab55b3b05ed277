#include "server/log.hpp"

#include <gtest/gtest.h>

namespace ormgate {
namespace {

using namespace std::literals;

TEST(LogLine, SeparatesTheFieldsOfAText) {
    EXPECT_EQ(log_line(LogFormat::text, "started", {}), "started");
    EXPECT_EQ(log_line(LogFormat::text,
                       "client left",
                       {{"id", 7}, {"tls", true}, {"user", "app"}, {"why", "end of file"}}),
              "client left id=7 tls=true user=app why=\"end of file\"");
}

TEST(LogLine, IsOneLineWhateverItsValues) {
    const std::string line = log_line(
        LogFormat::text, "e", {{"a", "x\ny=\"1\""}, {"b", ""}, {"c", "\0\x1b[0m"sv}, {"d", "\xff="}});
    EXPECT_EQ(line, R"(e a="x\ny=\"1\"" b="" c="\u0000\u001b[0m" d="�=")");
}

TEST(LogLine, HoldsTheMembersOfAJsonObject) {
    EXPECT_EQ(log_line(LogFormat::json, "e", {{"n", -1}, {"s", "a\nb"}, {"t", false}, {"bad", "\xff"}}),
              R"("event":"e","n":-1,"s":"a\nb","t":false,"bad":"�")");
}

}  // namespace
}  // namespace ormgate
