#include "core/error.hpp"

#include <gtest/gtest.h>

#include <cctype>

namespace ormgate {
namespace {

TEST(ErrorTable, EveryRowHasWellFormedCodes) {
    for (const ErrorInfo& row : error_table) {
        for (const char* state : {row.sqlstate, row.mysql_sqlstate}) {
            ASSERT_EQ(std::string_view(state).size(), 5u);
            for (const char* c = state; *c != '\0'; ++c)
                EXPECT_TRUE(std::isdigit(static_cast<unsigned char>(*c)) != 0 ||
                            std::isupper(static_cast<unsigned char>(*c)) != 0)
                    << state;
        }
        EXPECT_GE(row.mysql_errno, 1000);
        EXPECT_GE(row.http_status, 400);
        EXPECT_LE(row.http_status, 599);
    }
}

TEST(ErrorTable, FindsAConditionByItsSqlstate) {
    EXPECT_EQ(errc_of_sqlstate("23505"), Errc::unique_violation);
    EXPECT_EQ(errc_of_sqlstate("40P01"), Errc::deadlock_detected);
    EXPECT_EQ(errc_of_sqlstate("ZZZZZ"), Errc::internal);
}

TEST(Error, PrefersTheBackendsOwnCode) {
    Error error(Errc::internal, "words");
    EXPECT_EQ(error.sqlstate(), "XX000");
    error.native_sqlstate = "P0001";
    EXPECT_EQ(error.sqlstate(), "P0001");
}

}  // namespace
}  // namespace ormgate
