#include <gtest/gtest.h>

#include <map>

#include "dialects/lexer.hpp"
#include "dialects/parser.hpp"
#include "dialects/printer/writer.hpp"
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
        EXPECT_TRUE(parsed) << sql << "\n" << parsed.error().message;
    }
}

// The literals the tree knows by a slot are those the template was cut free of, each once or pinned.
TEST(Identity, NumbersLiteralsAsTheLexerLiftsThem) {
    for (const std::string& sql : test::identity_statements("postgres")) {
        auto templates = cut_templates(sql, postgres_dialect);
        ASSERT_TRUE(templates) << sql;
        ASSERT_EQ(templates->size(), 1u) << sql;
        const auto& lifted = templates->front().literals;
        auto parsed = parse_statement(sql, postgres_dialect);
        ASSERT_TRUE(parsed) << sql;

        std::map<int, std::string> seen;
        auto note = [&](const ast::Literal& literal) {
            if (literal.slot < 0) return;
            EXPECT_TRUE(seen.emplace(literal.slot, literal.text).second) << sql << " slot " << literal.slot;
            ASSERT_LT(static_cast<std::size_t>(literal.slot), lifted.size()) << sql;
            EXPECT_EQ(literal.kind, lifted[static_cast<std::size_t>(literal.slot)].kind) << sql;
            EXPECT_EQ(literal.text, lifted[static_cast<std::size_t>(literal.slot)].text) << sql;
        };
        Writer writer;
        writer.statement(**parsed);
        for (const ast::Literal* literal : writer.literals) note(*literal);
        for (std::uint16_t slot : (*parsed)->pinned_slots) seen.emplace(slot, "");
        EXPECT_EQ(seen.size(), lifted.size()) << sql;
    }
}
