#include "dialects/bind/bound.hpp"
#include "dialects/lower/sqlite/lowering.hpp"
#include "dialects/lower/sqlite/nodes.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};

}  // namespace

void SqliteLowering::children(ast::Expr& e) {
    ast::for_each_child(e, [this](ExprPtr& child) { expression(child); });
}

void SqliteLowering::expression(ExprPtr& e) {
    const bool looks_first = e->as<ast::Quantified>() != nullptr || e->as<ast::Subscript>() != nullptr ||
                             e->as<ast::Slice>() != nullptr;
    if (!looks_first) children(*e);
    std::visit(Overloaded{
                   [&](ast::ColumnRef&) { column(e); },
                   [&](ast::Binary&) { compare_rows(e); },
                   [&](ast::Is& node) {
                       if (node.kind == ast::IsKind::unknown) node.kind = ast::IsKind::null;
                   },
                   [&](ast::IsDistinct& node) {
                       if (!compares_natively(node.left->type))
                           refuse("IS DISTINCT FROM of " + sql_name(node.left->type), e->position);
                       node.left = collated(std::move(node.left));
                   },
                   [&](ast::Between&) { between(e); },
                   [&](ast::In& node) {
                       if (node.query) query(*node.query);
                       in(e);
                   },
                   [&](ast::Like&) { like(e); },
                   [&](ast::Case&) { case_(e); },
                   [&](ast::Call&) { call(e); },
                   // the binder lets the collations pass that compare as SQLite does anyway
                   [&](ast::Collate& node) { e = ExprPtr(std::move(node.operand)); },
                   [&](ast::Subquery&) { subquery(e); },
                   [&](ast::Quantified&) { quantified(e); },
                   [&](ast::ArrayLiteral&) { array_literal(e); },
                   [&](ast::Row&) { row_value(e); },
                   [&](ast::Field&) { field(e); },
                   [&](ast::Subscript&) { subscript(e); },
                   [&](ast::Slice&) { slice(e); },
                   [&](ast::Applied&) { applied(e); },
                   [&](ast::Conversion&) { conversion(e); },
                   [&](ast::Special&) { special(e); },
                   [&](ast::Element&) { e = spelled("value", {}, e->type, e->position); },
                   [](auto&) {},
               },
               e->node);
}

}  // namespace ormgate::dialects
