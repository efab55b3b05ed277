#include "dialects/functions_postgres.hpp"

namespace ormgate::dialects {
namespace {

using enum FunctionKind;
using enum Volatility;

// clang-format off: one row a line
constexpr FunctionRow rows[] = {
    {"_pg_expandarray", "anyarray", "record", set, true, immutable, "pg_expand_array($1, $t1)", 0, "x:anyelement n:int4", "", "information_schema"},
    {"generate_series", "int4 int4", "int4", set, true, immutable, "pg_generate_series_int4"},
    {"generate_series", "int8 int8", "int8", set, true, immutable, "pg_generate_series_int8"},
    {"generate_series", "numeric numeric", "numeric", set, true, immutable, "pg_generate_series_numeric"},
    {"generate_series", "timestamp timestamp interval", "timestamp", set, true, immutable, "pg_generate_series_timestamp"},
    {"generate_series", "timestamptz timestamptz interval", "timestamptz", set, true, stable, "pg_generate_series_timestamptz"},
    {"generate_series", "int4 int4 int4", "int4", set, true, immutable, "pg_generate_series_int4"},
    {"generate_series", "int8 int8 int8", "int8", set, true, immutable, "pg_generate_series_int8"},
    {"generate_series", "numeric numeric numeric", "numeric", set, true, immutable, "pg_generate_series_numeric"},
    {"generate_subscripts", "anyarray int4", "int4", set, true, immutable, "pg_generate_subscripts"},
    {"generate_subscripts", "anyarray int4 bool", "int4", set, true, immutable, "pg_generate_subscripts"},
    {"pg_available_extensions", "", "record", set, true, stable, "pg_list_extensions", 0, "name:name default_version:text comment:text"},
    {"pg_get_keywords", "", "record", set, true, stable, "pg_get_keywords", 0, "word:text catcode:char barelabel:bool catdesc:text baredesc:text"},
    {"pg_listening_channels", "", "text", set, true, stable, "pg_listening_channels"},
    {"pg_options_to_table", "_text", "record", set, true, stable, "pg_options_to_table", 0, "option_name:text option_value:text"},
    {"pg_partition_tree", "regclass", "record", set, true, stable, "pg_partition_tree", 0, "relid:regclass parentrelid:regclass isleaf:bool level:int4"},
    {"pg_partition_ancestors", "regclass", "regclass", set, true, stable, "pg_unnest(iif($1 IS NULL, NULL, '[]'), 'oid')"},  // no tables are partitioned
    {"pg_timezone_abbrevs", "", "record", set, true, stable, "pg_list_zone_abbreviations", 0, "abbrev:text utc_offset:interval is_dst:bool"},
    {"pg_timezone_names", "", "record", set, true, stable, "pg_list_zones", 0, "name:text abbrev:text utc_offset:interval is_dst:bool"},
    {"regexp_matches", "text text", "_text", set, true, immutable, "pg_regexp_matches"},
    {"regexp_matches", "text text text", "_text", set, true, immutable, "pg_regexp_matches"},
    {"regexp_split_to_table", "text text", "text", set, true, immutable, "pg_regexp_split_to_table"},
    {"regexp_split_to_table", "text text text", "text", set, true, immutable, "pg_regexp_split_to_table"},
    {"string_to_table", "text text", "text", set, false, immutable, "pg_string_to_table"},
    {"string_to_table", "text text text", "text", set, false, immutable, "pg_string_to_table"},
    {"unnest", "anyarray", "anyelement", set, true, immutable, "pg_unnest($1, $t1)"},
};
// clang-format on

}  // namespace

std::span<const FunctionRow> set_returning_functions() {
    return rows;
}

}  // namespace ormgate::dialects
