// Statements and queries: what is lowered in which order.
#include <utility>

#include "dialects/bind/bound.hpp"
#include "dialects/functions_postgres.hpp"
#include "dialects/lower/sqlite/lowering.hpp"
#include "dialects/lower/sqlite/nodes.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

std::vector<Output> outputs_of(const ast::Query& query) {
    std::vector<Output> out;
    if (const auto* both = std::get_if<ast::SetOperation>(&query.body)) return outputs_of(*both->left);
    if (const auto* rows = std::get_if<ast::Values>(&query.body)) {
        for (const ExprPtr& value : rows->rows.front())
            out.push_back({"column" + std::to_string(out.size() + 1), value->type});
        return out;
    }
    for (const ast::SelectItem& item : std::get<ast::Select>(query.body).items)
        out.push_back({item.alias, item.expr->type});
    return out;
}

void SqliteLowering::statement(ast::Statement& statement, bool top) {
    const auto all = [&](std::vector<ast::SelectItem>& items) {
        for (ast::SelectItem& item : items) expression(item.expr);
    };
    const auto assigned = [&](std::vector<ast::Assignment>& set) {
        for (ast::Assignment& assignment : set) {
            auto* rows = assignment.value->as<ast::Subquery>();
            if (assignment.columns.empty() || rows == nullptr)
                expression(assignment.value);
            else
                query(*rows->query);
        }
    };
    const auto one = [&](ExprPtr& e) {
        if (e) expression(e);
    };
    if (auto* rows = statement.as<ast::QueryPtr>()) return query(**rows, top);
    if (auto* node = statement.as<ast::Insert>()) {
        with(node->with);
        if (node->source) query(*node->source);
        if (node->on_conflict) {
            for (ast::ConflictTarget::Key& key : node->on_conflict->target.keys) expression(key.expr);
            one(node->on_conflict->target.where);
            assigned(node->on_conflict->set);
            one(node->on_conflict->where);
        }
        all(node->returning);
    } else if (auto* update = statement.as<ast::Update>()) {
        with(update->with);
        for (ast::FromItemPtr& item : update->from) from_item(*item);
        assigned(update->set);
        one(update->where);
        all(update->returning);
    } else if (auto* deletion = statement.as<ast::Delete>()) {
        with(deletion->with);
        for (ast::FromItemPtr& item : deletion->using_) from_item(*item);
        one(deletion->where);
        all(deletion->returning);
    }
}

void SqliteLowering::with(ast::With& with) {
    for (ast::CommonTable& table : with.tables) {
        ast::Query& inner = **table.statement->as<ast::QueryPtr>();
        auto* both = std::get_if<ast::SetOperation>(&inner.body);
        if (!with.recursive || both == nullptr) {
            query(inner);
            continue;
        }
        this->with(inner.with);
        query(*both->left);
        query(*both->right);
    }
}

void SqliteLowering::query(ast::Query& query, bool top) {
    auto* outer_calls = std::exchange(set_calls_, nullptr);
    with(query.with);
    if (auto* node = std::get_if<ast::Select>(&query.body)) {
        select(query, *node, top);
    } else {
        if (auto* rows = std::get_if<ast::Values>(&query.body)) {
            for (auto& row : rows->rows)
                for (ExprPtr& value : row) expression(value);
        } else {
            set_operation(query);
        }
        order_outputs(query);
    }
    if (query.limit) expression(query.limit);
    if (query.offset) expression(query.offset);
    if (query.with_ties) keep_ties(query);
    set_calls_ = outer_calls;
}

void SqliteLowering::select(ast::Query& query, ast::Select& select, bool top) {
    for (ast::FromItemPtr& item : select.from) from_item(*item);
    if (select.where) expression(select.where);
    for (ast::Window& window_node : select.windows) {
        for (ExprPtr& key : window_node.partition_by) expression(key);
        for (ast::SortKey& key : window_node.order_by) expression(key.expr);
        window(window_node);
    }
    std::vector<SetCall> set_calls;
    set_calls_ = &set_calls;
    for (ast::SelectItem& item : select.items) {
        expression(item.expr);
        // a row leaves as its text
        if (top && item.expr->type.id == TypeId::record && !item.expr->type.array)
            item.expr = typed(output_text(std::move(item.expr)), TypeId::record);
    }
    set_calls_ = nullptr;
    if (!set_calls.empty() && (select.has_aggregates || !select.group_by.empty() || select.has_windows))
        refuse("a set-returning function beside aggregates or windows", query.position);
    place_sets(set_calls, select, query.position);
    for (ExprPtr& key : select.group_by) group_key(key, select);
    if (select.having) expression(select.having);
    for (ExprPtr& key : select.distinct_on) key = collated(output(std::move(key), select, true));
    for (ast::SortKey& key : query.order_by) {
        const auto* place = key.expr->as<ast::OutputRef>();
        const bool by_rank =
            place != nullptr && select.items[place->place].expr->type.id == TypeId::enumeration;
        key.expr = output(std::move(key.expr), select, by_rank || !select.distinct_on.empty());
        key.expr = ordered(std::move(key.expr));
    }
    if (!select.grouping_sets.empty()) group_by_sets(query, select);
    if (select.distinct && select.distinct_on.empty())
        for (ast::SelectItem& item : select.items) {
            require_equality(*item.expr);
            item.expr = collated(std::move(item.expr));
        }
    if (!select.distinct_on.empty()) number_groups(query);
}

void SqliteLowering::group_key(ExprPtr& key, const ast::Select& select) {
    const bool sets = !select.grouping_sets.empty();
    key = output(std::move(key), select, sets);
    require_equality(*key);
    if (!sets) key = collated(std::move(key));
}

// A key that is an output column is its number, or a copy of it where numbers do not do.
ExprPtr SqliteLowering::output(ExprPtr key, const ast::Select& select, bool copies) {
    const auto* place = key->as<ast::OutputRef>();
    if (place == nullptr) {
        expression(key);
        return key;
    }
    const ast::Expr& source = *select.items[place->place].expr;
    if (copies) return clone(source);
    return spelled(std::to_string(place->place + 1), {}, source.type, key->position);
}

namespace {

void collate_outputs(ast::Query& query) {
    if (auto* both = std::get_if<ast::SetOperation>(&query.body)) {
        collate_outputs(*both->left);
        collate_outputs(*both->right);
    }
    if (auto* select = std::get_if<ast::Select>(&query.body))
        for (ast::SelectItem& item : select->items) item.expr = collated(std::move(item.expr));
}

}  // namespace

void SqliteLowering::set_operation(ast::Query& query) {
    auto& node = std::get<ast::SetOperation>(query.body);
    const std::vector<Output> outputs = outputs_of(*node.left);
    if (!node.all)
        for (const Output& output : outputs)
            if (!compares_natively(output.type))
                refuse("a comparison of " + sql_name(output.type.without_modifier()), query.position);
    const std::vector<Output> right = outputs_of(*node.right);
    this->query(*node.left);
    this->query(*node.right);
    if (!node.all) {
        collate_outputs(*node.left);
        collate_outputs(*node.right);
    } else if (node.op != ast::SetOperator::union_) {
        number_equal_rows(query, outputs, right);
    }
}

// ORDER BY of a set operation or of VALUES.
void SqliteLowering::order_outputs(ast::Query& query) {
    bool wrapped = false;
    if (query.order_by.empty()) return;
    const std::vector<Output> outputs = outputs_of(query);
    for (ast::SortKey& key : query.order_by) {
        const std::size_t place = key.expr->as<ast::OutputRef>()->place;
        const auto& [name, type] = outputs[place];
        const std::uint32_t position = key.expr->position;
        if (!has_order(type)) refuse("ORDER BY of " + sql_name(type) + " behind a set operation", position);
        // "1 COLLATE decimal" makes SQLite lose the names of an operand's grouping (seen in 3.40).
        if (type.id == TypeId::enumeration || !collation_of(type).empty()) {
            if (!wrapped) wrap_compound(query);
            wrapped = true;
            key.expr = ordered(column_of("compound", name, type));
        } else {
            key.expr = spelled(std::to_string(place + 1), {}, type, position);
        }
    }
}

// Sort keys of windows, whose expressions are lowered already.
void SqliteLowering::sort_keys(std::vector<ast::SortKey>& keys) {
    for (ast::SortKey& key : keys) key.expr = ordered(std::move(key.expr));
}

}  // namespace ormgate::dialects
