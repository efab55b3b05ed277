// Fixtures of translate/*.txt: a PostgreSQL statement and what becomes of it on SQLite, in blocks that a
// blank line ends:
//
//   # why, or nothing
//   > SELECT name FROM t
//   SELECT "t"."name" FROM "t"            a step of the translation, one a line; bindings stand behind it in
//   braces = name character varying(30)          the result's columns ! 42703 8 column "x" does not exist or
//   the error: SQLSTATE, position, message
//
// ORMGATE_UPDATE_FIXTURES=1 writes what is in place of what should be.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "dialects/translator.hpp"
#include "tests/dialects/shop_schema.hpp"

namespace ormgate::dialects {
namespace {

std::string describe(const Translation& translation) {
    std::ostringstream out;
    for (const Step& step : translation.steps) {
        out << step.sql;
        for (const Binding& binding : step.bindings)
            out << " {" << (binding.source == Binding::Source::literal ? "literal " : "$")
                << binding.index + (binding.source == Binding::Source::literal ? 0 : 1) << " "
                << binding.type.sql_name() << "}";
        out << "\n";
    }
    for (std::size_t i = 0; i < translation.columns.size(); ++i)
        out << (i == 0 ? "= " : ", ") << translation.columns[i].name << " "
            << translation.columns[i].type.sql_name("enum");
    if (!translation.columns.empty()) out << "\n";
    for (const std::string& notice : translation.notices) out << "NOTICE " << notice << "\n";
    return out.str();
}

std::string outcome(Translator& translator, const std::string& sql) {
    static const SchemaPtr schema = shop_schema();
    static const std::vector<std::string> path{"public"};
    auto templates = cut_templates(sql, dialect(DialectId::postgres));
    if (!templates) return "! " + templates.error().message + "\n";
    std::string out;
    for (const Template& statement : *templates) {
        TranslateContext context;
        context.schema = schema;
        context.search_path = path;
        const auto plan = translator.plan(statement, context);
        if (!plan) {
            const Error& error = plan.error();
            out += "! " + std::string(error.sqlstate()) + " " + std::to_string(error.position) + " " +
                   error.message + "\n";
            continue;
        }
        out += (*plan)->translation ? describe(*(*plan)->translation) : "session\n";
    }
    return out;
}

class TranslateFixtures : public testing::TestWithParam<std::string> {};

TEST_P(TranslateFixtures, TranslateAsWritten) {
    const std::filesystem::path path =
        std::filesystem::path(ORMGATE_SOURCE_DIR) / "tests/dialects/translate" / GetParam();
    std::ifstream in(path);
    ASSERT_TRUE(in) << path;
    Translator translator(dialect(DialectId::postgres), dialect(DialectId::sqlite), 100);
    std::string line, sql, expected, written;
    int blocks = 0;
    const auto check = [&] {
        if (sql.empty()) return;
        const std::string actual = outcome(translator, sql);
        EXPECT_EQ(actual, expected) << sql;
        EXPECT_EQ(outcome(translator, sql), actual) << "from the cache: " << sql;
        written += actual + "\n";
        ++blocks;
        sql.clear();
        expected.clear();
    };
    while (std::getline(in, line)) {
        if (line.empty()) {
            check();
        } else if (line.starts_with("# ")) {
            written += line + "\n";
        } else if (line.starts_with("> ")) {
            check();
            sql = line.substr(2);
            written += line + "\n";
        } else {
            expected += line + "\n";
        }
    }
    check();
    EXPECT_GT(blocks, 0);
    if (std::getenv("ORMGATE_UPDATE_FIXTURES") != nullptr) std::ofstream(path) << written;
}

std::vector<std::string> fixture_files() {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(ORMGATE_SOURCE_DIR) /
                                                                 "tests/dialects/translate"))
        files.push_back(entry.path().filename().string());
    std::ranges::sort(files);
    return files;
}

std::string test_name(const testing::TestParamInfo<std::string>& file) {
    return file.param.substr(0, file.param.find('.'));
}

struct Planned {
    Translator translator{dialect(DialectId::postgres), dialect(DialectId::sqlite), 8};
    SchemaPtr schema = shop_schema();
    std::vector<std::string> path{"public"};
    std::vector<Type> declared;

    Result<PlanPtr> operator()(std::string_view sql, std::size_t which = 0) {
        const auto cut = cut_templates(sql, dialect(DialectId::postgres));
        TranslateContext context;
        context.schema = schema;
        context.search_path = path;
        context.parameter_types = declared;
        return translator.plan(cut.value().at(which), context);
    }
};

TEST(Translator, RemembersPlansByTemplate) {
    Planned plan;
    EXPECT_EQ(*plan("SELECT name FROM author WHERE email = 'a'"),
              *plan("SELECT name FROM author WHERE email = 'b'"));
    EXPECT_NE(*plan("SELECT name FROM author WHERE email = 'a'"),
              *plan("SELECT id FROM author WHERE email = 'a'"));
}

TEST(Translator, KeepsPlansApartByPinnedLiterals) {
    Planned plan;
    const PlanPtr first = *plan("SELECT id, name FROM author ORDER BY 1");
    const PlanPtr second = *plan("SELECT id, name FROM author ORDER BY 2");
    EXPECT_NE(first->translation->steps[0].sql, second->translation->steps[0].sql);
    EXPECT_EQ(first, *plan("SELECT id, name FROM author ORDER BY 1"));
}

TEST(Translator, TakesListsOfAnyLength) {
    Planned plan;
    std::string rows, choices;
    for (int i = 0; i < 3000; ++i) {
        rows += (i > 0 ? ", ('" : "('") + std::to_string(i) + "'::int)";
        choices += (i > 0 ? " OR id = " : "id = ") + std::to_string(i);
    }
    EXPECT_TRUE(plan("SELECT * FROM (VALUES " + rows + ") v"));
    const auto chosen = plan("SELECT 1 FROM author WHERE " + choices);
    ASSERT_TRUE(chosen);
    EXPECT_TRUE((*chosen)->translation->steps[0].sql.contains(") OR ("))
        << "no chain higher than SQLite allows";
}

TEST(Translator, TellsIntegersApartBySize) {
    Planned plan;
    EXPECT_EQ((*plan("SELECT 1"))->translation->columns[0].type, Type(TypeId::int32));
    EXPECT_EQ((*plan("SELECT 2147483648"))->translation->columns[0].type, Type(TypeId::int64));
    EXPECT_EQ((*plan("SELECT 9223372036854775808"))->translation->columns[0].type, Type(TypeId::numeric));
}

TEST(Translator, ForgetsTheLeastRecentlyUsed) {
    Planned plan;
    const PlanPtr first = *plan("SELECT 1 AS a0");
    for (int i = 1; i < 20; ++i) ASSERT_TRUE(plan("SELECT 1 AS a" + std::to_string(i)));
    EXPECT_NE(first, *plan("SELECT 1 AS a0"));
}

TEST(Translator, DependsOnTheSchemasVersion) {
    Planned plan;
    const PlanPtr before = *plan("SELECT * FROM author");
    Schema changed = *plan.schema;
    changed.version = 2;
    changed.index();
    plan.schema = std::make_shared<const Schema>(std::move(changed));
    EXPECT_NE(before, *plan("SELECT * FROM author"));
}

TEST(Translator, InfersParameters) {
    Planned plan;
    const std::vector<Type> inferred{TypeId::int64, Type(TypeId::int32, true), TypeId::text};
    EXPECT_EQ((*plan("SELECT $3 FROM book WHERE author_id = $1 AND id = ANY($2)"))->translation->parameters,
              inferred);
    plan.declared = {TypeId::int16};
    EXPECT_EQ((*plan("SELECT $1"))->translation->columns[0].type, Type(TypeId::int16));
}

TEST(Translator, CountsPositionsInTheWholeText) {
    Planned plan;
    const auto refused = plan("SELECT 'ä'; SELECT nope FROM author", 1);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().position, 20U);
}

TEST(Translator, NamesAllItRefuses) {
    Planned plan;
    const auto refused = plan("SELECT ctid, B'1' FROM author");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().sqlstate(), "0A000");
    EXPECT_EQ(refused.error().position, 8U);
    EXPECT_EQ(refused.error().detail, "Also not supported: a bit string");
}

TEST(Translator, LeavesTransactionsToTheSession) {
    Planned plan;
    const auto begin = plan("BEGIN");
    ASSERT_TRUE(begin);
    EXPECT_EQ((*begin)->translation, nullptr);
    EXPECT_NE((*begin)->statement->as<ast::Begin>(), nullptr);
}

INSTANTIATE_TEST_SUITE_P(Files, TranslateFixtures, testing::ValuesIn(fixture_files()), test_name);

}  // namespace
}  // namespace ormgate::dialects
