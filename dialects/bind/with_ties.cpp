#include <algorithm>
#include <cctype>

#include "dialects/bind/binder.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

ast::FromItemPtr derived(ast::Select select, const std::string& alias) {
    ast::QueryPtr query(new ast::Query);
    query->body = std::move(select);
    ast::FromItemPtr item(new ast::FromItem);
    item->node = ast::SubqueryRef{false, std::move(query)};
    item->alias.name = alias;
    return item;
}

ExprPtr column_of(const std::string& table, const std::string& name, Type type) {
    ExprPtr e = ast::make(ast::ColumnRef{{table, name}});
    e->type = type;
    return e;
}

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

ast::Call ranking(const char* function, const std::vector<ast::SortKey>& keys) {
    ast::Call call;
    call.function = {function};
    call.over = std::make_unique<ast::Window>();
    for (const ast::SortKey& key : keys) {
        ast::SortKey copy;
        copy.expr = clone(*key.expr);
        copy.descending = key.descending;
        copy.nulls_first = key.nulls_first;
        call.over->order_by.push_back(std::move(copy));
    }
    return call;
}

}  // namespace

// FETCH FIRST n ROWS WITH TIES keeps the rows that rank among the first n. The sort keys become columns
// inside, rows are ranked around that, and chosen outside.
void Binder::with_ties(ast::Query& query, const std::vector<OutputColumn>& columns) {
    query.with_ties = false;
    if (!query.limit) return;
    if (query.order_by.empty())
        fail(Errc::syntax_error, "WITH TIES cannot be specified without ORDER BY clause", query.position);
    if (std::get_if<ast::Select>(&query.body) == nullptr) wrap_compound(query, columns);
    ast::Select select = std::move(std::get<ast::Select>(query.body));
    for (std::size_t i = 0; i < select.items.size(); ++i) {
        settle(select.items[i].expr);
        select.items[i].alias = numbered("column", i);
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
    ast::Select ranked, outer;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::string name = numbered("column", i);
        ranked.items.push_back({column_of("sorted", name, columns[i].type), name});
        outer.items.push_back({column_of("ranked", name, columns[i].type), columns[i].sql_name});
    }
    ranked.items.push_back({ast::make(ranking("rank", keys)), "rank"});
    ranked.items.push_back({ast::make(ranking("row_number", keys)), "row number"});
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
    ast::SortKey order;
    order.expr = column_of("ranked", "row number", TypeId::int64);
    query.order_by.push_back(std::move(order));
}

}  // namespace ormgate::dialects
