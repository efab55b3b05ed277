#include <algorithm>
#include <cctype>
#include <set>
#include <unordered_map>

#include "dialects/casts_postgres.hpp"
#include "dialects/functions_postgres.hpp"
#include "dialects/operators_postgres.hpp"
#include "dialects/sqlite_functions.hpp"

namespace ormgate::dialects {
namespace {

using FunctionMap = std::unordered_map<std::string_view, std::vector<const FunctionRow*>>;
using OperatorMap = std::unordered_map<std::string_view, std::vector<const OperatorRow*>>;

FunctionMap map_functions() {
    FunctionMap map;
    for (const auto rows : {aggregate_functions(),
                            array_functions(),
                            datetime_functions(),
                            json_functions(),
                            math_functions(),
                            session_functions(),
                            set_returning_functions(),
                            string_functions()})
        for (const FunctionRow& row : rows) map[row.name].push_back(&row);
    return map;
}

OperatorMap map_operators() {
    OperatorMap map;
    for (const auto rows : {comparison_operators(), arithmetic_operators()})
        for (const OperatorRow& row : rows) map[row.op].push_back(&row);
    return map;
}

const FunctionMap& function_map() {
    static const FunctionMap map = map_functions();
    return map;
}

const OperatorMap& operator_map() {
    static const OperatorMap map = map_operators();
    return map;
}

// The identifiers of a spelling that stand before a parenthesis; a bare word is one itself.
void add_spelled(std::set<std::string>& names, std::string_view spelling) {
    if (spelling.empty() || spelling.front() == '!') return;
    const auto word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    if (std::ranges::all_of(spelling, word)) {
        names.emplace(spelling);
        return;
    }
    for (std::size_t i = 0; i < spelling.size(); ++i) {
        if (spelling[i] != '(') continue;
        std::size_t begin = i;
        while (begin > 0 && word(spelling[begin - 1])) --begin;
        const std::string_view name = spelling.substr(begin, i - begin);
        if (!name.empty() && name != "CAST") names.emplace(name);
    }
}

}  // namespace

std::span<const FunctionRow* const> functions_named(std::string_view name) {
    const auto found = function_map().find(name);
    if (found == function_map().end()) return {};
    return found->second;
}

std::span<const OperatorRow* const> operators_named(std::string_view symbol) {
    const auto found = operator_map().find(symbol);
    if (found == operator_map().end()) return {};
    return found->second;
}

const CastRow* find_cast(TypeId source, TypeId target) {
    static const std::size_t width = type_table().size();
    static const auto table = [] {
        std::vector<const CastRow*> all(width * width);
        for (const CastRow& row : cast_rows()) {
            const TypeInfo* from = type_named(row.source);
            const TypeInfo* to = type_named(row.target);
            if (from != nullptr && to != nullptr)
                all[static_cast<std::size_t>(from->id) * width + static_cast<std::size_t>(to->id)] = &row;
        }
        return all;
    }();
    return table[static_cast<std::size_t>(source) * width + static_cast<std::size_t>(target)];
}

std::vector<std::string> spelled_functions() {
    std::set<std::string> names;
    for (const auto& [name, rows] : function_map())
        for (const FunctionRow* row : rows) add_spelled(names, row->spelling.sqlite);
    for (const auto& [symbol, rows] : operator_map())
        for (const OperatorRow* row : rows) add_spelled(names, row->spelling.sqlite);
    for (const CastRow& row : cast_rows()) add_spelled(names, row.spelling.sqlite);
    for (const RuntimeFunction& function : runtime_functions) names.emplace(function.name);
    return {names.begin(), names.end()};
}

}  // namespace ormgate::dialects
