#pragma once

#include <span>
#include <string_view>

#include "dialects/spellings.hpp"

namespace ormgate::dialects {

// OperatorRow is one PostgreSQL operator and its spelling on the targets (the forms of FunctionRow::spelling;
// $e1 is the rank of an enumeration's label). left is empty for a prefix operator.
struct OperatorRow {
    std::string_view op, left, right, result;
    Spellings spelling;
};

std::span<const OperatorRow> comparison_operators();
std::span<const OperatorRow> arithmetic_operators();

// Every operator of a symbol; empty: there is no such operator.
std::span<const OperatorRow* const> operators_named(std::string_view symbol);

}  // namespace ormgate::dialects
