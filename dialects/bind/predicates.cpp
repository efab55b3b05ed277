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
        if (node.kind == ast::IsKind::unknown) node.kind = ast::IsKind::null;
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
        const bool any = !all.operands.empty();
        e = any ? ast::make(std::move(all), position) : spelled("1", {}, TypeId::boolean, position);
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
    if (!compares_natively(node.left->type))
        refuse("IS DISTINCT FROM of " + sql_name(node.left->type), position);
    node.left = collated(std::move(node.left));
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
    const Type type = node.operand->type;
    if (!has_order(type)) refuse("BETWEEN of " + sql_name(type), position);
    if (type.id == TypeId::enumeration)
        for (ExprPtr* bound : {&node.operand, &node.low, &node.high}) *bound = ordered(std::move(*bound));
    const std::string_view collation = collation_of(node.operand->type);
    std::string operand = "$1";
    if (!collation.empty()) operand += " COLLATE " + std::string(collation);
    std::string text = operand + " BETWEEN $2 AND $3";
    if (node.symmetric) text = operand + " BETWEEN min($2, $3) AND max($2, $3)";
    if (node.symmetric && !collation.empty()) refuse("BETWEEN SYMMETRIC of " + sql_name(type), position);
    if (node.negated) text = "NOT (" + text + ")";
    e = spelled(std::move(text),
                exprs(std::move(node.operand), std::move(node.low), std::move(node.high)),
                TypeId::boolean,
                position);
}

void Binder::like(ExprPtr& e, Scope& scope) {
    auto& node = *e->as<ast::Like>();
    const std::uint32_t position = e->operator_position != 0 ? e->operator_position : e->position;
    expression(node.operand, scope);
    expression(node.pattern, scope);
    if (node.operand->type.id == TypeId::unknown) settle(node.operand);
    if (node.kind == ast::LikeKind::like && node.operand->type.id == TypeId::bytea) {
        coerce(node.pattern, TypeId::bytea, CastContext::implicit);
        if (node.escape) refuse("LIKE … ESCAPE of bytea", position);
        e = spelled(node.negated ? "NOT pg_like_bytea($1, $2)" : "pg_like_bytea($1, $2)",
                    exprs(std::move(node.operand), std::move(node.pattern)),
                    TypeId::boolean,
                    e->position);
        return;
    }
    const std::string_view op =
        node.kind == ast::LikeKind::ilike ? (node.negated ? "!~~*" : "~~*") : (node.negated ? "!~~" : "~~");
    resolve_operator(op, node.operand->type, node.pattern->type, position);
    coerce(node.operand, TypeId::text, CastContext::implicit);
    coerce(node.pattern, TypeId::text, CastContext::implicit);
    std::vector<ExprPtr> args = exprs(std::move(node.operand), std::move(node.pattern));
    if (node.escape) {
        expression(node.escape, scope);
        coerce(node.escape, TypeId::text, CastContext::implicit);
        args.push_back(std::move(node.escape));
    }
    const std::string_view name = node.kind == ast::LikeKind::like    ? "pg_like"
                                  : node.kind == ast::LikeKind::ilike ? "pg_ilike"
                                                                      : "pg_similar";
    std::string text =
        (node.negated ? "NOT " : "") + std::string(name) + (args.size() == 3 ? "($1, $2, $3)" : "($1, $2)");
    e = spelled(std::move(text), std::move(args), TypeId::boolean, e->position);
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
    if (!compares_natively(node.operand->type)) refuse("IN of " + sql_name(node.operand->type), position);
    node.operand = collated(std::move(node.operand));
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
        if (!compares_natively(left->type)) refuse("IN of " + sql_name(left->type), position);
        left = collated(std::move(left));
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
    Type type = columns[0].type;
    if (node.kind == ast::SubqueryKind::array) {
        const Type element = type.array ? element_of(type, *context.schema) : type;
        // an element per row, in the subquery's order
        const std::string name = type.array ? pg_name(type) : pg_name(element);
        ExprPtr inner = ast::make(ast::Subquery{ast::SubqueryKind::scalar, std::move(node.query)}, position);
        e = spelled("coalesce((SELECT pg_array_agg(" + quoted_in_spelling(columns[0].sql_name) + ", '" +
                        name + "', '') FROM $1), '[]')",
                    exprs(std::move(inner)),
                    array_of(element.without_modifier(), *context.schema),
                    position);
        return;
    }
    e->type = type;
    if (one_row_) return;
    // more than one row is an error, not the first of them
    ExprPtr rows = std::move(e);
    e = spelled("(SELECT pg_single_row(" + quoted_in_spelling(columns[0].sql_name) + ") FROM $1)",
                exprs(std::move(rows)),
                type,
                position);
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
    std::string source;
    ExprPtr values;
    if (node.query) {
        const std::vector<OutputColumn> columns = query(*node.query, &scope);
        if (columns.size() != 1) fail(Errc::syntax_error, "subquery has too many columns", operator_position);
        element = columns[0].type;
        source = "(SELECT " + quoted_in_spelling(columns[0].sql_name) + " AS value FROM $2)";
        values = ast::make(ast::Subquery{ast::SubqueryKind::scalar, std::move(node.query)}, position);
    } else {
        if (node.array->as<ast::ArrayLiteral>() != nullptr) {
            array_literal(node.array, scope, std::nullopt);
        } else {
            expression(node.array, scope);
        }
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
        source = "pg_elements($2, '" + pg_name(node.array->type) + "')";
        values = std::move(node.array);
    }
    if (node.left->type.id == TypeId::unknown)
        coerce(node.left, element.without_modifier(), CastContext::implicit);
    const Type left_type = node.left->type;
    const auto texts = [](Type type) { return is_string(type) || type.id == TypeId::single_char; };
    const bool simple = same_type(left_type, element) || (is_integer(left_type) && is_integer(element)) ||
                        (texts(left_type) && texts(element) && left_type.id != TypeId::bpchar &&
                         element.id != TypeId::bpchar);
    if (simple && compares_natively(element) && ((op == "=" && !node.all) || (op == "<>" && node.all))) {
        ExprPtr left = collated(std::move(node.left));
        e = spelled(std::string("$1 ") + (node.all ? "NOT IN" : "IN") + " (SELECT value FROM " + source + ")",
                    exprs(std::move(left), std::move(values)),
                    TypeId::boolean,
                    position);
        return;
    }
    // true of ANY if one is, false if all are, null otherwise; ALL the other way round
    ExprPtr item = spelled("value", {}, element, position);
    ExprPtr test = apply_operator(op, std::move(node.left), std::move(item), operator_position);
    if (test->type.id != TypeId::boolean)
        fail(Errc::wrong_object_type,
             "op ANY/ALL (array) requires operator to yield boolean",
             operator_position);
    const std::string decided = node.all ? "min(c) = 0 THEN 0" : "max(c) = 1 THEN 1";
    const std::string otherwise = node.all ? "1" : "0";
    e = spelled("(SELECT CASE WHEN " + decided + " WHEN count(*) > count(c) THEN NULL ELSE " + otherwise +
                    " END FROM (SELECT $1 AS c FROM " + source + "))",
                exprs(std::move(test), std::move(values)),
                TypeId::boolean,
                position);
}

}  // namespace ormgate::dialects
