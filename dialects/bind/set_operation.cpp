#include "dialects/bind/binder.hpp"

#include <algorithm>

namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

// Gives the outputs of a bound query the types that the other operand needs.
void coerce_outputs(Binder& binder, ast::Query& query, const std::vector<Type>& types, bool compared) {
    if (auto* both = std::get_if<ast::SetOperation>(&query.body)) {
        coerce_outputs(binder, *both->left, types, compared || !both->all);
        coerce_outputs(binder, *both->right, types, compared || !both->all);
        return;
    }
    if (auto* rows = std::get_if<ast::Values>(&query.body)) {
        for (auto& row : rows->rows)
            for (std::size_t i = 0; i < row.size(); ++i)
                binder.coerce(row[i], types[i], CastContext::implicit);
        return;
    }
    auto* select = std::get_if<ast::Select>(&query.body);
    if (select == nullptr) return;
    for (std::size_t i = 0; i < select->items.size(); ++i) {
        ExprPtr& e = select->items[i].expr;
        binder.coerce(e, types[i].without_modifier(), CastContext::implicit);
        if (compared) e = collated(std::move(e));
    }
}

std::string_view word(ast::SetOperator op) {
    return op == ast::SetOperator::union_      ? "UNION"
           : op == ast::SetOperator::intersect ? "INTERSECT"
                                               : "EXCEPT";
}

ast::SelectItem column_item(const std::string& table, const std::string& name, Type type) {
    ExprPtr e = ast::make(ast::ColumnRef{{table, name}});
    e->type = type;
    return {std::move(e), name};
}

ast::FromItemPtr derived(ast::QueryPtr query, const std::string& alias) {
    auto* item = new ast::FromItem;
    item->node = ast::SubqueryRef{false, std::move(query)};
    item->alias.name = alias;
    return ast::FromItemPtr(item);
}

// Numbers equal rows, so that INTERSECT and EXCEPT of numbered rows are those of multisets.
ast::QueryPtr number_rows(ast::QueryPtr operand,
                          const std::vector<OutputColumn>& columns,
                          const std::vector<std::string>& names) {
    ast::Select select;
    ast::Call number;
    number.function = {"row_number"};
    number.over = std::make_unique<ast::Window>();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        select.items.push_back(column_item("operand", names[i], columns[i].type));
        select.items.back().alias = columns[i].sql_name;
        ast::SelectItem key = column_item("operand", names[i], columns[i].type);
        number.over->partition_by.push_back(collated(std::move(key.expr)));
    }
    select.items.push_back({ast::make(std::move(number)), "row number"});
    select.from.push_back(derived(std::move(operand), "operand"));
    ast::QueryPtr out(new ast::Query);
    out->body = std::move(select);
    return out;
}

}  // namespace

std::vector<OutputColumn> Binder::set_operation(ast::Query& query,
                                                ast::SetOperation& operation,
                                                Scope& scope) {
    std::vector<OutputColumn> left = this->query(*operation.left, &scope, true);
    const std::vector<OutputColumn> right = this->query(*operation.right, &scope, true);
    const auto where = [&](std::size_t place) {
        const auto* items = std::get_if<ast::Select>(&operation.right->body);
        if (items == nullptr || items->items.empty()) return operation.right->position;
        return items->items[std::min(place, items->items.size() - 1)].expr->position;
    };
    if (left.size() != right.size())
        fail(Errc::syntax_error,
             "each " + std::string(word(operation.op)) + " query must have the same number of columns",
             where(0));
    std::vector<Type> types;
    for (std::size_t i = 0; i < left.size(); ++i) {
        const auto common = common_type({left[i].type, right[i].type});
        if (!common) no_common_type(word(operation.op), left[i].type, right[i].type, where(i));
        if (!operation.all) require_equality(*common, where(i));
        types.push_back(*common);
    }
    coerce_outputs(*this, *operation.left, types, !operation.all);
    coerce_outputs(*this, *operation.right, types, !operation.all);
    std::vector<std::string> right_names;
    for (const OutputColumn& column : right) right_names.push_back(column.sql_name);
    for (std::size_t i = 0; i < left.size(); ++i) {
        left[i].type = types[i];
        left[i].table_oid = 0;
        left[i].number = 0;
        left[i].not_null = false;
    }
    if (!operation.all || operation.op == ast::SetOperator::union_) return left;
    std::vector<std::string> left_names;
    for (const OutputColumn& column : left) left_names.push_back(column.sql_name);
    operation.left = number_rows(std::move(operation.left), left, left_names);
    operation.right = number_rows(std::move(operation.right), left, right_names);
    operation.all = false;
    ast::QueryPtr numbered(new ast::Query);
    numbered->body = std::move(operation);
    ast::Select outer;
    for (const OutputColumn& column : left)
        outer.items.push_back(column_item("numbered", column.sql_name, column.type));
    outer.from.push_back(derived(std::move(numbered), "numbered"));
    query.body = std::move(outer);
    return left;
}

}  // namespace ormgate::dialects
