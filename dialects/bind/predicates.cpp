#include "dialects/bind/binder.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

void Binder::is(ExprPtr& e, Scope& scope) {
    auto& node = *e->as<ast::Is>();
    const std::uint32_t position = e->position;
    if (node.kind == ast::IsKind::json || node.kind == ast::IsKind::document ||
        node.kind == ast::IsKind::normalized) {
        refuse("IS JSON, IS DOCUMENT and IS NORMALIZED", position);
        e->type = TypeId::boolean;
        return;
    }
    if (node.kind != ast::IsKind::null) {
        boolean(node.operand, scope, node.negated ? "IS NOT" : "IS");
        e->type = TypeId::boolean;
        return;
    }
    if (auto* fields = node.operand->as<ast::Row>()) {
        // a row is null if all of its fields are, and not null if none is
        ast::Logical all;
        for (ExprPtr& element : fields->elements) {
            ExprPtr test =
                ast::make(ast::Is{ast::IsKind::null, node.negated, std::move(element), {}}, position);
            is(test, scope);
            all.operands.push_back(std::move(test));
        }
        if (all.operands.empty())
            e = ast::make(ast::Literal{ast::LiteralKind::boolean, "true"}, position);
        else
            e = ast::make(std::move(all), position);
        e->type = TypeId::boolean;
        return;
    }
    expression(node.operand, scope);
    settle(node.operand);
    e->type = TypeId::boolean;
}

void Binder::is_distinct(ExprPtr& e, Scope& scope) {
    auto& node = *e->as<ast::IsDistinct>();
    expression(node.left, scope);
    expression(node.right, scope);
    const std::uint32_t position = e->position;
    if (!is_null_literal(*node.left) && !is_null_literal(*node.right))
        resolve_operator("=", node.left->type, node.right->type, position);
    coerce_to_common({&node.left, &node.right}, "IS DISTINCT FROM");
    e->type = TypeId::boolean;
}

void Binder::between(ExprPtr& e, Scope& scope) {
    auto& node = *e->as<ast::Between>();
    const std::uint32_t position = e->position;
    expression(node.operand, scope);
    expression(node.low, scope);
    expression(node.high, scope);
    for (const ExprPtr* bound : {&node.low, &node.high})
        resolve_operator(">=",
                         node.operand->type,
                         (*bound)->type,
                         e->operator_position != 0 ? e->operator_position : position);
    coerce_to_common({&node.operand, &node.low, &node.high}, "BETWEEN");
    e->type = TypeId::boolean;
}

void Binder::like(ExprPtr& e, Scope& scope) {
    auto& node = *e->as<ast::Like>();
    const std::uint32_t position = e->operator_position != 0 ? e->operator_position : e->position;
    expression(node.operand, scope);
    expression(node.pattern, scope);
    if (node.operand->type.id == TypeId::unknown) settle(node.operand);
    if (node.kind == ast::LikeKind::like && node.operand->type.id == TypeId::bytea) {
        coerce(node.pattern, TypeId::bytea, CastContext::implicit);
        if (node.escape) {
            expression(node.escape, scope);
            coerce(node.escape, TypeId::bytea, CastContext::implicit);
        }
        e->type = TypeId::boolean;
        return;
    }
    const std::string_view op =
        node.kind == ast::LikeKind::ilike ? (node.negated ? "!~~*" : "~~*") : (node.negated ? "!~~" : "~~");
    resolve_operator(op, node.operand->type, node.pattern->type, position);
    coerce(node.operand, TypeId::text, CastContext::implicit);
    coerce(node.pattern, TypeId::text, CastContext::implicit);
    if (node.escape) {
        expression(node.escape, scope);
        coerce(node.escape, TypeId::text, CastContext::implicit);
    }
    e->type = TypeId::boolean;
}

// (start, end) OVERLAPS (start, end) is a function of four arguments.
void Binder::overlaps(ExprPtr& e, Scope& scope) {
    auto& node = *e->as<ast::Binary>();
    ast::Call call_node;
    call_node.function = {"pg_catalog", "overlaps"};
    for (ExprPtr* side : {&node.left, &node.right}) {
        auto* period = (*side)->as<ast::Row>();
        if (period == nullptr || period->elements.size() != 2)
            fail(Errc::syntax_error,
                 std::string("wrong number of parameters on ") + (side == &node.left ? "left" : "right") +
                     " side of OVERLAPS expression",
                 (*side)->position);
        for (ExprPtr& element : period->elements) call_node.args.push_back({{}, std::move(element), false});
    }
    e = ast::make(std::move(call_node), e->position);
    call(e, scope);
}

void Binder::in(ExprPtr& e, Scope& scope) {
    auto& node = *e->as<ast::In>();
    if (node.query) return in_query(e, scope);
    const std::uint32_t position = e->position;
    const std::uint32_t operator_position = e->operator_position != 0 ? e->operator_position : position;
    if (node.operand->as<ast::Row>() != nullptr) {
        // rows compare field by field
        expression(node.operand, scope);
        ast::Logical any{ast::LogicalOp::or_, {}};
        for (ExprPtr& item : node.list) {
            expression(item, scope);
            any.operands.push_back(
                compare_rows("=", clone(*node.operand), std::move(item), operator_position));
        }
        ExprPtr test = ast::make(std::move(any), position);
        test->type = TypeId::boolean;
        e = node.negated ? ast::make(ast::Not{std::move(test)}, position) : std::move(test);
        e->type = TypeId::boolean;
        return;
    }
    expression(node.operand, scope);
    std::vector<ExprPtr*> operands{&node.operand};
    for (ExprPtr& item : node.list) {
        expression(item, scope);
        if (!is_null_literal(*item) || node.operand->type.id != TypeId::unknown)
            resolve_operator("=", node.operand->type, item->type, operator_position);
        operands.push_back(&item);
    }
    coerce_to_common(operands, "IN");
    e->type = TypeId::boolean;
}

void Binder::in_query(ExprPtr& e, Scope& scope) {
    auto& node = *e->as<ast::In>();
    const std::uint32_t position = e->position;
    const std::uint32_t operator_position = e->operator_position != 0 ? e->operator_position : position;
    expression(node.operand, scope);
    const std::vector<OutputColumn> columns = query(*node.query, &scope);
    auto* fields = node.operand->as<ast::Row>();
    const std::size_t width = fields == nullptr ? 1 : fields->elements.size();
    if (columns.size() != width)
        fail(Errc::syntax_error,
             columns.size() < width ? "subquery has too few columns" : "subquery has too many columns",
             operator_position);
    for (std::size_t i = 0; i < width; ++i) {
        ExprPtr& left = fields == nullptr ? node.operand : fields->elements[i];
        const Type type = columns[i].type;
        resolve_operator("=", left->type, type, operator_position);
        if (left->type.id == TypeId::unknown) coerce(left, type.without_modifier(), CastContext::implicit);
        const bool plain = same_type(left->type, type) || (is_integer(left->type) && is_integer(type)) ||
                           (is_string(left->type) && is_string(type) && left->type.id != TypeId::bpchar &&
                            type.id != TypeId::bpchar);
        if (!plain) {
            if (!can_coerce(left->type, type, CastContext::implicit))
                refuse("IN between " + sql_name(left->type) + " and a subquery of " + sql_name(type),
                       position);
            else
                coerce(left, type.without_modifier(), CastContext::implicit);
        }
    }
    e->type = TypeId::boolean;
}

void Binder::subquery(ExprPtr& e, Scope& scope) {
    auto& node = *e->as<ast::Subquery>();
    const std::uint32_t position = e->position;
    std::vector<OutputColumn> columns = query(*node.query, &scope);
    if (node.kind == ast::SubqueryKind::exists) {
        e->type = TypeId::boolean;
        return;
    }
    if (columns.size() != 1) fail(Errc::syntax_error, "subquery must return only one column", position);
    e->type = columns[0].type;
    if (node.kind != ast::SubqueryKind::array) return;
    const Type element = e->type.array ? element_of(e->type, *context.schema) : e->type;
    e->type = array_of(element.without_modifier(), *context.schema);
}

void Binder::quantified(ExprPtr& e, Scope& scope) {
    auto& node = *e->as<ast::Quantified>();
    const std::uint32_t position = e->position;
    const std::uint32_t operator_position = e->operator_position != 0 ? e->operator_position : position;
    std::string op = node.op;
    if (op == "LIKE" || op == "like") op = "~~";
    if (op == "NOT LIKE" || op == "not like") op = "!~~";
    if (op == "ILIKE" || op == "ilike") op = "~~*";
    if (op == "NOT ILIKE" || op == "not ilike") op = "!~~*";
    if (node.query) {
        const bool member = op == "=" && !node.all, no_member = op == "<>" && node.all;
        if (member || no_member) {
            ast::In membership;
            membership.negated = no_member;
            membership.operand = std::move(node.left);
            membership.query = std::move(node.query);
            ExprPtr test = ast::make(std::move(membership), position);
            test->operator_position = operator_position;
            e = std::move(test);
            return in_query(e, scope);
        }
    }
    expression(node.left, scope);
    Type element;
    if (node.query) {
        const std::vector<OutputColumn> columns = query(*node.query, &scope);
        if (columns.size() != 1) fail(Errc::syntax_error, "subquery has too many columns", operator_position);
        element = columns[0].type;
    } else {
        expression(node.array, scope);
        if (node.array->type.id == TypeId::unknown) {
            settle(node.left);
            coerce(node.array,
                   array_of(node.left->type.without_modifier(), *context.schema),
                   CastContext::implicit);
        }
        if (!node.array->type.array && node.array->type.id != TypeId::int2vector &&
            node.array->type.id != TypeId::oidvector)
            fail(Errc::wrong_object_type,
                 "op ANY/ALL (array) requires array on right side",
                 operator_position);
        element = element_of(node.array->type, *context.schema);
    }
    if (node.left->type.id == TypeId::unknown)
        coerce(node.left, element.without_modifier(), CastContext::implicit);
    ExprPtr item = typed(ast::make(ast::Element(), position), element);
    node.test = apply_operator(op, std::move(node.left), std::move(item), operator_position);
    if (node.test->type.id != TypeId::boolean)
        fail(Errc::wrong_object_type,
             "op ANY/ALL (array) requires operator to yield boolean",
             operator_position);
    e->type = TypeId::boolean;
}

}  // namespace ormgate::dialects
