#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ormgate::dialects {

// RuntimeFunction is a function that translations call beside those in the tables of functions, operators and
// casts. `type` below is a pg_type name as in FunctionRow: 'int4', '_text'; enumerations are 'text'.
struct RuntimeFunction {
    std::string_view name;
    std::string_view arguments;
    std::string_view meaning;
};
// clang-format off: one row a line
inline constexpr RuntimeFunction runtime_functions[] = {
    {"pg_input", "text, type", "PostgreSQL's input function: text to a canonical value, or 22P02, 22007, 22003 …"},
    {"pg_output", "value, type", "PostgreSQL's output function: a canonical value to text, by the session's settings"},
    {"pg_modifier", "value, type, typmod, assignment", "length, precision, scale; assignment 1: too long is 22001, 0: cut"},
    {"pg_int2", "value", "the value, or 22003 smallint out of range (also of a REAL, which an overflow has made)"},
    {"pg_int4", "value", "the value, or 22003 integer out of range"},
    {"pg_int8", "value", "the value, or 22003 bigint out of range"},
    {"pg_oid", "value", "the value, or 22003 OID out of range"},
    {"pg_float4", "value", "rounded to float4, or 22003"},
    {"pg_enum", "text, enum name, labels", "the text, or 22P02 if it is none of the labels (a JSON array)"},
    {"pg_enum_rank", "text, labels", "the place of the text among the labels (a JSON array), from 1"},
    {"pg_enum_ranks", "array, labels", "the array of the ranks of its elements"},
    {"pg_like", "text, pattern[, escape]", "LIKE; the escape character is \\ unless given, '' for none"},
    {"pg_ilike", "text, pattern[, escape]", "ILIKE"},
    {"pg_similar", "text, pattern[, escape]", "SIMILAR TO"},
    {"pg_substring_similar", "text, pattern, escape", "substring(text SIMILAR pattern ESCAPE escape)"},
    {"pg_substring_regex", "text, pattern", "substring(text FROM pattern)"},
    {"pg_array_of", "type, values…", "ARRAY[…]; type is the element's; of arrays: type begins with _ and they nest"},
    {"pg_array_get", "array, type, subscripts…", "array[i][j]: the element as a value, null outside"},
    {"pg_array_slice", "array, type, lower, upper…", "array[l:u][l:u]; null bounds are the array's own"},
    {"pg_array_set", "array, element type, value, subscripts…", "SET array[i][j] = value"},
    {"pg_array_set_slice", "array, new elements, lower, upper", "SET array[l:u] = new elements"},
    {"pg_array_cast", "array, element type, target element type, typmod", "each element through its cast"},
    {"pg_greatest", "type, values…", "GREATEST: nulls ignored, compared as the type compares"},
    {"pg_least", "type, values…", "LEAST"},
    {"pg_not_null", "value, schema, table, column", "the value, or 23502 with these names"},
    {"pg_always", "schema, table, column", "428C9 cannot insert a non-DEFAULT value into column"},
    {"pg_nextval_of", "name", "nextval of a sequence by its qualified name, unquoted: public.t_id_seq"},
    {"pg_record_text", "value, type …", "the text of a row: (1,a)"},
    {"pg_row_field", "row, place, type", "the field at a place, from 0, of a row that is kept as JSON"},
    {"pg_row_json", "is jsonb, name, value, type …", "a JSON object in the order of its arguments: row_to_json(t)"},
    {"pg_limit", "value", "LIMIT of a value not known before: null is -1, negative is 2201W"},
    {"pg_offset", "value", "OFFSET of such a value: null is 0, negative is 2201X"},
    {"pg_fail", "sqlstate, message, schema, table, column, constraint, hint", "raises; the names go into the error, empty: none"},
    {"pg_once", "table, rowid", "true, or 21000 if this INSERT … ON CONFLICT has touched the row of a watched table"},
    {"pg_touched", "table, rowid", "whether this statement has touched the row of a watched table"},
    // table-valued
    {"pg_before", "table", "the touched rows of a watched table as they were before the statement: c1, c2 …"},
    {"pg_kept", "number", "the rows that a step of the statement has kept: c1, c2 …"},
    {"pg_elements", "array, type", "rows of `value`: the array's elements; one null row of a null array"},
    {"pg_rows", "rows, width", "the rows that pg_collect, pg_zip or pg_json_records made; columns 1, 2 …"},
    {"pg_zip", "rows, width, rows, width …", "lists of rows side by side, nulls where one has ended"},
    {"pg_json_records", "json, columns, several, function", "json_to_record: columns is a JSON array of [name, type, typmod]"},
    // aggregates
    {"pg_collect", "values…", "the rows of a group as one blob, null if there are none"},
    {"pg_single_row", "value", "aggregate: the value of the only row, null of none, 21000 of several"},
};
// clang-format on

// How many columns pg_rows has.
inline constexpr std::size_t most_collected_columns = 100;

// The columns that rows of pg_kept and pg_before may have.
inline constexpr std::size_t most_kept_columns = 250;

// The specification of aggregates that sort: pg_string_agg(value, separator, specification, keys…). It begins
// with D if the arguments are DISTINCT (then the first argument sorts where the keys leave a tie); then three
// letters a key: a or d (ascending, descending), f or l (nulls first, last), and how keys compare: b natively
// (numbers by value, text bytewise), n as numeric, i as interval, j as jsonb, (type) as that type. '' =
// neither order nor DISTINCT. Ordered-set aggregates: pg_percentile_cont(fraction, value, specification),
// pg_mode(value, specification).
inline constexpr std::string_view sorting_aggregates[] = {
    "pg_array_agg",
    "pg_string_agg",
    "pg_string_agg_bytea",
    "pg_json_agg",
    "pg_jsonb_agg",
    "pg_json_object_agg",
    "pg_jsonb_object_agg",
};

// Collations that declarations and expressions name. Those behind `interval` are not declared, only named in
// expressions: each is the pg_type name of the type whose values it compares.
inline constexpr std::string_view collations[] = {
    "decimal", "interval",   "jsonb",        "inet",     "timetz",  "_bool",    "_bpchar", "_bytea",
    "_char",   "_cidr",      "_date",        "_float4",  "_float8", "_inet",    "_int2",   "_int4",
    "_int8",   "_interval",  "_jsonb",       "_macaddr", "_name",   "_numeric", "_oid",    "_text",
    "_time",   "_timestamp", "_timestamptz", "_timetz",  "_uuid",   "_varchar",
};

// The name of every function that translations may call, native ones included, sorted, each once.
std::vector<std::string> spelled_functions();

}  // namespace ormgate::dialects
