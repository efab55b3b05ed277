#include "tests/server/sqlite/functions/cases.hpp"

namespace ormgate::sqlite {
namespace {

// A session that remembers what it was asked.
class FakeServices : public SessionServices {
public:
    Result<std::optional<std::string>> current_setting(std::string_view name, bool missing_ok) override {
        if (name == "work_mem") return std::optional<std::string>("4MB");
        if (missing_ok) return std::optional<std::string>();
        return fail(Errc::undefined_object,
                    "unrecognized configuration parameter \"" + std::string(name) + "\"");
    }
    Result<std::string> set_config(std::string_view, std::optional<std::string_view> text, bool) override {
        return std::string(text.value_or("default"));
    }
    Result<std::int64_t> nextval(std::string_view sequence) override {
        asked = sequence;
        return ++value;
    }
    Result<std::int64_t> currval(std::string_view) override { return value; }
    Result<std::int64_t> lastval() override { return value; }
    Result<std::int64_t> setval(std::string_view, std::int64_t to, bool) override { return value = to; }
    Result<std::optional<std::int64_t>> last_value(std::string_view) override {
        return std::optional<std::int64_t>();
    }
    Result<bool> advisory_lock(const AdvisoryLock& lock) override {
        asked = std::to_string(lock.key) + (lock.two_keys ? " two" : "") + (lock.shared ? " shared" : "") +
                (lock.transaction ? " transaction" : "") + (lock.wait ? " wait" : "");
        return lock.key != 13;
    }
    Result<bool> advisory_unlock(const AdvisoryLock&) override { return true; }
    Result<void> advisory_unlock_all() override { return {}; }
    Result<void> notify(std::string_view channel, std::string_view payload) override {
        asked = std::string(channel) + ":" + std::string(payload);
        return {};
    }
    Result<std::vector<std::string>> listening_channels() override {
        return std::vector<std::string>{"a", "b"};
    }
    Result<bool> signal_backend(std::int32_t pid, bool) override { return pid == 7; }
    Result<std::int64_t> transaction_id(bool assign) override { return assign ? 42 : 0; }

    std::string asked;
    std::int64_t value = 0;
};

std::shared_ptr<Schema> shop() {
    auto schema = std::make_shared<Schema>();
    schema->namespaces = {{2200, "public", "standard public schema"}, {16384, "stock", ""}};
    TableDef item;
    item.oid = 16400;
    item.name = "item";
    item.comment = "what is sold";
    const std::pair<const char*, TypeId> columns[] = {
        {"id", TypeId::int32}, {"Name", TypeId::text}, {"price", TypeId::int32}};
    for (const auto& [name, type] : columns) {
        ColumnDef column;
        column.name = name;
        column.type = type;
        column.number = static_cast<std::int16_t>(item.columns.size() + 1);
        item.columns.push_back(column);
    }
    item.columns[0].sequence = "item_id_seq";
    item.columns[2].comment = "in euros";
    ConstraintDef key;
    key.oid = 16410;
    key.kind = ConstraintKind::primary_key;
    key.name = "item_pkey";
    key.columns = {"id"};
    ConstraintDef check;
    check.oid = 16411;
    check.name = "item_price_check";
    check.expression = "(price > 0)";
    ConstraintDef parent;
    parent.oid = 16412;
    parent.kind = ConstraintKind::foreign_key;
    parent.name = "item_parent_fkey";
    parent.columns = {"id", "Name"};
    parent.referenced_schema = "stock";
    parent.referenced_table = "shelf";
    parent.referenced_columns = {"a", "b"};
    parent.on_delete = ForeignKeyAction::cascade;
    parent.deferrable = parent.initially_deferred = true;
    item.constraints = {key, check, parent};
    IndexDef index;
    index.oid = 16420;
    index.name = "item_name";
    index.unique = true;
    IndexKey by_name, by_lower;
    by_name.column = "Name";
    by_name.descending = by_name.nulls_first = true;
    by_lower.expression = "lower(\"Name\")";
    index.keys = {by_name, by_lower};
    index.predicate = "(price > 10)";
    item.indexes = {index};
    TableDef shelf;
    shelf.oid = 16401;
    shelf.schema = "stock";
    shelf.name = "shelf";
    schema->tables = {item, shelf};
    SequenceDef sequence;
    sequence.oid = 16430;
    sequence.name = "item_id_seq";
    schema->sequences = {sequence};
    schema->enums = {{16440, 16441, "public", "mood", {"sad", "ok"}, ""}};
    schema->index();
    return schema;
}

class SqliteSessionFunctions : public ::testing::Test {
protected:
    SqliteSessionFunctions() {
        functions.context.schema = shop();
        functions.context.services = &services;
        functions.context.backend_pid = 99;
    }
    void check(std::span<const Case> cases) {
        for (const Case& c : cases)
            EXPECT_EQ(functions.run(std::string("SELECT ") + c.expression), c.expected) << c.expression;
    }
    FakeServices services;
    FunctionDatabase functions;
};

TEST_F(SqliteSessionFunctions, DescribeTheSchemaAsPostgresDoes) {
    // clang-format off: one row a line
    constexpr Case cases[] = {
        {"pg_input('item', 'regclass')", "16400"},
        {"pg_input('public.item', 'regclass')", "16400"},
        {"pg_input('pg_class', 'regclass')", "1259"},
        {"pg_input('shelf', 'regclass')", "!42P01"},
        {"pg_input('nowhere.x', 'regclass')", "!3F000"},
        {"pg_input('integer', 'regtype')", "23"},
        {"pg_input('mood', 'regtype')", "16440"},
        {"pg_input('nope', 'regtype')", "!42704"},
        {"pg_output(16400, 'regclass')", "item"},
        {"pg_output(16401, 'regclass')", "stock.shelf"},
        {"pg_output(1, 'regclass')", "1"},
        {"pg_output(16441, 'regtype')", "mood[]"},
        {"pg_to_regclass('nope')", "NULL"},
        {"pg_to_regtype('text')", "25"},
        {"pg_format_type(1043, 24)", "character varying(20)"},
        {"pg_format_type(16440, NULL)", "mood"},
        {"pg_format_type(0, NULL)", "-"},
        {"pg_format_type(999999, NULL)", "?\?\?"},
        {"pg_get_constraintdef(16410)", "PRIMARY KEY (id)"},
        {"pg_get_constraintdef(16411)", "CHECK ((price > 0))"},
        {"pg_get_constraintdef(16411, 1)", "CHECK (price > 0)"},
        {"pg_get_constraintdef(16412)",
         "FOREIGN KEY (id, \"Name\") REFERENCES stock.shelf(a, b) ON DELETE CASCADE DEFERRABLE INITIALLY "
         "DEFERRED"},
        {"pg_get_constraintdef(1)", "NULL"},
        {"pg_get_indexdef(16420)",
         "CREATE UNIQUE INDEX item_name ON public.item USING btree (\"Name\" DESC, lower(\"Name\")) WHERE "
         "(price > 10)"},
        {"pg_get_indexdef(16420, 1, 1)", "\"Name\""},
        {"pg_get_indexdef(16420, 2, 1)", "lower(\"Name\")"},
        {"pg_get_serial_sequence('item', 'id')", "public.item_id_seq"},
        {"pg_get_serial_sequence('item', 'price')", "NULL"},
        {"pg_get_serial_sequence('item', 'nope')", "!42703"},
        {"pg_obj_description(16400, 'pg_class')", "what is sold"},
        {"pg_obj_description(16400, 'pg_type')", "NULL"},
        {"pg_col_description(16400, 3)", "in euros"},
        {"pg_table_is_visible(16400)", "1"},
        {"pg_table_is_visible(16401)", "0"},
        {"pg_table_is_visible(5)", "NULL"},
        {"pg_type_is_visible(16440)", "1"},
        {"pg_has_table_privilege('item', 'SELECT')", "1"},
        {"pg_has_table_privilege('item', 'nonsense')", "!22023"},
        {"pg_has_table_privilege('nope', 'SELECT')", "!42P01"},
        {"pg_has_table_privilege('nobody', 'item', 'SELECT')", "!42704"},
        {"pg_get_userbyid(10)", "app"},
        {"pg_index_column_has_property(16420, 1, 'desc')", "1"},
        {"pg_typeof('int4')", "23"},
    };
    // clang-format on
    check(cases);
}

TEST_F(SqliteSessionFunctions, AskTheSession) {
    // clang-format off: one row a line
    constexpr Case cases[] = {
        {"pg_current_setting('work_mem')", "4MB"},
        {"pg_current_setting('nope')", "!42704"},
        {"pg_current_setting('nope', 1)", "NULL"},
        {"pg_set_config('work_mem', '8MB', 0)", "8MB"},
        {"pg_nextval(16430)", "1"},
        {"pg_nextval(16400)", "!42809"},
        {"pg_nextval(3)", "!42P01"},
        {"pg_setval(16430, 20)", "20"},
        {"pg_lastval()", "20"},
        {"pg_current_database()", "shop"},
        {"pg_current_schema()", "public"},
        {"pg_current_schemas(1)", "[\"pg_catalog\",\"public\"]"},
        {"pg_current_user()", "app"},
        {"pg_backend_pid()", "99"},
        {"pg_cancel_backend(7)", "1"},
        {"pg_txid_current()", "42"},
        {"pg_txid_current_if_assigned()", "NULL"},
        {"pg_inet_client_addr()", "NULL"},
        {"pg_try_advisory_lock(13)", "0"},
        {"group_concat(value) FROM pg_listening_channels()", "a,b"},
        {"pg_now() = pg_transaction_timestamp()", "1"},
        {"pg_size_pretty(10239)", "10239 bytes"},
        {"pg_size_pretty(10240)", "10 kB"},
        {"pg_size_pretty(1234567890)", "1177 MB"},
        {"pg_size_bytes('1.5 GB')", "1610612736"},
        {"pg_size_bytes('1 XB')", "!22023"},
    };
    // clang-format on
    check(cases);
    functions.run("SELECT pg_nextval(16430)");
    EXPECT_EQ(services.asked, "public.item_id_seq");
    functions.run("SELECT pg_advisory_xact_lock_shared(1, -1)");
    EXPECT_EQ(services.asked, "8589934591 two shared transaction wait");
    functions.run("SELECT pg_notify('c', 'p')");
    EXPECT_EQ(services.asked, "c:p");
}

TEST_F(SqliteSessionFunctions, StopSleepingWhenCancelled) {
    std::atomic<bool> cancelled = true;
    functions.context.cancelled = &cancelled;
    EXPECT_EQ(functions.run("SELECT pg_sleep(1000)"), "!57014");
    EXPECT_EQ(functions.run("SELECT count(*) FROM pg_generate_series_int8(1, 1000000000000)"), "!57014");
}

TEST_F(SqliteSessionFunctions, FailWithoutASession) {
    functions.context.services = nullptr;
    EXPECT_EQ(functions.run("SELECT pg_current_setting('work_mem')"), "!0A000");
}

}  // namespace
}  // namespace ormgate::sqlite
