#include "dialects/functions_postgres.hpp"

namespace ormgate::dialects {
namespace {

using enum FunctionKind;
using enum Volatility;

// clang-format off: one row a line
constexpr FunctionRow rows[] = {
    {"age", "timestamptz", "interval", scalar, true, stable, "pg_age_timestamptz"},
    {"age", "timestamp", "interval", scalar, true, stable, "pg_age_timestamp"},
    {"age", "timestamptz timestamptz", "interval", scalar, true, immutable, "pg_age_timestamptz"},
    {"age", "timestamp timestamp", "interval", scalar, true, immutable, "pg_age_timestamp"},
    {"clock_timestamp", "", "timestamptz", scalar, true, volatile_, "pg_clock_timestamp"},
    {"date_bin", "interval timestamp timestamp", "timestamp", scalar, true, immutable, "pg_date_bin_timestamp"},
    {"date_bin", "interval timestamptz timestamptz", "timestamptz", scalar, true, immutable, "pg_date_bin_timestamptz"},
    {"date_part", "text timestamptz", "float8", scalar, true, stable, "pg_date_part_timestamptz"},
    {"date_part", "text interval", "float8", scalar, true, immutable, "pg_date_part_interval"},
    {"date_part", "text timetz", "float8", scalar, true, immutable, "pg_date_part_timetz"},
    {"date_part", "text date", "float8", scalar, true, immutable, "pg_date_part_date"},
    {"date_part", "text time", "float8", scalar, true, immutable, "pg_date_part_time"},
    {"date_part", "text timestamp", "float8", scalar, true, immutable, "pg_date_part_timestamp"},
    {"date_trunc", "text timestamptz", "timestamptz", scalar, true, stable, "pg_date_trunc_timestamptz"},
    {"date_trunc", "text interval", "interval", scalar, true, immutable, "pg_date_trunc_interval"},
    {"date_trunc", "text timestamp", "timestamp", scalar, true, immutable, "pg_date_trunc_timestamp"},
    {"date_trunc", "text timestamptz text", "timestamptz", scalar, true, stable, "pg_date_trunc"},
    {"extract", "text date", "numeric", scalar, true, immutable, "pg_extract_date"},
    {"extract", "text time", "numeric", scalar, true, immutable, "pg_extract_time"},
    {"extract", "text timetz", "numeric", scalar, true, immutable, "pg_extract_timetz"},
    {"extract", "text timestamp", "numeric", scalar, true, immutable, "pg_extract_timestamp"},
    {"extract", "text timestamptz", "numeric", scalar, true, stable, "pg_extract_timestamptz"},
    {"extract", "text interval", "numeric", scalar, true, immutable, "pg_extract_interval"},
    {"isfinite", "date", "bool", scalar, true, immutable, "pg_isfinite_date"},
    {"isfinite", "timestamptz", "bool", scalar, true, immutable, "pg_isfinite_timestamptz"},
    {"isfinite", "interval", "bool", scalar, true, immutable, "pg_isfinite_interval"},
    {"isfinite", "timestamp", "bool", scalar, true, immutable, "pg_isfinite_timestamp"},
    {"justify_days", "interval", "interval", scalar, true, immutable, "pg_justify_days"},
    {"justify_hours", "interval", "interval", scalar, true, immutable, "pg_justify_hours"},
    {"justify_interval", "interval", "interval", scalar, true, immutable, "pg_justify_interval"},
    {"make_date", "int4 int4 int4", "date", scalar, true, immutable, "pg_make_date"},
    {"make_interval", "int4 int4 int4 int4 int4 int4 float8", "interval", scalar, true, immutable, "pg_make_interval", 7, {}, "years months weeks days hours mins secs"},
    {"make_time", "int4 int4 float8", "time", scalar, true, immutable, "pg_make_time"},
    {"make_timestamp", "int4 int4 int4 int4 int4 float8", "timestamp", scalar, true, immutable, "pg_make_timestamp"},
    {"make_timestamptz", "int4 int4 int4 int4 int4 float8", "timestamptz", scalar, true, stable, "pg_make_timestamptz"},
    {"make_timestamptz", "int4 int4 int4 int4 int4 float8 text", "timestamptz", scalar, true, stable, "pg_make_timestamptz"},
    {"now", "", "timestamptz", scalar, true, stable, "pg_now"},
    {"overlaps", "timetz timetz timetz timetz", "bool", scalar, false, immutable, "pg_overlaps_timetz"},
    {"overlaps", "timestamptz timestamptz timestamptz timestamptz", "bool", scalar, false, immutable, "pg_overlaps_timestamptz"},
    {"overlaps", "timestamptz interval timestamptz interval", "bool", scalar, false, stable, "pg_overlaps_timestamptz"},
    {"overlaps", "timestamptz timestamptz timestamptz interval", "bool", scalar, false, stable, "pg_overlaps_timestamptz"},
    {"overlaps", "timestamptz interval timestamptz timestamptz", "bool", scalar, false, stable, "pg_overlaps_timestamptz"},
    {"overlaps", "time time time time", "bool", scalar, false, immutable, "pg_overlaps_time"},
    {"overlaps", "time interval time interval", "bool", scalar, false, immutable, "pg_overlaps_time"},
    {"overlaps", "time time time interval", "bool", scalar, false, immutable, "pg_overlaps_time"},
    {"overlaps", "time interval time time", "bool", scalar, false, immutable, "pg_overlaps_time"},
    {"overlaps", "timestamp timestamp timestamp timestamp", "bool", scalar, false, immutable, "pg_overlaps_timestamp"},
    {"overlaps", "timestamp interval timestamp interval", "bool", scalar, false, immutable, "pg_overlaps_timestamp"},
    {"overlaps", "timestamp timestamp timestamp interval", "bool", scalar, false, immutable, "pg_overlaps_timestamp"},
    {"overlaps", "timestamp interval timestamp timestamp", "bool", scalar, false, immutable, "pg_overlaps_timestamp"},
    {"statement_timestamp", "", "timestamptz", scalar, true, stable, "pg_statement_timestamp"},
    {"timeofday", "", "text", scalar, true, volatile_, "pg_timeofday"},
    {"timezone", "interval timestamptz", "timestamp", scalar, true, immutable, "pg_timezone_interval"},
    {"timezone", "text timestamptz", "timestamp", scalar, true, immutable, "pg_timezone_text"},
    {"timezone", "text timetz", "timetz", scalar, true, stable, "pg_timezone_text"},
    {"timezone", "interval timetz", "timetz", scalar, true, immutable, "pg_timezone_interval"},
    {"timezone", "text timestamp", "timestamptz", scalar, true, immutable, "pg_timezone_text"},
    {"timezone", "interval timestamp", "timestamptz", scalar, true, immutable, "pg_timezone_interval"},
    {"to_char", "interval text", "text", scalar, true, stable, "pg_to_char_interval"},
    {"to_char", "timestamptz text", "text", scalar, true, stable, "pg_to_char_timestamptz"},
    {"to_char", "timestamp text", "text", scalar, true, stable, "pg_to_char_timestamp"},
    {"to_date", "text text", "date", scalar, true, stable, "pg_to_date"},
    {"to_timestamp", "float8", "timestamptz", scalar, true, immutable, "pg_to_timestamp"},
    {"to_timestamp", "text text", "timestamptz", scalar, true, stable, "pg_to_timestamp"},
    {"transaction_timestamp", "", "timestamptz", scalar, true, stable, "pg_transaction_timestamp"},
};
// clang-format on

}  // namespace

std::span<const FunctionRow> datetime_functions() {
    return rows;
}

}  // namespace ormgate::dialects
