#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/type.hpp"
#include "dialects/spellings.hpp"

namespace ormgate::dialects {

enum class CastContext : std::uint8_t { implicit, assignment, explicit_ };

// CastRow is a row of PostgreSQL's pg_cast and its spelling on the targets (the forms of
// FunctionRow::spelling).
// Casts of any type from and to text that stand in no row go through pg_input and pg_output, see
// sqlite_functions.hpp.
struct CastRow {
    std::string_view source, target;
    CastContext context;
    Spellings spelling;
};
std::span<const CastRow> cast_rows();
const CastRow* find_cast(TypeId source, TypeId target);

}  // namespace ormgate::dialects
