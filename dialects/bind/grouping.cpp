#include <algorithm>

#include "dialects/bind/binder.hpp"

namespace ormgate::dialects {

namespace {

// GroupingCheck finds columns that are neither grouped by nor inside an aggregate.
class GroupingCheck {
public:
    // With grouping sets no column depends on a key, which is null in some of them.
    GroupingCheck(Binder& binder, const Scope& scope, const std::vector<std::string>& grouped, bool sets)
        : binder_(binder), scope_(scope), grouped_(grouped) {
        for (const Range& range : scope.ranges) depends_.push_back(!sets && primary_key_grouped(range));
    }

    void check(const ast::Expr& e) {
        if (is_grouped(e)) return pin_literals(e);
        if (is_aggregate(e)) return;
        if (const auto* node = e.as<ast::Grouping>()) return check_grouping_call(*node);
        if (const auto* column = e.as<ast::ColumnRef>()) {
            for (std::size_t i = 0; i < scope_.ranges.size(); ++i) {
                if (scope_.ranges[i].number != column->range || depends_[i]) continue;
                binder_.fail(Errc::grouping_error,
                             "column \"" + column->parts[0] + "." +
                                 scope_.ranges[i].columns[column->column].name +
                                 "\" must appear in the GROUP BY clause or be used in an aggregate function",
                             e.position);
            }
            return;
        }
        ast::for_each_operand(e, [&](const ast::Expr& operand) { check(operand); });
    }

private:
    bool is_grouped(const ast::Expr& e) const {
        return !grouped_.empty() && std::ranges::find(grouped_, fingerprint(e)) != grouped_.end();
    }

    void check_grouping_call(const ast::Grouping& node) {
        for (const ast::ExprPtr& arg : node.args)
            if (!is_grouped(*arg))
                binder_.fail(
                    Errc::grouping_error,
                    "arguments to GROUPING must be grouping expressions of the associated query level",
                    arg->position);
    }

    bool primary_key_grouped(const Range& range) const {
        const ConstraintDef* key = range.table == nullptr ? nullptr : range.table->primary_key();
        if (key == nullptr || grouped_.empty()) return false;
        return std::ranges::all_of(key->columns, [&](const std::string& name) {
            const auto place = std::ranges::find(range.table->columns, name, &ColumnDef::name);
            const auto index = static_cast<std::size_t>(place - range.table->columns.begin());
            return index < range.columns.size() && is_grouped(*binder_.range_column(range, index, 0));
        });
    }

    // Two literals that were compared must stay equal for the translation to hold.
    void pin_literals(const ast::Expr& e) {
        if (const auto* literal = e.as<ast::Literal>()) binder_.pin(*literal);
        ast::for_each_operand(e, [&](const ast::Expr& operand) { pin_literals(operand); });
    }

    Binder& binder_;
    const Scope& scope_;
    const std::vector<std::string>& grouped_;
    std::vector<bool> depends_;
};

}  // namespace

void Binder::check_grouping(ast::Query& query,
                            ast::Select& select,
                            Scope& scope,
                            const std::vector<std::string>& grouped) {
    GroupingCheck check(*this, scope, grouped, !select.grouping_sets.empty());
    for (const ast::SelectItem& item : select.items) check.check(*item.expr);
    if (select.having) check.check(*select.having);
    for (const ast::SortKey& key : query.order_by) check.check(*key.expr);
    for (const ast::ExprPtr& key : select.distinct_on) check.check(*key);
}

}  // namespace ormgate::dialects
