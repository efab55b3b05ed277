#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace ormgate {

// What a session over a foreign backend knows of PostgreSQL's settings, from its manual, chapter 20. One row
// each; SHOW, SET, current_setting(), pg_settings and ParameterStatus all read this table.
enum class VariableKind : std::uint8_t {
    boolean,
    integer,
    real,
    text,
    words,
    time_zone,
    date_style,
    interval_style,
    milliseconds,
    kilobytes,
    names
};
enum class VariableChange : std::uint8_t {
    anytime,   // by SET
    start,     // only in the startup packet (backend context)
    internal,  // never: it says what the server is
};

struct VariableInfo {
    std::string_view name;  // as SHOW ALL spells it
    VariableKind kind;
    VariableChange change;
    bool reported;  // by ParameterStatus
    std::string_view initial;
    std::string_view words;          // of VariableKind::words: "on|off|auto"
    std::int64_t low = 0, high = 0;  // of the numeric kinds, if low < high
};

std::span<const VariableInfo> postgres_variables();
// Without regard to case, also by its old names (TIME ZONE is timezone); nullptr: unknown.
const VariableInfo* postgres_variable(std::string_view name);

}  // namespace ormgate
