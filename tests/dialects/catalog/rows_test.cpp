#pragma clang diagnostic ignored \
    "-Wmissing-designated-field-initializers"  // a sample names only what it is about
#include "dialects/catalog/rows.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "dialects/catalog/relations.hpp"

namespace ormgate::dialects::catalog {
namespace {

using Row = std::map<std::string, Value>;
using Relations = std::map<std::string, std::vector<Row>>;

Relations collect(const Schema& schema, const CatalogFacts& facts) {
    Relations out;
    const RowConsumer consumer = [&](const TableDef& relation, std::span<const Value> values) {
        ASSERT_EQ(values.size(), relation.columns.size()) << relation.name;
        Row row;
        for (std::size_t i = 0; i < values.size(); ++i) row[relation.columns[i].name] = values[i];
        out[relation.schema + "." + relation.name].push_back(std::move(row));
    };
    static_rows(schema.database, consumer);
    schema_rows(schema, facts, consumer);
    return out;
}

// Two tables with everything the catalogs have columns for.
Schema sample() {
    Schema schema;
    schema.database = "app";
    schema.namespaces = {{2200, "public", ""}, {16400, "other", "a comment"}};
    TableDef author;
    author.oid = 16384;
    author.name = "author";
    author.comment = "people";
    ColumnDef id{.name = "id", .type = TypeId::int64, .number = 1, .not_null = true};
    id.identity = Identity::by_default;
    ColumnDef name{.name = "name", .type = Type(TypeId::varchar, false, 24), .number = 2, .not_null = true};
    ColumnDef tags{.name = "tags", .type = Type(TypeId::text, true), .number = 3};
    ColumnDef price{.name = "price", .type = Type(TypeId::numeric, false, (10 << 16 | 2) + 4), .number = 4};
    price.has_default = true;
    price.default_expression = "0";
    author.columns = {id, name, tags, price};
    author.constraints = {{.oid = 16390,
                           .kind = ConstraintKind::primary_key,
                           .name = "author_pkey",
                           .columns = {"id"},
                           .index = "author_pkey"},
                          {.oid = 16391,
                           .kind = ConstraintKind::check,
                           .name = "author_price_check",
                           .columns = {"price"},
                           .expression = "(price > 0)"}};
    author.indexes = {
        {.oid = 16392, .name = "author_pkey", .unique = true, .primary = true, .keys = {{.column = "id"}}},
        {.oid = 16393,
         .name = "author_lower_idx",
         .keys = {{.expression = "lower(name)"}, {.column = "id", .descending = true, .nulls_first = true}}}};
    TableDef book;
    book.oid = 16394;
    book.name = "book";
    book.columns = {ColumnDef{.name = "author_id", .type = TypeId::int64, .number = 1}};
    book.constraints = {{.oid = 16395,
                         .kind = ConstraintKind::foreign_key,
                         .name = "book_author_id_fkey",
                         .columns = {"author_id"},
                         .referenced_schema = "public",
                         .referenced_table = "author",
                         .referenced_columns = {"id"},
                         .on_delete = ForeignKeyAction::cascade,
                         .deferrable = true,
                         .initially_deferred = true}};
    TableDef view;
    view.oid = 16396;
    view.name = "names";
    view.kind = TableKind::view;
    view.columns = {ColumnDef{.name = "name", .type = TypeId::text, .number = 1}};
    view.definition = "SELECT name FROM author";
    schema.tables = {author, book, view};
    schema.sequences = {
        {.oid = 16397, .name = "author_id_seq", .owner_table = "author", .owner_column = "id"}};
    schema.enums = {{.oid = 16398, .array_oid = 16399, .name = "mood", .labels = {"sad", "happy"}}};
    schema.index();
    return schema;
}

const Row& only(const Relations& all,
                const std::string& relation,
                const std::string& column,
                const Value& value) {
    static const Row none;
    const Row* found = nullptr;
    for (const Row& row : all.at(relation)) {
        if (row.at(column) != value) continue;
        EXPECT_EQ(found, nullptr) << relation << " has several";
        found = &row;
    }
    EXPECT_NE(found, nullptr) << relation << " has none";
    return found == nullptr ? none : *found;
}

class CatalogRows : public testing::Test {
protected:
    const Relations all = collect(sample(), {{"app", "postgres"}, {"reader"}, "app", {"TimeZone"}});
};

TEST_F(CatalogRows, DescribeTablesAndTheirColumns) {
    const Row& author = only(all, "pg_catalog.pg_class", "oid", Value(std::int64_t{16384}));
    EXPECT_EQ(author.at("relkind"), Value("r"));
    EXPECT_EQ(author.at("relchecks"), Value(std::int64_t{1}));
    EXPECT_EQ(only(all, "pg_catalog.pg_class", "oid", Value(std::int64_t{16397})).at("relkind"), Value("S"));
    EXPECT_EQ(only(all, "pg_catalog.pg_class", "oid", Value(std::int64_t{16396})).at("relkind"), Value("v"));
    std::set<std::int64_t> types, system_types;
    for (const Row& row : all.at("pg_catalog.pg_attribute")) {
        if (row.at("attrelid") != Value(std::int64_t{16384})) continue;
        const bool own = std::get<std::int64_t>(row.at("attnum")) > 0;
        (own ? types : system_types).insert(std::get<std::int64_t>(row.at("atttypid")));
    }
    EXPECT_EQ(types, (std::set<std::int64_t>{20, 1043, 1009, 1700}));
    EXPECT_EQ(system_types, (std::set<std::int64_t>{26, 27, 28, 29}));
    EXPECT_EQ(only(all, "pg_catalog.pg_views", "viewname", Value("names")).at("definition"),
              Value(" SELECT author.name\n   FROM author;"));
}

TEST_F(CatalogRows, DescribeConstraintsByColumnNumbers) {
    const Row& key = only(all, "pg_catalog.pg_constraint", "conname", Value("book_author_id_fkey"));
    EXPECT_EQ(key.at("conkey"), Value("[1]"));
    EXPECT_EQ(key.at("confkey"), Value("[1]"));
    EXPECT_EQ(key.at("confrelid"), Value(std::int64_t{16384}));
    EXPECT_EQ(key.at("conindid"), Value(std::int64_t{16392}));
    EXPECT_EQ(key.at("confdeltype"), Value("c"));
    EXPECT_EQ(key.at("condeferred"), Value(std::int64_t{1}));
    EXPECT_EQ(only(all, "pg_catalog.pg_constraint", "conname", Value("author_price_check")).at("conbin"),
              Value("(price > 0)"));
}

TEST_F(CatalogRows, DescribeIndexesWithExpressionsAndOrder) {
    const Row& index = only(all, "pg_catalog.pg_index", "indexrelid", Value(std::int64_t{16393}));
    EXPECT_EQ(index.at("indkey"), Value("[0,1]"));
    EXPECT_EQ(index.at("indoption"), Value("[0,3]"));
    EXPECT_EQ(index.at("indexprs"), Value("lower((name)::text)"));
    EXPECT_EQ(index.at("indclass"), Value("[3126,3124]"));
}

TEST_F(CatalogRows, TieSequencesToTheirColumns) {
    const Row& depend = only(all, "pg_catalog.pg_depend", "objid", Value(std::int64_t{16397}));
    EXPECT_EQ(depend.at("deptype"), Value("i"));
    EXPECT_EQ(depend.at("refobjid"), Value(std::int64_t{16384}));
    EXPECT_EQ(depend.at("refobjsubid"), Value(std::int64_t{1}));
}

TEST_F(CatalogRows, ListEnumsAndTheirLabelsInOrder) {
    EXPECT_EQ(only(all, "pg_catalog.pg_type", "typname", Value("mood")).at("typarray"),
              Value(std::int64_t{16399}));
    EXPECT_EQ(only(all, "pg_catalog.pg_enum", "enumlabel", Value("happy")).at("enumsortorder"), Value(2.0));
}

TEST_F(CatalogRows, FillTheInformationSchema) {
    const Row& price = only(all, "information_schema.columns", "column_name", Value("price"));
    EXPECT_EQ(price.at("numeric_precision"), Value(std::int64_t{10}));
    EXPECT_EQ(price.at("numeric_scale"), Value(std::int64_t{2}));
    EXPECT_EQ(price.at("column_default"), Value("0"));
    EXPECT_EQ(only(all, "information_schema.columns", "column_name", Value("tags")).at("udt_name"),
              Value("_text"));
    const Row& reference = only(
        all, "information_schema.referential_constraints", "constraint_name", Value("book_author_id_fkey"));
    EXPECT_EQ(reference.at("unique_constraint_name"), Value("author_pkey"));
    EXPECT_EQ(reference.at("delete_rule"), Value("CASCADE"));
}

TEST_F(CatalogRows, GiveEveryObjectANumberOfItsOwn) {
    for (const char* relation : {"pg_catalog.pg_class",
                                 "pg_catalog.pg_type",
                                 "pg_catalog.pg_constraint",
                                 "pg_catalog.pg_attrdef",
                                 "pg_catalog.pg_namespace",
                                 "pg_catalog.pg_proc"}) {
        std::set<std::int64_t> seen;
        for (const Row& row : all.at(relation)) {
            const std::int64_t oid = std::get<std::int64_t>(row.at("oid"));
            if (std::string_view(relation) == "pg_catalog.pg_proc")
                continue;  // a function may serve several types
            EXPECT_TRUE(seen.insert(oid).second) << relation << " " << oid;
        }
    }
}

}  // namespace
}  // namespace ormgate::dialects::catalog
