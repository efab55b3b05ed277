#include "server/session/postgres_variables.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace ormgate {
namespace {

using enum VariableKind;
using enum VariableChange;

constexpr std::string_view message_levels = "debug5|debug4|debug3|debug2|debug1|log|notice|warning|error";
constexpr std::string_view isolation_levels = "serializable|repeatable read|read committed|read uncommitted";
constexpr std::int64_t int_max = 2147483647;

// Sorted by lower-case name.
// clang-format off: one row a line
constexpr VariableInfo rows[] = {
    {"application_name", text, anytime, true, "", ""},
    {"array_nulls", boolean, anytime, false, "on", ""},
    {"backslash_quote", words, anytime, false, "safe_encoding", "safe_encoding|on|off"},
    {"block_size", integer, internal, false, "8192", ""},
    {"bytea_output", words, anytime, false, "hex", "escape|hex"},
    {"check_function_bodies", boolean, anytime, false, "on", ""},
    {"client_encoding", text, anytime, true, "UTF8", ""},
    {"client_min_messages", words, anytime, false, "notice", message_levels},
    {"constraint_exclusion", words, anytime, false, "partition", "partition|on|off"},
    {"cpu_index_tuple_cost", real, anytime, false, "0.005", ""},
    {"cpu_operator_cost", real, anytime, false, "0.0025", ""},
    {"cpu_tuple_cost", real, anytime, false, "0.01", ""},
    {"cursor_tuple_fraction", real, anytime, false, "0.1", ""},
    {"DateStyle", date_style, anytime, true, "ISO, MDY", ""},
    {"default_statistics_target", integer, anytime, false, "100", "", 1, 10000},
    {"default_table_access_method", text, anytime, false, "heap", ""},
    {"default_tablespace", text, anytime, false, "", ""},
    {"default_text_search_config", text, anytime, false, "pg_catalog.english", ""},
    {"default_toast_compression", words, anytime, false, "pglz", "pglz|lz4"},
    {"default_transaction_deferrable", boolean, anytime, false, "off", ""},
    {"default_transaction_isolation", words, anytime, false, "read committed", isolation_levels},
    {"default_transaction_read_only", boolean, anytime, true, "off", ""},
    {"effective_cache_size", kilobytes, anytime, false, "4GB", ""},
    {"enable_bitmapscan", boolean, anytime, false, "on", ""},
    {"enable_hashagg", boolean, anytime, false, "on", ""},
    {"enable_hashjoin", boolean, anytime, false, "on", ""},
    {"enable_indexonlyscan", boolean, anytime, false, "on", ""},
    {"enable_indexscan", boolean, anytime, false, "on", ""},
    {"enable_material", boolean, anytime, false, "on", ""},
    {"enable_mergejoin", boolean, anytime, false, "on", ""},
    {"enable_nestloop", boolean, anytime, false, "on", ""},
    {"enable_seqscan", boolean, anytime, false, "on", ""},
    {"enable_sort", boolean, anytime, false, "on", ""},
    {"escape_string_warning", boolean, anytime, false, "on", ""},
    {"extra_float_digits", integer, anytime, false, "1", "", -15, 3},
    {"from_collapse_limit", integer, anytime, false, "8", "", 1, int_max},
    {"geqo", boolean, anytime, false, "on", ""},
    {"gin_fuzzy_search_limit", integer, anytime, false, "0", "", 0, int_max},
    {"idle_in_transaction_session_timeout", milliseconds, anytime, false, "0", "", 0, int_max},
    {"idle_session_timeout", milliseconds, anytime, false, "0", "", 0, int_max},
    {"in_hot_standby", boolean, internal, true, "off", ""},
    {"integer_datetimes", boolean, internal, true, "on", ""},
    {"IntervalStyle", interval_style, anytime, true, "postgres", ""},
    {"is_superuser", boolean, internal, true, "off", ""},
    {"jit", boolean, anytime, false, "off", ""},
    {"join_collapse_limit", integer, anytime, false, "8", "", 1, int_max},
    {"lc_messages", text, anytime, false, "C.UTF-8", ""},
    {"lc_monetary", text, anytime, false, "C.UTF-8", ""},
    {"lc_numeric", text, anytime, false, "C.UTF-8", ""},
    {"lc_time", text, anytime, false, "C.UTF-8", ""},
    {"listen_addresses", text, internal, false, "localhost", ""},
    {"lock_timeout", milliseconds, anytime, false, "0", "", 0, int_max},
    {"maintenance_work_mem", kilobytes, anytime, false, "64MB", ""},
    {"max_connections", integer, internal, false, "100", ""},
    {"max_identifier_length", integer, internal, false, "63", ""},
    {"max_index_keys", integer, internal, false, "32", ""},
    {"max_parallel_workers_per_gather", integer, anytime, false, "0", "", 0, 1024},
    {"max_prepared_transactions", integer, internal, false, "0", ""},
    {"ormgate.join", words, anytime, false, "nested", "nested|joint"},
    {"password_encryption", words, anytime, false, "scram-sha-256", "md5|scram-sha-256"},
    {"plan_cache_mode", words, anytime, false, "auto", "auto|force_generic_plan|force_custom_plan"},
    {"port", integer, internal, false, "6432", ""},
    {"quote_all_identifiers", boolean, anytime, false, "off", ""},
    {"random_page_cost", real, anytime, false, "4", ""},
    {"role", text, anytime, false, "none", ""},
    {"row_security", boolean, anytime, false, "on", ""},
    {"search_path", names, anytime, false, "\"$user\", public", ""},
    {"seq_page_cost", real, anytime, false, "1", ""},
    {"server_encoding", text, internal, true, "UTF8", ""},
    {"server_version", text, internal, true, "16.0 (ormgate)", ""},
    {"server_version_num", integer, internal, false, "160000", ""},
    {"session_authorization", text, anytime, true, "", ""},
    {"session_replication_role", words, anytime, false, "origin", "origin|replica|local"},
    {"ssl", boolean, internal, false, "off", ""},
    {"standard_conforming_strings", boolean, anytime, true, "on", ""},
    {"statement_timeout", milliseconds, anytime, false, "0", "", 0, int_max},
    {"synchronize_seqscans", boolean, anytime, false, "on", ""},
    {"synchronous_commit", words, anytime, false, "on", "local|remote_write|remote_apply|on|off"},
    {"temp_buffers", kilobytes, anytime, false, "8MB", ""},
    {"temp_tablespaces", text, anytime, false, "", ""},
    {"TimeZone", time_zone, anytime, true, "Etc/UTC", ""},
    {"timezone_abbreviations", text, anytime, false, "Default", ""},
    {"transaction_deferrable", boolean, anytime, false, "off", ""},
    {"transaction_isolation", words, anytime, false, "read committed", isolation_levels},
    {"transaction_read_only", boolean, anytime, false, "off", ""},
    {"transform_null_equals", boolean, anytime, false, "off", ""},
    {"vacuum_cost_delay", real, anytime, false, "0", ""},
    {"wal_level", words, internal, false, "minimal", "minimal|replica|logical"},
    {"work_mem", kilobytes, anytime, false, "4MB", ""},
    {"xmlbinary", words, anytime, false, "base64", "base64|hex"},
    {"xmloption", words, anytime, false, "content", "content|document"},
};
// clang-format on

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

constexpr bool less(std::string_view a, std::string_view b) {
    return std::lexicographical_compare(
        a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) < lower(y); });
}
static_assert(std::is_sorted(std::begin(rows),
                             std::end(rows),
                             [](const auto& a, const auto& b) { return less(a.name, b.name); }),
              "rows are sorted by name");

}  // namespace

std::span<const VariableInfo> postgres_variables() {
    return rows;
}

const VariableInfo* postgres_variable(std::string_view name) {
    if (!less(name, "time zone") && !less("time zone", name)) name = "TimeZone";
    const auto* found = std::lower_bound(
        std::begin(rows), std::end(rows), name, [](const VariableInfo& row, std::string_view n) {
            return less(row.name, n);
        });
    if (found == std::end(rows) || less(name, found->name)) return nullptr;
    return found;
}

}  // namespace ormgate
