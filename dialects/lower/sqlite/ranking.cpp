// WITH TIES, DISTINCT ON, INTERSECT ALL and EXCEPT ALL: rows are numbered inside, and chosen outside.
#include <algorithm>
#include <cctype>
#include <optional>

#include "dialects/bind/bound.hpp"
#include "dialects/lower/sqlite/lowering.hpp"
#include "dialects/lower/sqlite/nodes.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

std::string numbered(const char* what, std::size_t i) {
    return std::string(what) + " " + std::to_string(i + 1);
}

// The output column that a sort key stands for by its number.
std::optional<std::size_t> place_of(const ast::Expr& key) {
    const auto* node = key.as<ast::Spelled>();
    if (node == nullptr || node->shared || node->spelling.empty()) return std::nullopt;
    if (!std::ranges::all_of(node->spelling, [](unsigned char c) { return std::isdigit(c) != 0; }))
        return std::nullopt;
    return std::stoul(node->spelling) - 1;
}

ast::SortKey copy_of(const ast::SortKey& key) {
    ast::SortKey out;
    out.expr = clone(*key.expr);
    out.descending = key.descending;
    out.nulls_first = key.nulls_first;
    return out;
}

ExprPtr ranking(const char* function, const std::vector<ast::SortKey>& keys) {
    ast::Call call;
    call.function = {function};
    call.over = std::make_unique<ast::Window>();
    for (const ast::SortKey& key : keys) call.over->order_by.push_back(copy_of(key));
    return ast::make(std::move(call));
}

// Numbers equal rows, so that INTERSECT and EXCEPT of numbered rows are those of multisets.
ast::QueryPtr number_rows(ast::QueryPtr operand,
                          const std::vector<Output>& columns,
                          const std::vector<Output>& names) {
    ast::Select select;
    ast::Call number;
    number.function = {"row_number"};
    number.over = std::make_unique<ast::Window>();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto& [name, type] = columns[i];
        select.items.push_back({column_of("operand", names[i].name, type), name});
        number.over->partition_by.push_back(collated(column_of("operand", names[i].name, type)));
    }
    select.items.push_back({ast::make(std::move(number)), "row number"});
    select.from.push_back(derived(std::move(operand), "operand"));
    ast::QueryPtr out(new ast::Query);
    out->body = std::move(select);
    return out;
}

}  // namespace

void number_equal_rows(ast::Query& query,
                       const std::vector<Output>& outputs,
                       const std::vector<Output>& right) {
    ast::SetOperation operation = std::move(std::get<ast::SetOperation>(query.body));
    operation.left = number_rows(std::move(operation.left), outputs, outputs);
    operation.right = number_rows(std::move(operation.right), outputs, right);
    operation.all = false;
    ast::QueryPtr numbered_rows(new ast::Query);
    numbered_rows->body = std::move(operation);
    ast::Select outer;
    for (const auto& [name, type] : outputs) outer.items.push_back({column_of("numbered", name, type), name});
    outer.from.push_back(derived(std::move(numbered_rows), "numbered"));
    query.body = std::move(outer);
}

void wrap_compound(ast::Query& query) {
    ast::Select outer;
    for (const auto& [name, type] : outputs_of(query))
        outer.items.push_back({column_of("compound", name, type), name});
    ast::QueryPtr inner(new ast::Query);
    inner->body = std::move(query.body);
    outer.from.push_back(derived(std::move(inner), "compound"));
    query.body = std::move(outer);
}

void number_groups(ast::Query& query) {
    ast::Select select = std::move(std::get<ast::Select>(query.body));
    ast::Call number;
    number.function = {"row_number"};
    number.over = std::make_unique<ast::Window>();
    number.over->partition_by = std::move(select.distinct_on);
    select.distinct_on.clear();
    select.distinct = false;
    ast::Select outer;
    for (std::size_t i = 0; i < select.items.size(); ++i) {
        const std::string name = numbered("column", i);
        outer.items.push_back(
            {column_of("ranked", name, select.items[i].expr->type), std::move(select.items[i].alias)});
        select.items[i].alias = name;
    }
    for (std::size_t i = 0; i < query.order_by.size(); ++i) {
        ast::SortKey& key = query.order_by[i];
        const std::string name = numbered("key", i);
        const Type type = key.expr->type;
        number.over->order_by.push_back(copy_of(key));
        select.items.push_back({std::move(key.expr), name});
        key.expr = collated(column_of("ranked", name, type));
    }
    select.items.push_back({ast::make(std::move(number)), "rank"});
    outer.where = spelled("\"ranked\".\"rank\" = 1", {}, TypeId::boolean, query.position);
    outer.from.push_back(derived(std::move(select), "ranked"));
    query.body = std::move(outer);
}

// The sort keys become columns inside, rows are ranked around that, and chosen outside.
void keep_ties(ast::Query& query) {
    query.with_ties = false;
    if (!query.limit) return;
    if (std::get_if<ast::Select>(&query.body) == nullptr) wrap_compound(query);
    ast::Select select = std::move(std::get<ast::Select>(query.body));
    ast::Select ranked, outer;
    for (std::size_t i = 0; i < select.items.size(); ++i) {
        const std::string name = numbered("column", i);
        const Type type = select.items[i].expr->type;
        ranked.items.push_back({column_of("sorted", name, type), name});
        outer.items.push_back({column_of("ranked", name, type), std::move(select.items[i].alias)});
        select.items[i].alias = name;
    }
    std::vector<ast::SortKey> keys = std::move(query.order_by);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        auto* under = keys[i].expr->as<ast::Collate>();
        ExprPtr& key = under == nullptr ? keys[i].expr : under->operand;
        const Type type = key->type;
        if (const auto place = place_of(*key)) {
            key = column_of("sorted", numbered("column", *place), type);
            continue;
        }
        select.items.push_back({std::move(key), numbered("key", i)});
        key = column_of("sorted", numbered("key", i), type);
    }
    ranked.items.push_back({ranking("rank", keys), "rank"});
    ranked.items.push_back({ranking("row_number", keys), "row number"});
    ranked.from.push_back(derived(std::move(select), "sorted"));
    std::string where = "\"ranked\".\"rank\" <= pg_limit($1)";
    std::vector<ExprPtr> args = exprs(std::move(query.limit));
    if (query.offset) {
        where =
            "\"ranked\".\"rank\" - pg_offset($2) <= pg_limit($1) AND \"ranked\".\"row number\" > "
            "pg_offset($2)";
        args.push_back(std::move(query.offset));
    }
    query.limit.reset();
    query.offset.reset();
    outer.where = spelled(where, std::move(args), TypeId::boolean, query.position);
    outer.from.push_back(derived(std::move(ranked), "ranked"));
    query.body = std::move(outer);
    query.order_by.clear();
    ast::SortKey order;
    order.expr = column_of("ranked", "row number", TypeId::int64);
    query.order_by.push_back(std::move(order));
}

}  // namespace ormgate::dialects
