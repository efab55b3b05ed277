#include <gtest/gtest.h>

#include <map>

#include "dialects/lexer.hpp"
#include "dialects/parser.hpp"
#include "dialects/printer/mysql/writer.hpp"
#include "dialects/printer/printer.hpp"
#include "tests/dialects/statements.hpp"

using namespace ormgate;
using namespace ormgate::dialects;

TEST(Identity, PrintsEveryStatementSoThatItReadsTheSame) {
    const auto statements = test::identity_statements("postgres");
    ASSERT_GT(statements.size(), 300u);
    for (const std::string& sql : statements) {
        auto first = parse_statement(sql, postgres_dialect);
        ASSERT_TRUE(first) << sql << "\n" << first.error().message;
        const std::string printed = print_postgres(**first);
        auto second = parse_statement(printed, postgres_dialect);
        ASSERT_TRUE(second) << sql << "\n" << printed << "\n" << second.error().message;
        EXPECT_EQ((*first)->node.index(), (*second)->node.index()) << sql;
        EXPECT_EQ(printed, print_postgres(**second)) << sql;
    }
}

TEST(Identity, ReadsEverySqliteStatement) {
    const auto statements = test::identity_statements("sqlite");
    ASSERT_GT(statements.size(), 20u);
    for (const std::string& sql : statements) {
        auto parsed = parse_statement(sql, sqlite_dialect);
        ASSERT_TRUE(parsed) << sql << "\n" << parsed.error().message;
        const std::string printed = print_sqlite(**parsed);
        auto again = parse_statement(printed, sqlite_dialect);
        ASSERT_TRUE(again) << sql << "\n" << printed << "\n" << again.error().message;
        EXPECT_EQ(printed, print_sqlite(**again)) << sql;
    }
}

namespace {

// Statements of MySQL 8.0, of MariaDB 10.11, and those that both read.
struct Folder {
    const char* name;
    const Dialect* dialect;
    std::size_t least;
};
const Folder mysql_folders[] = {
    {"mysql", &mysql_dialect, 500},
    {"mysql", &mariadb_dialect, 500},
    {"mysql8", &mysql_dialect, 40},
    {"mariadb", &mariadb_dialect, 60},
};

}  // namespace

TEST(Identity, PrintsEveryMysqlStatementSoThatItReadsTheSame) {
    for (const Folder& folder : mysql_folders) {
        const auto statements = test::identity_statements(folder.name);
        ASSERT_GT(statements.size(), folder.least);
        for (const std::string& sql : statements) {
            auto first = parse_statement(sql, *folder.dialect);
            ASSERT_TRUE(first) << sql << "\n" << first.error().message;
            const std::string printed = print_mysql(**first, folder.dialect->id);
            auto second = parse_statement(printed, *folder.dialect);
            ASSERT_TRUE(second) << sql << "\n" << printed << "\n" << second.error().message;
            EXPECT_EQ((*first)->node.index(), (*second)->node.index()) << sql;
            EXPECT_EQ(printed, print_mysql(**second, folder.dialect->id)) << sql;
        }
    }
}

// What the lexer cuts out of a longer text is the statement, executable comments and all.
TEST(Identity, CutsMysqlStatementsOutOfAText) {
    for (const Folder& folder : mysql_folders) {
        for (const std::string& sql : test::identity_statements(folder.name)) {
            const std::string text = "SELECT 1; " + sql + "\n;SELECT 2";
            auto templates = cut_templates(text, *folder.dialect);
            ASSERT_TRUE(templates) << sql;
            ASSERT_EQ(templates->size(), 3u) << sql;
            auto whole = parse_statement(sql, *folder.dialect);
            auto cut = parse_statement((*templates)[1].text, *folder.dialect);
            ASSERT_TRUE(whole && cut) << sql << "\n" << (*templates)[1].text;
            EXPECT_EQ(print_mysql(**whole, folder.dialect->id), print_mysql(**cut, folder.dialect->id));
        }
    }
}

// The literals the tree knows by a slot are those the template was cut free of, each once or pinned.
void expect_same_literals(const std::string& folder, const Dialect& dialect) {
    for (const std::string& sql : test::identity_statements(folder)) {
        auto templates = cut_templates(sql, dialect);
        ASSERT_TRUE(templates) << sql;
        ASSERT_EQ(templates->size(), 1u) << sql;
        const auto& lifted = templates->front().literals;
        auto parsed = parse_statement(sql, dialect);
        ASSERT_TRUE(parsed) << sql;

        std::map<int, std::string> seen;
        auto note = [&](const ast::Literal& literal) {
            if (literal.slot < 0) return;
            EXPECT_TRUE(seen.emplace(literal.slot, literal.text).second) << sql << " slot " << literal.slot;
            ASSERT_LT(static_cast<std::size_t>(literal.slot), lifted.size()) << sql;
            EXPECT_EQ(literal.kind, lifted[static_cast<std::size_t>(literal.slot)].kind) << sql;
            EXPECT_EQ(literal.text, lifted[static_cast<std::size_t>(literal.slot)].text) << sql;
        };
        MysqlWriter mysql(dialect.id);
        Writer postgres;
        Writer& writer = is_mysql(dialect) ? mysql : postgres;
        writer.statement(**parsed);
        for (const ast::Literal* literal : writer.literals) note(*literal);
        for (std::uint16_t slot : (*parsed)->pinned_slots) seen.emplace(slot, "");
        EXPECT_EQ(seen.size(), lifted.size()) << sql;
    }
}

TEST(Identity, NumbersLiteralsAsTheLexerLiftsThem) {
    expect_same_literals("postgres", postgres_dialect);
    for (const Folder& folder : mysql_folders) expect_same_literals(folder.name, *folder.dialect);
}
