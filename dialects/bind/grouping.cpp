#include "dialects/bind/grouping.hpp"

#include <algorithm>

#include "dialects/bind/binder.hpp"

namespace ormgate::dialects {

std::string fingerprint(const ast::Expr& e) {
    std::string out = "(" + std::to_string(e.node.index());
    const auto add = [&](const std::string& text) { out += " " + std::to_string(text.size()) + ":" + text; };
    if (const auto* node = e.as<ast::Literal>())
        add(node->text), add(std::to_string(static_cast<int>(node->kind)));
    if (const auto* node = e.as<ast::Parameter>()) add(std::to_string(node->number));
    if (const auto* node = e.as<ast::ColumnRef>())
        for (const std::string& part : node->parts) add(part);
    if (const auto* node = e.as<ast::Spelled>()) {
        add(node->spelling);
        if (node->shared)
            add("shared " + std::to_string(reinterpret_cast<std::uintptr_t>(node->shared.get())));
    }
    if (const auto* node = e.as<ast::Unary>()) add(node->op);
    if (const auto* node = e.as<ast::Logical>()) add(std::to_string(static_cast<int>(node->op)));
    if (const auto* node = e.as<ast::Is>())
        add(std::to_string(static_cast<int>(node->kind) * 2 + node->negated));
    if (const auto* node = e.as<ast::IsDistinct>()) add(node->negated ? "not" : "");
    if (const auto* node = e.as<ast::Collate>()) add(node->collation.back());
    if (const auto* node = e.as<ast::Call>()) {
        add(node->function.back());
        if (node->distinct) add("distinct");
        if (node->over) add("over " + std::to_string(reinterpret_cast<std::uintptr_t>(node->over.get())));
    }
    const auto* in = e.as<ast::In>();
    if (in != nullptr && in->negated) add("not");
    if (e.as<ast::Subquery>() != nullptr || (in != nullptr && in->query))
        add("query " + std::to_string(reinterpret_cast<std::uintptr_t>(&e)));
    for_each_operand(e, [&](const ast::Expr& operand) { out += fingerprint(operand); });
    return out + ")";
}

bool contains_aggregate(const ast::Expr& e) {
    if (const auto* call = e.as<ast::Call>(); call != nullptr && !call->over) return true;
    bool found = false;
    for_each_operand(e, [&](const ast::Expr& operand) { found = found || contains_aggregate(operand); });
    return found;
}

namespace {

// GroupingCheck finds columns that are neither grouped by nor inside an aggregate.
class GroupingCheck {
public:
    // With grouping sets no column depends on a key, which is null in some of them.
    GroupingCheck(Binder& binder, const Scope& scope, const std::set<std::string>& grouped, bool sets)
        : binder_(binder), scope_(scope), grouped_(grouped) {
        for (const Range& range : scope.ranges) depends_.push_back(!sets && primary_key_grouped(range));
    }

    void check(const ast::Expr& e) {
        if (grouped_.contains(fingerprint(e))) return pin_literals(e);
        if (const auto* call = e.as<ast::Call>(); call != nullptr && !call->over) return;
        if (const auto* column = e.as<ast::ColumnRef>(); column != nullptr && column->parts.size() == 2) {
            for (std::size_t i = 0; i < scope_.ranges.size(); ++i) {
                if (scope_.ranges[i].alias != column->parts[0] || depends_[i]) continue;
                binder_.fail(Errc::grouping_error,
                             "column \"" + column->parts[0] + "." + column->parts[1] +
                                 "\" must appear in the GROUP BY clause or be used in an aggregate function",
                             e.position);
            }
            return;
        }
        for_each_operand(e, [&](const ast::Expr& operand) { check(operand); });
    }

private:
    bool primary_key_grouped(const Range& range) const {
        const ConstraintDef* key = range.table == nullptr ? nullptr : range.table->primary_key();
        if (key == nullptr) return false;
        return std::ranges::all_of(key->columns, [&](const std::string& name) {
            const ast::ExprPtr column = ast::make(ast::ColumnRef{{range.alias, name}});
            return grouped_.contains(fingerprint(*column));
        });
    }

    // Two literals that were compared must stay equal for the translation to hold.
    void pin_literals(const ast::Expr& e) {
        if (const auto* literal = e.as<ast::Literal>()) binder_.pin(*literal);
        for_each_operand(e, [&](const ast::Expr& operand) { pin_literals(operand); });
    }

    Binder& binder_;
    const Scope& scope_;
    const std::set<std::string>& grouped_;
    std::vector<bool> depends_;
};

}  // namespace

void Binder::check_grouping(
    ast::Query& query, ast::Select& select, Scope& scope, const std::set<std::string>& grouped, bool sets) {
    GroupingCheck check(*this, scope, grouped, sets);
    for (const ast::SelectItem& item : select.items) check.check(*item.expr);
    if (select.having) check.check(*select.having);
    for (const ast::SortKey& key : query.order_by) check.check(*key.expr);
    for (const ast::ExprPtr& key : select.distinct_on) check.check(*key);
}

}  // namespace ormgate::dialects
