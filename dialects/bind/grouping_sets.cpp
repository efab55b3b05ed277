#include <algorithm>

#include "dialects/bind/binder.hpp"
#include "dialects/bind/grouping.hpp"

// GROUPING SETS, ROLLUP and CUBE: every row is joined to each set, a column that a set does not group by is
// null there, and the set's number is one of the columns to group by. A set of no columns has a group even if
// there is no row: the sets stand on the left of an outer join, and aggregates look at the rows it found
// only.
namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

constexpr std::string_view sets_alias = "grouping sets", rows_alias = "grouped";

constexpr std::size_t most_keys = 62;  // bits of a mask

using Set = std::set<std::size_t>;  // of places among the keys

ExprPtr fact(std::string text, Type type) {
    return spelled(std::move(text), {}, type, 0);
}

}  // namespace

// The sets that an item of GROUP BY stands for; its expressions become keys.
std::vector<std::set<std::size_t>> Binder::grouping_sets(ExprPtr& item,
                                                         ast::Select& select,
                                                         Scope& scope,
                                                         GroupingKeys& keys) {
    auto* node = item->as<ast::GroupingSets>();
    if (node == nullptr) {
        // (a, b) counts as one
        auto* row_node = item->as<ast::Row>();
        if (row_node != nullptr && !row_node->explicit_keyword) {
            Set all;
            for (ExprPtr& element : row_node->elements)
                all.merge(grouping_sets(element, select, scope, keys)[0]);
            return {all};
        }
        const std::string text = group_key(item, select, scope, true);
        const auto found = std::ranges::find(keys.prints, text);
        if (found != keys.prints.end()) return {{static_cast<std::size_t>(found - keys.prints.begin())}};
        if (keys.prints.size() == most_keys) refuse("so many grouping columns", item->position);
        keys.prints.push_back(text);
        keys.exprs.push_back(std::move(item));
        return {{keys.prints.size() - 1}};
    }
    std::vector<Set> out;
    std::vector<std::vector<Set>> parts;
    for (ExprPtr& element : node->elements) parts.push_back(grouping_sets(element, select, scope, keys));
    using Kind = ast::GroupingSets::Kind;
    if (node->kind == Kind::empty) return {Set()};
    if (node->kind == Kind::sets) {
        for (std::vector<Set>& part : parts) out.insert(out.end(), part.begin(), part.end());
        return out;
    }
    if (node->kind == Kind::rollup) {
        for (std::size_t length = parts.size() + 1; length-- > 0;) {
            Set set;
            for (std::size_t i = 0; i < length; ++i) set.insert(parts[i][0].begin(), parts[i][0].end());
            out.push_back(std::move(set));
        }
        return out;
    }
    if (parts.size() > 12)
        fail(Errc::program_limit_exceeded, "CUBE is limited to 12 elements", item->position);
    for (std::size_t mask = std::size_t{1} << parts.size(); mask-- > 0;) {
        Set set;
        for (std::size_t i = 0; i < parts.size(); ++i)
            if ((mask >> (parts.size() - 1 - i) & 1) != 0) set.insert(parts[i][0].begin(), parts[i][0].end());
        out.push_back(std::move(set));
    }
    return out;
}

namespace {

// Replacement puts what a group by sets knows in place of what the query asks for: null for a key that the
// set does not group by, the set's own for grouping(), and aggregates over the rows that there are.
class Replacement {
public:
    Replacement(Binder& binder, const std::vector<std::string>& prints) : binder_(binder), prints_(prints) {}

    void replace(ExprPtr& e) {
        if (auto* call = e->as<ast::Call>(); call != nullptr && !call->over) return filter(*call);
        if (const auto* node = e->as<ast::Spelled>();
            node != nullptr && node->spelling == grouping_spelling) {
            ExprPtr mask = grouping(*node, e->position);
            e = std::move(mask);
            return;
        }
        const auto* membership = e->as<ast::In>();
        if (e->as<ast::Subquery>() != nullptr || (membership != nullptr && membership->query))
            binder_.refuse("a subquery beside grouping sets", e->position);
        const auto found = std::ranges::find(prints_, fingerprint(*e));
        if (found != prints_.end()) {
            e = key(std::move(e), static_cast<std::size_t>(found - prints_.begin()));
            return;
        }
        for_each_child(*e, [&](ExprPtr& child) { replace(child); });
    }

    static ExprPtr key(ExprPtr e, std::size_t place) {
        const Type type = e->type;
        const std::uint32_t position = e->position;
        return spelled("CASE WHEN \"grouping sets\".\"mask\" & " + std::to_string(std::uint64_t{1} << place) +
                           " = 0 THEN $1 END",
                       exprs(std::move(e)),
                       type,
                       position);
    }

private:
    static void filter(ast::Call& call) {
        ExprPtr there = fact("\"grouped\".\"row\" IS NOT NULL", TypeId::boolean);
        if (!call.filter) {
            call.filter = std::move(there);
            return;
        }
        ast::Logical both;
        both.operands.push_back(std::move(there));
        both.operands.push_back(std::move(call.filter));
        call.filter = ast::make(std::move(both));
        call.filter->type = TypeId::boolean;
    }

    ExprPtr grouping(const ast::Spelled& node, std::uint32_t position) {
        std::string text;
        for (std::size_t i = 0; i < node.args.size(); ++i) {
            const auto found = std::ranges::find(prints_, fingerprint(*node.args[i]));
            if (found == prints_.end())
                binder_.fail(
                    Errc::grouping_error,
                    "arguments to GROUPING must be grouping expressions of the associated query level",
                    node.args[i]->position);
            const auto place = static_cast<std::size_t>(found - prints_.begin());
            text +=
                (text.empty() ? "" : " | ") + ("((\"grouping sets\".\"mask\" >> " + std::to_string(place) +
                                               " & 1) << " + std::to_string(node.args.size() - 1 - i) + ")");
        }
        return spelled(text, {}, TypeId::int32, position);
    }

    Binder& binder_;
    const std::vector<std::string>& prints_;
};

// FROM and WHERE become the right side of an outer join to the sets.
void join_to_sets(ast::Select& select, ast::QueryPtr sets) {
    ast::Select marker;
    marker.items.push_back({integer_constant(1), "row"});
    ast::QueryPtr marker_query(new ast::Query);
    marker_query->body = std::move(marker);
    const auto derived = [](ast::QueryPtr query, std::string_view alias) {
        ast::FromItemPtr item(new ast::FromItem);
        item->node = ast::SubqueryRef{false, std::move(query)};
        item->alias.name = alias;
        return item;
    };
    const auto joined = [](ast::FromItemPtr left, ast::FromItemPtr right, ast::JoinKind kind, ExprPtr on) {
        ast::Join join;
        join.kind = kind;
        join.left = std::move(left);
        join.right = std::move(right);
        join.on = std::move(on);
        ast::FromItemPtr item(new ast::FromItem);
        item->node = std::move(join);
        return item;
    };
    ast::FromItemPtr rows;
    for (ast::FromItemPtr& item : select.from)
        rows = rows == nullptr ? std::move(item)
                               : joined(std::move(rows), std::move(item), ast::JoinKind::cross, nullptr);
    ast::FromItemPtr mark = derived(std::move(marker_query), rows_alias);
    rows = rows == nullptr ? std::move(mark)
                           : joined(std::move(rows), std::move(mark), ast::JoinKind::cross, nullptr);
    ExprPtr where = std::move(select.where);
    if (!where) where = fact("1", TypeId::boolean);
    select.from.clear();
    select.from.push_back(
        joined(derived(std::move(sets), sets_alias), std::move(rows), ast::JoinKind::left, std::move(where)));
}

}  // namespace

// Its arguments are looked up when the sets are known.
void Binder::grouping_call(ExprPtr& e, Scope& scope) {
    auto& node = *e->as<ast::Call>();
    scope.has_grouping = true;
    std::vector<ExprPtr> args;
    for (ast::Argument& argument : node.args) {
        expression(argument.value, scope);
        args.push_back(std::move(argument.value));
    }
    if (args.size() > 31)
        fail(Errc::program_limit_exceeded, "GROUPING must have fewer than 32 arguments", e->position);
    e = spelled(std::string(grouping_spelling), std::move(args), TypeId::int32, e->position);
}

void Binder::group_by_sets(ast::Query& query, ast::Select& select, GroupingKeys& keys) {
    if (select.group_distinct) {
        std::vector<Set> distinct;
        for (Set& set : keys.sets)
            if (std::ranges::find(distinct, set) == distinct.end()) distinct.push_back(std::move(set));
        keys.sets = std::move(distinct);
        select.group_distinct = false;
    }
    if (keys.sets.size() > 4096)
        fail(Errc::program_limit_exceeded, "too many grouping sets present (maximum 4096)", query.position);
    const std::uint64_t every = (std::uint64_t{1} << keys.prints.size()) - 1;
    std::string rows = "SELECT 0 AS \"number\", 0 AS \"mask\" WHERE 0";
    for (std::size_t i = 0; i < keys.sets.size(); ++i) {
        std::uint64_t mask = every;
        for (const std::size_t place : keys.sets[i]) mask &= ~(std::uint64_t{1} << place);
        rows += " UNION ALL SELECT " + std::to_string(i + 1) + ", " + std::to_string(mask);
    }
    Replacement replacement(*this, keys.prints);
    for (ast::SelectItem& item : select.items) replacement.replace(item.expr);
    if (select.having) replacement.replace(select.having);
    for (ast::SortKey& key : query.order_by) replacement.replace(key.expr);
    for (ExprPtr& key : select.distinct_on) replacement.replace(key);
    for (ast::Window& window_node : select.windows) {
        for (ExprPtr& key : window_node.partition_by) replacement.replace(key);
        for (ast::SortKey& key : window_node.order_by) replacement.replace(key.expr);
    }
    select.group_by.clear();
    select.group_by.push_back(fact("\"grouping sets\".\"number\"", TypeId::int64));
    for (std::size_t i = 0; i < keys.exprs.size(); ++i)
        select.group_by.push_back(collated(Replacement::key(std::move(keys.exprs[i]), i)));
    ast::Logical having;
    having.operands.push_back(
        fact("\"grouping sets\".\"mask\" = " + std::to_string(every) + " OR count(\"grouped\".\"row\") > 0",
             TypeId::boolean));
    if (select.having) having.operands.push_back(std::move(select.having));
    select.having = ast::make(std::move(having), query.position);
    select.having->type = TypeId::boolean;
    ast::FromItemPtr source(new ast::FromItem);
    ast::FunctionRef list;
    list.calls.push_back(spelled("(" + rows + ")", {}, TypeId::record, 0));
    source->node = std::move(list);
    ast::Select values;
    values.items.push_back({fact("\"number\"", TypeId::int64), "number"});
    values.items.push_back({fact("\"mask\"", TypeId::int64), "mask"});
    values.from.push_back(std::move(source));
    ast::QueryPtr sets(new ast::Query);
    sets->body = std::move(values);
    join_to_sets(select, std::move(sets));
}

}  // namespace ormgate::dialects
