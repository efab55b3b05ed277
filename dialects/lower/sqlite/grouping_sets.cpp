// GROUPING SETS, ROLLUP and CUBE: every row is joined to each set, a column that a set does not group by is
// null there, and the set's number is one of the columns to group by. A set of no columns has a group even if
// there is no row: the sets stand on the left of an outer join, and aggregates look at the rows it found
// only.
#include <algorithm>

#include "dialects/bind/bound.hpp"
#include "dialects/lower/sqlite/lowering.hpp"
#include "dialects/lower/sqlite/nodes.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

constexpr std::string_view sets_alias = "grouping sets", rows_alias = "grouped";

using Sets = std::vector<std::vector<std::size_t>>;  // of places among the keys

ExprPtr fact(std::string text, Type type) {
    return spelled(std::move(text), {}, type, 0);
}

// Replacement puts what a group by sets knows in place of what the query asks for: null for a key that the
// set does not group by, the set's own for grouping(), and aggregates over the rows that there are.
class Replacement {
public:
    Replacement(Notes& notes, const std::vector<ExprPtr>& keys) : notes_(notes) {
        for (const ExprPtr& key : keys) prints_.push_back(fingerprint(*key));
    }

    void replace(ExprPtr& e) {
        if (is_aggregate(*e)) return filter(*e->as<ast::Call>());
        if (const auto* node = e->as<ast::Grouping>()) {
            ExprPtr mask = grouping(*node, e->position);
            e = std::move(mask);
            return;
        }
        const auto* membership = e->as<ast::In>();
        if (e->as<ast::Subquery>() != nullptr || (membership != nullptr && membership->query))
            notes_.refuse("a subquery beside grouping sets", e->position);
        const auto found = std::ranges::find(prints_, fingerprint(*e));
        if (found != prints_.end()) {
            e = key(std::move(e), static_cast<std::size_t>(found - prints_.begin()));
            return;
        }
        ast::for_each_child(*e, [&](ExprPtr& child) { replace(child); });
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
        call.filter = typed(ast::make(std::move(both)), TypeId::boolean);
    }

    // The binder has seen that each argument is a key.
    ExprPtr grouping(const ast::Grouping& node, std::uint32_t position) {
        std::string text;
        for (std::size_t i = 0; i < node.args.size(); ++i) {
            const auto found = std::ranges::find(prints_, fingerprint(*node.args[i]));
            const auto place = static_cast<std::size_t>(found - prints_.begin());
            text +=
                (text.empty() ? "" : " | ") + ("((\"grouping sets\".\"mask\" >> " + std::to_string(place) +
                                               " & 1) << " + std::to_string(node.args.size() - 1 - i) + ")");
        }
        return spelled(text, {}, TypeId::int32, position);
    }

    Notes& notes_;
    std::vector<std::string> prints_;
};

ast::FromItemPtr joined(ast::FromItemPtr left, ast::FromItemPtr right, ast::JoinKind kind, ExprPtr on) {
    ast::Join join;
    join.kind = kind;
    join.left = std::move(left);
    join.right = std::move(right);
    join.on = std::move(on);
    ast::FromItemPtr item(new ast::FromItem);
    item->node = std::move(join);
    return item;
}

// FROM and WHERE become the right side of an outer join to the sets.
void join_to_sets(ast::Select& select, ast::Select sets) {
    ast::Select marker;
    marker.items.push_back({integer_constant(1), "row"});
    ast::FromItemPtr rows;
    for (ast::FromItemPtr& item : select.from)
        rows = rows == nullptr ? std::move(item)
                               : joined(std::move(rows), std::move(item), ast::JoinKind::cross, nullptr);
    ast::FromItemPtr mark = derived(std::move(marker), rows_alias);
    rows = rows == nullptr ? std::move(mark)
                           : joined(std::move(rows), std::move(mark), ast::JoinKind::cross, nullptr);
    ExprPtr where = std::move(select.where);
    if (!where) where = fact("1", TypeId::boolean);
    select.from.clear();
    select.from.push_back(
        joined(derived(std::move(sets), sets_alias), std::move(rows), ast::JoinKind::left, std::move(where)));
}

// SELECT number, mask of each set; a bit of the mask is a key that the set does not group by.
ast::Select rows_of_sets(const Sets& sets, std::uint64_t every) {
    std::string rows = "SELECT 0 AS \"number\", 0 AS \"mask\" WHERE 0";
    for (std::size_t i = 0; i < sets.size(); ++i) {
        std::uint64_t mask = every;
        for (const std::size_t place : sets[i]) mask &= ~(std::uint64_t{1} << place);
        rows += (i == 0 ? " UNION ALL VALUES (" : ", (") + std::to_string(i + 1) + ", " +
                std::to_string(mask) + ")";
    }
    ast::FromItemPtr source(new ast::FromItem);
    ast::FunctionRef list;
    list.calls.push_back(spelled("(" + rows + ")", {}, TypeId::record, 0));
    source->node = std::move(list);
    ast::Select values;
    values.items.push_back({fact("\"number\"", TypeId::int64), "number"});
    values.items.push_back({fact("\"mask\"", TypeId::int64), "mask"});
    values.from.push_back(std::move(source));
    return values;
}

}  // namespace

void SqliteLowering::group_by_sets(ast::Query& query, ast::Select& select) {
    const Sets sets = std::move(select.grouping_sets);
    select.grouping_sets.clear();
    std::vector<ExprPtr> keys = std::move(select.group_by);
    if (keys.size() > 62) refuse("so many grouping columns", query.position);  // bits of a mask
    const std::uint64_t every = (std::uint64_t{1} << keys.size()) - 1;
    Replacement replacement(notes_, keys);
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
    for (std::size_t i = 0; i < keys.size(); ++i)
        select.group_by.push_back(collated(Replacement::key(std::move(keys[i]), i)));
    ast::Logical having;
    having.operands.push_back(
        fact("\"grouping sets\".\"mask\" = " + std::to_string(every) + " OR count(\"grouped\".\"row\") > 0",
             TypeId::boolean));
    if (select.having) having.operands.push_back(std::move(select.having));
    select.having = typed(ast::make(std::move(having), query.position), TypeId::boolean);
    join_to_sets(select, rows_of_sets(sets, every));
}

}  // namespace ormgate::dialects
