#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <memory>
#include <span>
#include <string>

#include "server/backend/sqlite/functions/context.hpp"
#include "server/backend/sqlite/functions/register.hpp"
#include "server/backend/sqlite/functions/statement_rows.hpp"

namespace ormgate::sqlite {

// An expression and the text of its value: NULL, or ! and the SQLSTATE it fails with.
struct Case {
    const char* expression;
    const char* expected;
};

// A database in memory with the functions registered, for a session in Europe/Berlin.
class FunctionDatabase {
public:
    FunctionDatabase() {
        context.time_zone = find_time_zone("Europe/Berlin");
        context.text.time_zone = context.time_zone.get();
        context.user = context.session_user = "app";
        context.database = "shop";
        context.search_path = {"public"};
        sqlite3_open(":memory:", &database);
        EXPECT_TRUE(register_functions(database, context));
        EXPECT_TRUE(register_statement_functions(database, context, statement_rows));
    }
    ~FunctionDatabase() { sqlite3_close(database); }
    FunctionDatabase(const FunctionDatabase&) = delete;

    // The first column of all rows, joined by blanks.
    std::string run(const std::string& sql) {
        context.error.reset();
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
            return std::string("prepare: ") + sqlite3_errmsg(database);
        std::string out;
        int status = SQLITE_OK;
        for (bool first = true; (status = sqlite3_step(statement)) == SQLITE_ROW; first = false) {
            if (!first) out += ' ';
            const unsigned char* text = sqlite3_column_text(statement, 0);
            out += text == nullptr
                       ? "NULL"
                       : std::string(reinterpret_cast<const char*>(text),
                                     static_cast<std::size_t>(sqlite3_column_bytes(statement, 0)));
        }
        if (status != SQLITE_DONE)
            out = context.error ? "!" + std::string(context.error->sqlstate())
                                : std::string("sqlite: ") + sqlite3_errmsg(database);
        sqlite3_finalize(statement);
        return out;
    }

    StatementRows* statement_rows = nullptr;
    FunctionContext context;
    sqlite3* database = nullptr;
};

inline void check(std::span<const Case> cases) {
    FunctionDatabase functions;
    for (const Case& c : cases) {
        std::string actual = functions.run(std::string("SELECT ") + c.expression);
        std::string why = functions.context.error ? functions.context.error->message : std::string();
        EXPECT_EQ(actual, c.expected) << c.expression << " " << why;
    }
}

}  // namespace ormgate::sqlite
