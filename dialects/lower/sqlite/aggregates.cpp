// Aggregates and window functions become calls that FILTER and OVER can follow.
#include <algorithm>

#include "dialects/bind/bound.hpp"
#include "dialects/bind/types.hpp"
#include "dialects/lower/sqlite/lowering.hpp"
#include "dialects/lower/sqlite/nodes.hpp"
#include "dialects/sqlite_functions.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

// The third part of a key's specification, see sorting_aggregates.
std::string comparison(Type type) {
    if (type.id == TypeId::numeric && !type.array) return "n";
    if (type.id == TypeId::interval && !type.array) return "i";
    if (type.id == TypeId::jsonb && !type.array) return "j";
    if (collation_of(type).empty()) return "b";
    return "(" + pg_name(type) + ")";
}

std::string direction(const ast::SortKey& key) {
    std::string out;
    out += key.descending ? 'd' : 'a';
    out += key.nulls_first.value_or(key.descending) ? 'f' : 'l';
    return out;
}

bool sorts_itself(std::string_view name) {
    return std::ranges::find(sorting_aggregates, name) != std::end(sorting_aggregates);
}

std::vector<ExprPtr> take_arguments(ast::Call& call) {
    std::vector<ExprPtr> out;
    for (ast::Argument& argument : call.args) out.push_back(std::move(argument.value));
    call.args.clear();
    return out;
}

}  // namespace

std::string SqliteLowering::sort_specification(std::vector<ast::SortKey>& keys, std::vector<ExprPtr>& out) {
    std::string specification;
    for (ast::SortKey& key : keys) {
        const Type type = key.expr->type;
        specification += direction(key);
        specification +=
            comparison(type.array && type.id == TypeId::enumeration ? Type(TypeId::int32, true) : type);
        out.push_back(type.id == TypeId::enumeration ? ordered(std::move(key.expr)) : std::move(key.expr));
    }
    return specification;
}

void SqliteLowering::call(ExprPtr& e) {
    auto& node = *e->as<ast::Call>();
    if (node.syntax == ast::CallSyntax::keyword) return keyword(e);
    if (node.syntax == ast::CallSyntax::substring_similar) {
        e = spelled("pg_substring_similar($1, $2, $3)", take_arguments(node), e->type, e->position);
        return;
    }
    if (node.row == nullptr) return;
    if (node.over) window(*node.over);
    if (node.row->kind == FunctionKind::window) {
        node.function = {std::string(node.row->spelling.sqlite)};
        return;
    }
    if (node.row->kind == FunctionKind::ordered_set) return ordered_set(e);
    if (!node.row->spelling.sqlite.starts_with('!')) return aggregate(e);
    refuse(std::string(node.row->spelling.sqlite.substr(1)), e->position);
    e = spelled("NULL", {}, e->type, e->position);
}

// A spelling like `min($1 COLLATE decimal)` becomes a name and a list of arguments.
void SqliteLowering::aggregate(ExprPtr& e) {
    auto& node = *e->as<ast::Call>();
    const FunctionRow& row = *node.row;
    const std::uint32_t position = e->position;
    const std::string name(row.spelling.sqlite.substr(0, row.spelling.sqlite.find('(')));
    ExprPtr filled = spell(row.spelling.sqlite, take_arguments(node), TypeId::any, position);
    auto& parts = *filled->as<ast::Spelled>();
    std::string inside = std::move(parts.spelling);
    if (const std::size_t open = inside.find('('); open != std::string::npos && inside.back() == ')')
        inside = inside.substr(open + 1, inside.size() - open - 2);
    else
        inside.clear();
    const auto refuse_distinct = [&] { refuse("DISTINCT inside " + std::string(row.name) + "()", position); };
    if (sorts_itself(name)) {
        std::vector<ExprPtr> keys;
        const std::string specification = sort_specification(node.order_by, keys);
        inside += std::string(", '") + (node.distinct ? "D" : "") + specification + "'";
        for (ExprPtr& key : keys) {
            parts.args.push_back(std::move(key));
            inside += ", $" + std::to_string(parts.args.size());
        }
        node.distinct = false;
    } else if (node.distinct) {
        node.distinct = parts.args.size() == 1 && inside == "$1";
        if (node.distinct) {
            if (!compares_natively(parts.args[0]->type)) refuse_distinct();
            parts.args[0] = collated(std::move(parts.args[0]));
        } else if (parts.args.size() != 1 || (name != "min" && name != "max")) {
            refuse_distinct();  // of min and max it changes nothing
        }
    }
    if (node.over && !node.order_by.empty()) refuse("ORDER BY inside an aggregate with OVER", position);
    node.order_by.clear();
    node.function = {name};
    node.syntax = ast::CallSyntax::plain;
    if (inside.empty()) return;
    ExprPtr list = spelled(std::move(inside), std::move(parts.args), TypeId::any, position);
    node.args.push_back({{}, std::move(list), false});
}

void SqliteLowering::ordered_set(ExprPtr& e) {
    auto& node = *e->as<ast::Call>();
    if (node.over) refuse("an ordered-set aggregate with OVER", e->position);
    ast::SortKey& key = node.within_group.front();
    const std::string specification = direction(key) + comparison(key.expr->type);
    node.function = {std::string(node.row->spelling.sqlite)};
    node.args.push_back({{}, std::move(key.expr), false});
    node.args.push_back({{}, text_constant(specification), false});
    node.within_group.clear();
}

void SqliteLowering::window(ast::Window& over) {
    for (ExprPtr& key : over.partition_by) {
        require_equality(*key);
        key = collated(std::move(key));
    }
    if (over.frame) {
        for (ast::FrameBound* bound : {&over.frame->start, over.frame->end ? &*over.frame->end : nullptr}) {
            if (bound == nullptr || !bound->offset) continue;
            expression(bound->offset);
            if (over.frame->unit == ast::FrameUnit::range && !over.order_by.empty() &&
                info(over.order_by.front().expr->type.id).category != 'N')
                refuse("RANGE with an offset over dates and times", bound->offset->position);
        }
    }
    sort_keys(over.order_by);
}

}  // namespace ormgate::dialects
