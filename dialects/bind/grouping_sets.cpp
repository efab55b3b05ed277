#include <algorithm>

#include "dialects/bind/binder.hpp"
#include "dialects/bind/limits.hpp"

// GROUPING SETS, ROLLUP and CUBE: each is a list of sets of keys.
namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

using Set = std::set<std::size_t>;  // of places among the keys

}  // namespace

// The sets that an item of GROUP BY stands for; its expressions become keys.
std::vector<std::set<std::size_t>> Binder::grouping_sets(ExprPtr& item,
                                                         ast::Select& select,
                                                         Scope& scope,
                                                         std::vector<std::string>& prints) {
    auto* node = item->as<ast::GroupingSets>();
    if (node == nullptr) {
        // (a, b) counts as one
        auto* row_node = item->as<ast::Row>();
        if (row_node != nullptr && !row_node->explicit_keyword) {
            Set all;
            for (ExprPtr& element : row_node->elements)
                all.merge(grouping_sets(element, select, scope, prints)[0]);
            return {all};
        }
        const std::string text = group_key(item, select, scope);
        const auto found = std::ranges::find(prints, text);
        if (found != prints.end()) return {{static_cast<std::size_t>(found - prints.begin())}};
        prints.push_back(text);
        check_width(*this, prints.size());
        select.group_by.push_back(std::move(item));
        return {{prints.size() - 1}};
    }
    std::vector<Set> out;
    using Kind = ast::GroupingSets::Kind;
    if (node->kind == Kind::empty) return {Set()};
    if (node->kind == Kind::sets) {
        for (ExprPtr& element : node->elements) {
            const std::vector<Set> part = grouping_sets(element, select, scope, prints);
            check_grouping_sets(*this, out.size() + part.size());
            out.insert(out.end(), part.begin(), part.end());
        }
        return out;
    }
    std::vector<std::vector<Set>> parts;
    for (ExprPtr& element : node->elements) parts.push_back(grouping_sets(element, select, scope, prints));
    if (node->kind == Kind::rollup) {
        check_grouping_sets(*this, parts.size() + 1);
        for (std::size_t length = parts.size() + 1; length-- > 0;) {
            Set set;
            for (std::size_t i = 0; i < length; ++i) set.insert(parts[i][0].begin(), parts[i][0].end());
            out.push_back(std::move(set));
        }
        return out;
    }
    if (parts.size() > 12) fail(Errc::too_many_columns, "CUBE is limited to 12 elements", item->position);
    for (std::size_t mask = std::size_t{1} << parts.size(); mask-- > 0;) {
        Set set;
        for (std::size_t i = 0; i < parts.size(); ++i)
            if ((mask >> (parts.size() - 1 - i) & 1) != 0) set.insert(parts[i][0].begin(), parts[i][0].end());
        out.push_back(std::move(set));
    }
    return out;
}

// The sets of several items are all combinations of theirs.
void Binder::bind_grouping_sets(ast::Select& select, Scope& scope, std::vector<std::string>& prints) {
    std::vector<Set> sets{{}};
    std::vector<ExprPtr> items = std::move(select.group_by);
    select.group_by.clear();
    for (ExprPtr& item : items) {
        const std::vector<Set> with = grouping_sets(item, select, scope, prints);
        check_grouping_sets(*this, sets.size() * with.size());
        check_count(*this, sets.size() * with.size() * prints.size(), most_grouped, "keys of grouping sets");
        std::vector<Set> product;
        for (const Set& a : sets)
            for (const Set& b : with) {
                product.push_back(a);
                product.back().insert(b.begin(), b.end());
            }
        sets = std::move(product);
    }
    if (select.group_distinct) {
        std::vector<Set> distinct;
        for (Set& set : sets)
            if (std::ranges::find(distinct, set) == distinct.end()) distinct.push_back(std::move(set));
        sets = std::move(distinct);
        select.group_distinct = false;
    }
    for (const Set& set : sets) select.grouping_sets.emplace_back(set.begin(), set.end());
}

void Binder::grouping_call(ExprPtr& e, Scope& scope) {
    auto& node = *e->as<ast::Call>();
    scope.has_grouping = true;
    std::vector<ExprPtr> args;
    for (ast::Argument& argument : node.args) {
        expression(argument.value, scope);
        args.push_back(std::move(argument.value));
    }
    if (args.size() > 31)
        fail(Errc::too_many_arguments, "GROUPING must have fewer than 32 arguments", e->position);
    e = typed(ast::make(ast::Grouping{std::move(args)}, e->position), TypeId::int32);
}

}  // namespace ormgate::dialects
