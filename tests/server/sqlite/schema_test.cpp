#include "dialects/sqlite_storage.hpp"
#include "tests/server/sqlite/fixture.hpp"

namespace ormgate::test {
namespace {

class SqliteSchema : public SqliteTest {
protected:
    // As another program would: behind ormgate's back.
    void outside(const std::string& sql) {
        sqlite3* handle = nullptr;
        ASSERT_EQ(sqlite3_open(path().c_str(), &handle), SQLITE_OK);
        char* message = nullptr;
        EXPECT_EQ(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK) << message;
        sqlite3_free(message);
        sqlite3_close(handle);
    }
    Worker one;
    Client a{one, database};
};

constexpr auto django = R"(
CREATE TABLE "auth_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(150) NOT NULL UNIQUE);
CREATE TABLE "shop_item" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "code" char(32) NOT NULL, "price" decimal NOT NULL,
    "active" bool NOT NULL, "made" datetime NULL, "count" integer unsigned NOT NULL CHECK ("count" >= 0),
    "notes" text NOT NULL CHECK ((JSON_VALID("notes") OR "notes" IS NULL)), "size" smallint DEFAULT 7 NOT NULL,
    "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "positive" CHECK ("size" > 0), CONSTRAINT "one_code" UNIQUE ("code", "group_id"));
CREATE INDEX "shop_item_group_id_0a1b" ON "shop_item" ("group_id");
CREATE INDEX "lowered" ON "shop_item" (lower("code") DESC) WHERE "active";
CREATE VIEW "cheap" AS SELECT "id", "price" FROM "shop_item" WHERE "price" < 10;
INSERT INTO "auth_group" VALUES (41, 'staff');
)";

TEST_F(SqliteSchema, ReadsADjangoFile) {
    outside(django);
    const SchemaPtr schema = a.schema();
    const TableDef* item = schema->table("public", "shop_item");
    ASSERT_NE(item, nullptr);
    const struct {
        const char *name, *type;
        bool not_null;
    } columns[] = {{"id", "bigint", true},
                   {"code", "character(32)", true},
                   {"price", "numeric", true},
                   {"active", "boolean", true},
                   {"made", "timestamp without time zone", false},
                   {"count", "bigint", true},
                   {"notes", "text", true},
                   {"size", "smallint", true},
                   {"group_id", "integer", true}};
    ASSERT_EQ(item->columns.size(), std::size(columns));
    for (std::size_t i = 0; i < std::size(columns); ++i) {
        EXPECT_EQ(item->columns[i].name, columns[i].name);
        EXPECT_EQ(item->columns[i].type.sql_name(), columns[i].type) << columns[i].name;
        EXPECT_EQ(item->columns[i].not_null, columns[i].not_null) << columns[i].name;
        EXPECT_EQ(item->columns[i].number, static_cast<std::int16_t>(i + 1));
    }
    EXPECT_EQ(item->columns[7].default_expression, "7");
    EXPECT_EQ(item->columns[0].identity, Identity::by_default);
    EXPECT_EQ(item->columns[0].sequence, "public.shop_item_id_seq");
    ASSERT_NE(schema->sequence("public", "shop_item_id_seq"), nullptr);

    ASSERT_NE(item->primary_key(), nullptr);
    EXPECT_EQ(item->primary_key()->name, "shop_item_pkey");
    const ConstraintDef* one_code = item->constraint("one_code");
    ASSERT_NE(one_code, nullptr);
    EXPECT_EQ(one_code->columns, (std::vector<std::string>{"code", "group_id"}));
    EXPECT_EQ(one_code->index, "one_code");
    const ConstraintDef* group = item->constraint("shop_item_group_id_fkey");
    ASSERT_NE(group, nullptr);
    EXPECT_TRUE(group->deferrable && group->initially_deferred);
    EXPECT_EQ(group->referenced_table, "auth_group");
    EXPECT_EQ(group->referenced_columns, std::vector<std::string>{"id"});
    ASSERT_NE(item->constraint("positive"), nullptr);
    EXPECT_EQ(item->constraint("positive")->kind, ConstraintKind::check);
    ASSERT_NE(item->constraint("shop_item_count_check"), nullptr);
    EXPECT_EQ(item->constraint("shop_item_count_check")->expression, "\"count\" >= 0");
    EXPECT_NE(schema->table("public", "auth_group")->constraint("auth_group_name_key"), nullptr);

    const auto lowered = std::ranges::find(item->indexes, "lowered", &IndexDef::name);
    ASSERT_NE(lowered, item->indexes.end());
    EXPECT_EQ(lowered->keys.at(0).expression, "lower(\"code\")");
    EXPECT_TRUE(lowered->keys.at(0).descending);
    EXPECT_EQ(lowered->predicate, "\"active\"");
    const TableDef* cheap = schema->table("public", "cheap");
    ASSERT_NE(cheap, nullptr);
    EXPECT_EQ(cheap->kind, TableKind::view);
    EXPECT_EQ(schema->table("public", "sqlite_sequence"), nullptr);
}

TEST_F(SqliteSchema, NoticesOtherProcessesChanges) {
    const SchemaPtr before = a.schema();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(a.schema(), before);
    outside("CREATE TABLE late (id INTEGER PRIMARY KEY)");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const SchemaPtr after = a.schema();
    EXPECT_NE(after->version, before->version);
    EXPECT_NE(after->table("public", "late"), nullptr);
}

TEST_F(SqliteSchema, NumbersStayTheSame) {
    ASSERT_DONE(a.run(ddl("CREATE TABLE t (id INTEGER PRIMARY KEY)")));
    const std::uint32_t oid = a.schema()->table("public", "t")->oid;
    EXPECT_GE(oid, 16384u);
    ASSERT_DONE(a.run(ddl("CREATE TABLE u (id INTEGER PRIMARY KEY)")));
    EXPECT_EQ(a.schema()->table("public", "t")->oid, oid);
    EXPECT_NE(a.schema()->table("public", "u")->oid, oid);
}

TEST_F(SqliteSchema, ReadsItsOwnTablesByTheirMetadata) {
    TableDef table;
    table.schema = "sales";
    table.name = "orders";
    table.comment = "what was sold";
    ColumnDef id, mood;
    id.name = "id";
    id.type = TypeId::int64;
    id.not_null = true;
    id.identity = Identity::always;
    id.sequence = "sales.orders_id_seq";
    mood.name = "mood";
    mood.type = TypeId::enumeration;
    mood.has_default = true;
    mood.default_expression = "'fine'::public.mood";
    table.columns = {id, mood};
    ConstraintDef key;
    key.kind = ConstraintKind::primary_key;
    key.name = key.index = "my_key";
    key.columns = {"id"};
    table.constraints = {key};
    IndexDef index;
    index.name = "my_key";
    index.unique = index.primary = true;
    index.keys.emplace_back().column = "id";
    table.indexes = {index};
    EnumDef feeling;
    feeling.name = "mood";
    feeling.labels = {"fine", "so, so"};
    feeling.oid = 1;
    SequenceDef sequence;
    sequence.schema = "sales";
    sequence.name = "orders_id_seq";
    sequence.increment = 5;
    sequence.owner_table = "orders";
    sequence.owner_column = "id";
    Schema schema;
    schema.enums = {feeling};
    table.columns[1].type.user_oid = 1;
    schema.index();

    std::vector<dialects::MetadataRow> rows = dialects::metadata_of(table, schema);
    for (auto& row : dialects::metadata_of(sequence)) rows.push_back(std::move(row));
    for (auto& row : dialects::metadata_of(feeling)) rows.push_back(std::move(row));
    rows.push_back({"schema", "sales", "", "name", "sales"});
    Sql create{.tag = "CREATE TABLE", .access = dialects::Access::ddl};
    for (const std::string_view sql : dialects::create_metadata_tables) create.steps.emplace_back(sql);
    create.steps.push_back("CREATE TABLE \"" + dialects::storage_name("sales", "orders") +
                           "\" (id INTEGER PRIMARY KEY, mood " +
                           dialects::declared_type(mood.type, "public.mood") + ")");
    ASSERT_DONE(a.run(create));
    for (const dialects::MetadataRow& row : rows) {
        Sql insert = write("INSERT INTO ormgate_catalog VALUES (?1, ?2, ?3, ?4, ?5)");
        insert.access = dialects::Access::ddl;
        insert.parameters = 5;
        ASSERT_DONE(a.run(insert, {row.kind, row.name, row.sub, row.key, row.value}));
    }

    const SchemaPtr read = a.schema();
    EXPECT_TRUE(read->has_namespace("sales"));
    const TableDef* orders = read->table("sales", "orders");
    ASSERT_NE(orders, nullptr);
    EXPECT_EQ(orders->backend_name, "sales.orders");
    EXPECT_EQ(orders->comment, "what was sold");
    EXPECT_EQ(orders->columns.at(0).type.sql_name(), "bigint");
    EXPECT_EQ(orders->columns.at(0).identity, Identity::always);
    const EnumDef* enumeration = read->enumeration("public", "mood");
    ASSERT_NE(enumeration, nullptr);
    EXPECT_EQ(enumeration->labels, feeling.labels);
    EXPECT_EQ(orders->columns.at(1).type.user_oid, enumeration->oid);
    EXPECT_EQ(orders->columns.at(1).default_expression, "'fine'::public.mood");
    ASSERT_EQ(orders->constraints.size(), 1u);
    EXPECT_EQ(orders->constraints[0].name, "my_key");
    EXPECT_EQ(orders->indexes.size(), 1u);
    const SequenceDef* numbers = read->sequence("sales", "orders_id_seq");
    ASSERT_NE(numbers, nullptr);
    EXPECT_EQ(numbers->increment, 5);
    EXPECT_EQ(read->table("public", "ormgate_catalog"), nullptr);

    // another program's index is seen, too
    outside("CREATE INDEX extra ON \"sales.orders\" (mood)");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(a.schema()->table("sales", "orders")->indexes.size(), 2u);
}

}  // namespace
}  // namespace ormgate::test
