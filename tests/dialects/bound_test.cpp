// What the binder leaves in the tree, before any target has a say.
#include <gtest/gtest.h>

#include "dialects/bind/binder.hpp"
#include "dialects/functions_postgres.hpp"
#include "dialects/parser.hpp"
#include "tests/dialects/shop_schema.hpp"

namespace ormgate::dialects {
namespace {

struct Bound {
    ast::StatementPtr statement;
    std::vector<OutputColumn> columns;
    std::vector<Type> parameters;

    ast::Query& query() { return **statement->as<ast::QueryPtr>(); }
    ast::Select& select() { return std::get<ast::Select>(query().body); }
    const ast::Expr& item(std::size_t place) { return *select().items.at(place).expr; }
};

Bound bound(std::string_view sql) {
    static const std::vector<std::string> path{"public"};
    auto parsed = parse_statement(sql, dialect(DialectId::postgres));
    EXPECT_TRUE(parsed) << sql;
    TranslateContext context;
    context.schema = shop_schema();
    context.search_path = path;
    Binder binder(sql, context);
    Bound out{std::move(*parsed), {}, {}};
    out.columns = binder.query(out.query(), nullptr);
    binder.finish();
    out.parameters = binder.parameters;
    EXPECT_TRUE(binder.refusals.empty()) << sql;
    return out;
}

bool spelled_somewhere(const ast::Expr& e) {
    bool found = e.as<ast::Spelled>() != nullptr;
    ast::for_each_operand(e, [&](const ast::Expr& operand) { found = found || spelled_somewhere(operand); });
    return found;
}

TEST(BoundTree, HoldsNothingOfATarget) {
    for (
        const char* sql : {
            "SELECT price * 2, title || 'x', title LIKE 'a%', id BETWEEN 1 AND 2, id IN (1, 2) FROM book",
            "SELECT tags[1], (ARRAY[1, 2, 3])[1:2], id = ANY (ARRAY[1, 2]), now(), current_date FROM "
            "book",
            "SELECT coalesce(title, 'x'), nullif(id, 1), greatest(id, 2), ROW(1, 'a')::text FROM book",
            "SELECT string_agg(title, ',' ORDER BY id), count(*) FILTER (WHERE id > 1), sum(price) FROM book",
            "SELECT row_number() OVER (PARTITION BY author_id ORDER BY id) FROM book",
            "SELECT generate_series(1, 2), unnest(ARRAY[1, 2])",
            "SELECT DISTINCT ON (author_id) title, (SELECT max(id) FROM author) FROM book ORDER BY author_id",
        }) {
        Bound out = bound(sql);
        for (const ast::SelectItem& item : out.select().items) {
            EXPECT_FALSE(spelled_somewhere(*item.expr)) << sql;
            EXPECT_NE(item.expr->type.id, TypeId::unknown) << sql;
        }
    }
}

TEST(BoundTree, PointsAtTheRowsOfOperatorsAndFunctions) {
    Bound out = bound("SELECT id + 1, lower(title), count(*) OVER () FROM book");
    const auto* sum = out.item(0).as<ast::Applied>();
    ASSERT_NE(sum, nullptr);
    ASSERT_NE(sum->op, nullptr);
    EXPECT_EQ(sum->op->op, "+");
    const auto* lower = out.item(1).as<ast::Applied>();
    ASSERT_NE(lower, nullptr);
    ASSERT_NE(lower->function, nullptr);
    EXPECT_EQ(lower->function->name, "lower");
    const auto* count = out.item(2).as<ast::Call>();
    ASSERT_NE(count, nullptr);
    ASSERT_NE(count->row, nullptr);
    EXPECT_EQ(count->row->kind, FunctionKind::aggregate);
}

TEST(BoundTree, ShowsConversionsThatNobodyWrote) {
    Bound out = bound("SELECT price > 1 FROM book");
    const auto* test = out.item(0).as<ast::Applied>();
    ASSERT_NE(test, nullptr);
    const auto* conversion = test->args.at(1)->as<ast::Conversion>();
    ASSERT_NE(conversion, nullptr);
    EXPECT_EQ(conversion->context, CastContext::implicit);
    EXPECT_EQ(conversion->operand->type.id, TypeId::int32);
    EXPECT_EQ(test->args[1]->type.id, TypeId::numeric);
    ASSERT_NE(conversion->row, nullptr);
    EXPECT_EQ(conversion->row->source, "int4");
}

TEST(BoundTree, NumbersColumns) {
    Bound out = bound("SELECT b.title, a.name FROM author AS a JOIN book AS b ON a.id = b.author_id");
    const auto* title = out.item(0).as<ast::ColumnRef>();
    const auto* name = out.item(1).as<ast::ColumnRef>();
    ASSERT_NE(title, nullptr);
    ASSERT_NE(name, nullptr);
    EXPECT_EQ(name->range, 1U);
    EXPECT_EQ(title->range, 2U);
}

TEST(BoundTree, TypesParameters) {
    Bound out = bound("SELECT id FROM book WHERE price > $1 AND title = $2 LIMIT $3");
    ASSERT_EQ(out.parameters.size(), 3U);
    EXPECT_EQ(out.parameters[0].id, TypeId::numeric);
    EXPECT_EQ(out.parameters[2].id, TypeId::int64);
}

TEST(BoundTree, KnowsWhatYieldsOneRow) {
    EXPECT_TRUE(bound("SELECT max(id) FROM book").query().one_row);
    EXPECT_TRUE(bound("SELECT title FROM book WHERE id = 3").query().one_row);
    EXPECT_FALSE(bound("SELECT title FROM book WHERE price = 3").query().one_row);
    EXPECT_FALSE(bound("SELECT generate_series(1, 3)").query().one_row);
}

TEST(BoundTree, KeepsGroupingSetsAsSetsOfKeys) {
    Bound out = bound("SELECT author_id, count(*) FROM book GROUP BY ROLLUP (author_id, title)");
    EXPECT_EQ(out.select().group_by.size(), 2U);
    const std::vector<std::vector<std::size_t>> sets{{0, 1}, {0}, {}};
    EXPECT_EQ(out.select().grouping_sets, sets);
}

}  // namespace
}  // namespace ormgate::dialects
