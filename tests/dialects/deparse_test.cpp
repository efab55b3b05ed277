#include "dialects/deparse/deparse.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "dialects/sqlite_storage.hpp"

namespace ormgate::dialects::deparse {
namespace {

Schema sample() {
    Schema schema;
    EnumDef mood;
    mood.oid = 16100;
    mood.array_oid = 16101;
    mood.name = "mood";
    mood.labels = {"sad", "ok", "happy"};
    schema.enums = {mood};
    Type mood_type(TypeId::enumeration);
    mood_type.user_oid = mood.oid;
    TableDef table;
    table.oid = 16384;
    table.name = "t";
    const std::pair<const char*, Type> columns[] = {
        {"id", TypeId::int32},
        {"name", Type(TypeId::varchar, false, 104)},
        {"title", TypeId::text},
        {"price", Type(TypeId::numeric, false, (6 << 16 | 2) + 4)},
        {"born", TypeId::date},
        {"at", TypeId::timestamptz},
        {"ts", TypeId::timestamp},
        {"flag", TypeId::boolean},
        {"tags", Type(TypeId::text, true)},
        {"meta", TypeId::jsonb},
        {"code", Type(TypeId::bpchar, false, 7)},
        {"big", TypeId::int64},
        {"small", TypeId::int16},
        {"ratio", TypeId::float64},
        {"mood", mood_type},
        {"span", TypeId::interval},
        {"order", TypeId::int32},
    };
    for (const auto& [name, type] : columns) {
        ColumnDef column;
        column.name = name;
        column.type = type;
        table.columns.push_back(column);
    }
    schema.tables = {table};
    schema.index();
    return schema;
}

struct Sample {
    std::string source, plain, pretty;
};

std::vector<Sample> samples(const std::string& file) {
    std::ifstream in(std::string(ORMGATE_SOURCE_DIR "/tests/dialects/deparse/") + file);
    std::vector<Sample> out;
    std::string line;
    while (std::getline(in, line)) {
        if (line.empty() || line.starts_with('#')) continue;
        Sample sample{line, {}, {}};
        std::getline(in, sample.plain);
        std::getline(in, sample.pretty);
        out.push_back(sample);
    }
    EXPECT_FALSE(out.empty()) << file;
    return out;
}

std::string on_one_line(std::string text) {
    for (char& c : text)
        if (c == '\n') c = '~';
    return text;
}

TEST(Deparse, PrintsChecksAsPostgresDoes) {
    const Schema schema = sample();
    const TableDef& table = schema.tables.front();
    for (const Sample& s : samples("checks.txt")) {
        EXPECT_EQ(on_one_line(expression_text(s.source, &table, TypeId::boolean, schema)), s.plain)
            << s.source;
        EXPECT_EQ(on_one_line(expression_text(s.source, &table, TypeId::boolean, schema, true)), s.pretty)
            << s.source;
    }
}

TEST(Deparse, PrintsDefaultsAsPostgresDoes) {
    const Schema schema = sample();
    for (const Sample& s : samples("defaults.txt")) {
        const std::size_t colon = s.source.find(": ");
        const std::string name = s.source.substr(0, colon), source = s.source.substr(colon + 2);
        Type type =
            name == "mood" ? schema.tables.front().column("mood")->type : type_of_sql_name(name).value();
        EXPECT_EQ(expression_text(source, nullptr, type, schema), s.plain) << s.source;
        EXPECT_EQ(expression_text(source, nullptr, type, schema, true), s.pretty) << s.source;
    }
}

TEST(Deparse, PrintsKeysOfIndexesAsPostgresDoes) {
    const Schema schema = sample();
    const TableDef& table = schema.tables.front();
    for (const Sample& s : samples("keys.txt")) {
        EXPECT_EQ(index_expression_text(s.source, table, schema), s.plain) << s.source;
        EXPECT_EQ(index_expression_text(s.source, table, schema, true), s.pretty) << s.source;
    }
}

TableDef view_of(std::string definition, std::size_t columns) {
    TableDef view;
    view.kind = TableKind::view;
    view.definition = std::move(definition);
    for (std::size_t i = 1; i <= columns; ++i) {
        view.columns.emplace_back();
        view.columns.back().name = "c" + std::to_string(i);
    }
    return view;
}

TEST(Deparse, PrintsViewsAsPostgresDoes) {
    const Schema schema = sample();
    for (const Sample& s : samples("views.txt")) {
        const TableDef view = view_of(s.source.substr(2), static_cast<std::size_t>(s.source[0] - '0'));
        EXPECT_EQ(on_one_line(view_text(view, schema)), s.plain) << s.source;
        EXPECT_EQ(on_one_line(view_text(view, schema, true)), s.pretty) << s.source;
    }
}

TEST(Deparse, LeavesViewsItDoesNotUnderstand) {
    const Schema schema = sample();
    for (const char* text : {"select a from nowhere",
                             "select nosuch from t",
                             "select id from t for update",
                             "select a.id from t a join t b using (id) join lateral (select 1) x using (id)",
                             "select *, id from t",  // of fewer columns than it has now
                             "not sql"})
        EXPECT_EQ(view_text(view_of(text, 1), schema), std::string(text) + ";");
}

TEST(Deparse, LeavesWhatItDoesNotUnderstand) {
    const Schema schema = sample();
    const TableDef& table = schema.tables.front();
    for (const char* text : {"nosuch > 1", "nosuch(id)", "not sql", "id > (select 1)"})
        EXPECT_EQ(expression_text(text, &table, TypeId::boolean, schema), text);
}

}  // namespace
}  // namespace ormgate::dialects::deparse
