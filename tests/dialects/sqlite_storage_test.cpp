#include "dialects/sqlite_storage.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/dialects/shop_schema.hpp"

namespace ormgate::dialects {
namespace {

std::string bare(std::string declared) {
    if (declared.starts_with('"')) declared = declared.substr(1, declared.size() - 2);
    return declared;
}

// SQLite's rules of affinity, in their order.
std::string affinity(const std::string& declared) {
    std::string name = declared;
    std::ranges::transform(
        name, name.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    const auto has = [&](std::string_view word) { return name.find(word) != std::string::npos; };
    if (has("INT")) return "integer";
    if (has("CHAR") || has("CLOB") || has("TEXT")) return "text";
    if (has("BLOB")) return "blob";
    if (has("REAL") || has("FLOA") || has("DOUB")) return "real";
    return "numeric";
}

class DeclaredTypes : public testing::TestWithParam<Type> {};

TEST_P(DeclaredTypes, TellTheTypeAndKeepItsValues) {
    const Type type = GetParam();
    const std::string declared = bare(declared_type(type));
    EXPECT_EQ(type_of_declaration(declared).type, type) << declared;
    if (type.array || type.id == TypeId::numeric || type.id == TypeId::jsonb || type.id == TypeId::text ||
        type.id == TypeId::interval) {
        EXPECT_EQ(affinity(declared), "text") << declared;
    }
}

INSTANTIATE_TEST_SUITE_P(All,
                         DeclaredTypes,
                         testing::Values(Type(TypeId::boolean),
                                         Type(TypeId::int16),
                                         Type(TypeId::int32),
                                         Type(TypeId::int64),
                                         Type(TypeId::float32),
                                         Type(TypeId::float64),
                                         Type(TypeId::numeric),
                                         Type(TypeId::numeric, false, (10 << 16 | 2) + 4),
                                         Type(TypeId::text),
                                         Type(TypeId::varchar),
                                         Type(TypeId::varchar, false, 34),
                                         Type(TypeId::bpchar, false, 14),
                                         Type(TypeId::bpchar),
                                         Type(TypeId::bytea),
                                         Type(TypeId::date),
                                         Type(TypeId::time),
                                         Type(TypeId::timestamp),
                                         Type(TypeId::timestamptz),
                                         Type(TypeId::timestamp, false, 3),
                                         Type(TypeId::interval),
                                         Type(TypeId::uuid),
                                         Type(TypeId::json),
                                         Type(TypeId::jsonb),
                                         Type(TypeId::int32, true),
                                         Type(TypeId::int64, true),
                                         Type(TypeId::text, true),
                                         Type(TypeId::timestamptz, true),
                                         Type(TypeId::numeric, true),
                                         Type(TypeId::varchar, true, 24)));

TEST(DeclaredType, NamesEnumerations) {
    const std::string declared = bare(declared_type(TypeId::enumeration, "public.interest~"));
    EXPECT_EQ(affinity(declared), "text") << declared;
    EXPECT_EQ(type_of_declaration(declared).enum_name, "public.interest~");
    EXPECT_EQ(type_of_declaration(bare(declared_type({TypeId::enumeration, true}, "app.mood"))).enum_name,
              "app.mood");
}

TEST(DeclaredType, ReadsWhatOtherProgramsDeclare) {
    // clang-format off: one row a line
    const std::pair<std::string_view, Type> cases[] = {
        {"datetime", TypeId::timestamp},          {"bool", TypeId::boolean},
        {"decimal", TypeId::numeric},             {"DECIMAL(10, 2)", Type(TypeId::numeric, false, (10 << 16 | 2) + 4)},
        {"integer unsigned", TypeId::int64},      {"varchar(30)", Type(TypeId::varchar, false, 34)},
        {"char(32)", Type(TypeId::bpchar, false, 36)}, {"bigint", TypeId::int64},
        {"real", TypeId::float64},                {"blob", TypeId::bytea},
        {"", TypeId::bytea},                      {"something", TypeId::numeric},
        {"NATIVE CHARACTER(70)", TypeId::text},
    };
    // clang-format on
    for (const auto& [declared, type] : cases)
        EXPECT_EQ(type_of_declaration(declared).type, type) << declared;
}

TEST(Metadata, SurvivesTheWayThere) {
    const SchemaPtr schema = shop_schema();
    for (const TableDef& table : schema->tables) {
        const std::vector<MetadataRow> rows = metadata_of(table, *schema);
        TableDef read;
        read.schema = table.schema;
        read.name = table.name;
        for (const ColumnDef& column : table.columns) {
            ColumnDef plain;
            plain.name = column.name;
            plain.type = type_of_declaration(bare(declared_type(column.type, "public.mood"))).type;
            read.columns.push_back(plain);
        }
        apply_metadata(read, rows, *schema);
        EXPECT_EQ(metadata_of(read, *schema), rows);
        EXPECT_EQ(read.columns.front().type, table.columns.front().type);
    }
}

TEST(Metadata, ReadsBackSequencesAndEnumerations) {
    SequenceDef sequence;
    sequence.name = "s";
    sequence.start = -5;
    sequence.cycle = true;
    sequence.owner_table = "t\"x";
    sequence.owner_column = "c";
    SequenceDef read;
    read.name = "s";
    apply_metadata(read, metadata_of(sequence));
    EXPECT_EQ(metadata_of(read), metadata_of(sequence));
    EnumDef mood;
    mood.name = "mood";
    mood.labels = {"a", "b,]", "", "\"q\""};
    EnumDef mood_read;
    apply_metadata(mood_read, metadata_of(mood));
    EXPECT_EQ(mood_read.labels, mood.labels);
}

TEST(StringList, RefusesNothingAndNeverHangs) {
    for (const char* text : {"", "[", "[\"", "[1,2]", "[\"a\"", "[\"a\",", "]"}) read_string_list(text);
    EXPECT_EQ(read_string_list("[\"a\",\"b\"]"), (std::vector<std::string>{"a", "b"}));
}

}  // namespace
}  // namespace ormgate::dialects
