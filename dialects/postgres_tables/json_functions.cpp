#include "dialects/functions_postgres.hpp"

namespace ormgate::dialects {
namespace {

using enum FunctionKind;
using enum Volatility;

// clang-format off: one row a line
constexpr FunctionRow rows[] = {
    {"array_to_json", "anyarray", "json", scalar, true, stable, "pg_array_to_json($*, $t1)"},
    {"array_to_json", "anyarray bool", "json", scalar, true, stable, "pg_array_to_json($*, $t1)"},
    {"json_array_elements", "json", "json", set, true, immutable, "pg_json_array_elements", 0, "value:json"},
    {"json_array_elements_text", "json", "text", set, true, immutable, "pg_json_array_elements_text", 0, "value:text"},
    {"json_array_length", "json", "int4", scalar, true, immutable, "pg_json_array_length"},
    {"json_build_array", "", "json", scalar, false, stable, "pg_json_build_array($*typed)"},
    {"json_build_array", "...any", "json", scalar, false, stable, "pg_json_build_array($*typed)"},
    {"json_build_object", "", "json", scalar, false, stable, "pg_json_build_object($*typed)"},
    {"json_build_object", "...any", "json", scalar, false, stable, "pg_json_build_object($*typed)"},
    {"json_each", "json", "record", set, true, immutable, "pg_json_each", 0, "key:text value:json"},
    {"json_each_text", "json", "record", set, true, immutable, "pg_json_each_text", 0, "key:text value:text"},
    {"json_extract_path", "json ..._text", "json", scalar, true, immutable, "pg_json_extract_path"},
    {"json_extract_path_text", "json ..._text", "text", scalar, true, immutable, "pg_json_extract_path_text"},
    {"json_object", "_text", "json", scalar, true, immutable, "pg_json_object"},
    {"json_object", "_text _text", "json", scalar, true, immutable, "pg_json_object"},
    {"json_object_keys", "json", "text", set, true, immutable, "pg_json_object_keys"},
    {"json_strip_nulls", "json", "json", scalar, true, immutable, "pg_json_strip_nulls"},
    {"json_to_record", "json", "record", set, true, stable, "pg_json_records($1, $2, 0, 'populate_composite')"},
    {"json_to_recordset", "json", "record", set, true, stable, "pg_json_records($1, $2, 1, 'json_to_recordset')"},
    {"json_typeof", "json", "text", scalar, true, immutable, "pg_json_typeof"},
    {"jsonb_array_elements", "jsonb", "jsonb", set, true, immutable, "pg_jsonb_array_elements", 0, "value:jsonb"},
    {"jsonb_array_elements_text", "jsonb", "text", set, true, immutable, "pg_jsonb_array_elements_text", 0, "value:text"},
    {"jsonb_array_length", "jsonb", "int4", scalar, true, immutable, "pg_jsonb_array_length"},
    {"jsonb_build_array", "", "jsonb", scalar, false, stable, "pg_jsonb_build_array($*typed)"},
    {"jsonb_build_array", "...any", "jsonb", scalar, false, stable, "pg_jsonb_build_array($*typed)"},
    {"jsonb_build_object", "", "jsonb", scalar, false, stable, "pg_jsonb_build_object($*typed)"},
    {"jsonb_build_object", "...any", "jsonb", scalar, false, stable, "pg_jsonb_build_object($*typed)"},
    {"jsonb_each", "jsonb", "record", set, true, immutable, "pg_jsonb_each", 0, "key:text value:jsonb"},
    {"jsonb_each_text", "jsonb", "record", set, true, immutable, "pg_jsonb_each_text", 0, "key:text value:text"},
    {"jsonb_extract_path", "jsonb ..._text", "jsonb", scalar, true, immutable, "pg_jsonb_extract_path"},
    {"jsonb_extract_path_text", "jsonb ..._text", "text", scalar, true, immutable, "pg_jsonb_extract_path_text"},
    {"jsonb_insert", "jsonb _text jsonb bool", "jsonb", scalar, true, immutable, "pg_jsonb_insert", 1, {}, "jsonb_in path replacement insert_after"},
    {"jsonb_object", "_text", "jsonb", scalar, true, immutable, "pg_jsonb_object"},
    {"jsonb_object", "_text _text", "jsonb", scalar, true, immutable, "pg_jsonb_object"},
    {"jsonb_object_keys", "jsonb", "text", set, true, immutable, "pg_jsonb_object_keys"},
    {"jsonb_path_exists", "jsonb text jsonb bool", "bool", scalar, true, immutable, "pg_jsonb_path_exists", 2, {}, "target path vars silent"},
    {"jsonb_path_match", "jsonb text jsonb bool", "bool", scalar, true, immutable, "pg_jsonb_path_match", 2, {}, "target path vars silent"},
    {"jsonb_path_query", "jsonb text jsonb bool", "jsonb", set, true, immutable, "pg_jsonb_path_query", 2, {}, "target path vars silent"},
    {"jsonb_path_query_array", "jsonb text jsonb bool", "jsonb", scalar, true, immutable, "pg_jsonb_path_query_array", 2, {}, "target path vars silent"},
    {"jsonb_path_query_first", "jsonb text jsonb bool", "jsonb", scalar, true, immutable, "pg_jsonb_path_query_first", 2, {}, "target path vars silent"},
    {"jsonb_pretty", "jsonb", "text", scalar, true, immutable, "pg_jsonb_pretty"},
    {"jsonb_set", "jsonb _text jsonb bool", "jsonb", scalar, true, immutable, "pg_jsonb_set", 1, {}, "jsonb_in path replacement create_if_missing"},
    {"jsonb_set_lax", "jsonb _text jsonb bool text", "jsonb", scalar, false, immutable, "pg_jsonb_set_lax", 2},
    {"jsonb_strip_nulls", "jsonb", "jsonb", scalar, true, immutable, "pg_jsonb_strip_nulls"},
    {"jsonb_to_record", "jsonb", "record", set, true, stable, "pg_json_records($1, $2, 0, 'populate_composite')"},
    {"jsonb_to_recordset", "jsonb", "record", set, true, stable, "pg_json_records($1, $2, 1, 'jsonb_to_recordset')"},
    {"jsonb_typeof", "jsonb", "text", scalar, true, immutable, "pg_jsonb_typeof"},
    {"row_to_json", "record", "json", scalar, true, stable, "pg_row_to_json($*, $t1)"},
    {"row_to_json", "record bool", "json", scalar, true, stable, "pg_row_to_json($*, $t1)"},
    {"to_json", "anyelement", "json", scalar, true, stable, "pg_to_json($1, $t1)"},
    {"to_jsonb", "anyelement", "jsonb", scalar, true, stable, "pg_to_jsonb($1, $t1)"},
};
// clang-format on

}  // namespace

std::span<const FunctionRow> json_functions() {
    return rows;
}

}  // namespace ormgate::dialects
