#include <algorithm>

#include "dialects/functions_postgres.hpp"

namespace ormgate::dialects {
namespace {

// clang-format off: one row a line
constexpr KeywordRow rows[] = {
    {"current_timestamp", TypeId::timestamptz, "pg_now()"},
    {"localtimestamp", TypeId::timestamp, "pg_timestamptz_to_timestamp(pg_now())"},
    {"current_date", TypeId::date, "pg_timestamptz_to_date(pg_now())"},
    {"current_time", TypeId::timetz, "pg_timestamptz_to_timetz(pg_now())"},
    {"localtime", TypeId::time, "pg_timestamptz_to_time(pg_now())"},
    {"current_user", TypeId::name, "pg_current_user()"},
    {"session_user", TypeId::name, "pg_session_user()"},
    {"user", TypeId::name, "pg_current_user()"},
    {"current_role", TypeId::name, "pg_current_user()"},
    {"current_catalog", TypeId::name, "pg_current_database()"},
    {"current_schema", TypeId::name, "pg_current_schema()"},
};
// clang-format on

}  // namespace

const KeywordRow* keyword_function(std::string_view name) {
    const auto found = std::ranges::find(rows, name, &KeywordRow::name);
    return found == std::end(rows) ? nullptr : found;
}

}  // namespace ormgate::dialects
