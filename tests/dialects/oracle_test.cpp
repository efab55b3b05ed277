// PostgreSQL's own grammar, as libpg_query packs it, is asked about the same statements.
#include <gtest/gtest.h>
#include <pg_query.h>

#include <random>
#include <regex>

#include "dialects/parser.hpp"
#include "dialects/printer/printer.hpp"
#include "dialects/scanner.hpp"
#include "tests/dialects/statements.hpp"

using namespace ormgate;
using namespace ormgate::dialects;

namespace {

struct Verdict {
    std::string error;  // empty: accepted
    std::string tree;
};

Verdict ask(const std::string& sql) {
    PgQueryParseResult result = pg_query_parse(sql.c_str());
    Verdict verdict;
    if (result.error != nullptr)
        verdict.error = result.error->message + (" @" + std::to_string(result.error->cursorpos));
    else
        verdict.tree = result.parse_tree;
    pg_query_free_parse_result(result);
    return verdict;
}

// Without positions, and without what the tree of ormgate leaves out: ASC and LIMIT ALL are the default, a
// type's name is not qualified, (a[1]).b is a[1].b.
std::string comparable(std::string tree) {
    static const std::regex position("\"(location|stmt_len|stmt_location)\":-?[0-9]+,?");
    static const std::regex catalog("\\{\"String\":\\{\"sval\":\"pg_catalog\"\\}\\},");
    static const std::regex ascending("SORTBY_ASC");
    static const std::regex no_limit("\"limitCount\":\\{\"A_Const\":\\{\"isnull\":true\\}\\},");
    tree = std::regex_replace(tree, position, "");
    tree = std::regex_replace(tree, std::regex(",\\}"), "}");
    tree = std::regex_replace(tree, catalog, "");
    tree = std::regex_replace(tree, ascending, "SORTBY_DEFAULT");
    return std::regex_replace(tree, no_limit, "");
}

}  // namespace

TEST(Oracle, AcceptsWhatPostgresAccepts) {
    for (const std::string& sql : test::identity_statements("postgres")) EXPECT_EQ(ask(sql).error, "") << sql;
}

TEST(Oracle, PrintsWhatPostgresReadsAsTheSameTree) {
    for (const std::string& sql : test::identity_statements("postgres")) {
        auto parsed = parse_statement(sql, postgres_dialect);
        ASSERT_TRUE(parsed) << sql;
        if ((*parsed)->as<ast::QueryPtr>() == nullptr && (*parsed)->as<ast::Insert>() == nullptr &&
            (*parsed)->as<ast::Update>() == nullptr && (*parsed)->as<ast::Delete>() == nullptr &&
            (*parsed)->as<ast::Merge>() == nullptr)
            continue;  // clauses of other statements may be printed in another order
        const std::string printed = print_postgres(**parsed);
        const Verdict verdict = ask(printed);
        EXPECT_EQ(verdict.error, "") << printed;
        if (sql.find("collation for") != std::string::npos || sql.find("(a[1]).b") != std::string::npos)
            continue;
        EXPECT_EQ(comparable(ask(sql).tree), comparable(verdict.tree)) << sql << "\n" << printed;
    }
}

// Statements with a token too many, too few or in the wrong place: refused if and only if PostgreSQL refuses
// them.
TEST(Oracle, RefusesWhatPostgresRefuses) {
    const auto statements = test::identity_statements("postgres");
    std::vector<std::vector<std::string>> split;
    std::vector<std::string> words;
    for (const std::string& sql : statements) {
        auto parsed = parse_statement(sql, postgres_dialect);
        ASSERT_TRUE(parsed) << sql;
        // libpg_query takes a parameter where PostgreSQL takes a string only.
        const ast::Statement& statement = **parsed;
        const bool understood =
            statement.as<ast::QueryPtr>() != nullptr || statement.as<ast::Insert>() != nullptr ||
            statement.as<ast::Update>() != nullptr || statement.as<ast::Delete>() != nullptr;
        if (!understood || sql.size() > 400 || sql.find('$') != std::string::npos) continue;
        Scanner scanner(sql, postgres_dialect);
        std::vector<std::string>& tokens = split.emplace_back();
        for (Token token = scanner.next(); token.kind != TokenKind::end; token = scanner.next())
            tokens.push_back(sql.substr(token.begin, token.end - token.begin));
        words.insert(words.end(), tokens.begin(), tokens.end());
    }
    std::mt19937 random(20240229);
    auto pick = [&](std::size_t size) {
        return std::uniform_int_distribution<std::size_t>(0, size - 1)(random);
    };
    std::size_t different = 0;
    constexpr std::size_t rounds = 4000;
    for (std::size_t round = 0; round < rounds; ++round) {
        std::vector<std::string> tokens = split[pick(split.size())];
        const std::size_t place = pick(tokens.size());
        switch (pick(3)) {
            case 0:
                tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(place));
                break;
            case 1:
                tokens.insert(tokens.begin() + static_cast<std::ptrdiff_t>(place), words[pick(words.size())]);
                break;
            default:
                std::swap(tokens[place], tokens[pick(tokens.size())]);
        }
        std::string sql;
        for (const std::string& token : tokens) sql += token + ' ';
        auto parsed = parse_statement(sql, postgres_dialect);
        if (!parsed && parsed.error().code != Errc::syntax_error) continue;
        if (!parsed && parsed.error().message.starts_with("type modifiers"))
            continue;  // PostgreSQL says so later
        const Verdict verdict = ask(sql);
        if (parsed.has_value() == verdict.error.empty()) continue;
        ++different;
        ADD_FAILURE() << sql << "\n  " << (parsed ? "accepted" : parsed.error().message)
                      << "\n  PostgreSQL: " << verdict.error;
        if (different > 20) return;
    }
}
