#include <charconv>

#include "dialects/bind/binder.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};

}  // namespace

void Binder::expression(ExprPtr& e, Scope& scope) {
    const std::uint32_t position = e->position;
    std::visit(
        Overloaded{
            [&](ast::Literal&) { literal(e); },
            [&](ast::Parameter&) { parameter(e); },
            [&](ast::ColumnRef&) { column(e, scope); },
            [&](ast::Star&) {
                fail(Errc::syntax_error, "row expansion via \"*\" is not supported here", position);
            },
            [&](ast::Unary&) { unary(e, scope); },
            [&](ast::Binary&) { binary(e, scope); },
            [&](ast::Logical&) { logical(e, scope); },
            [&](ast::Not& node) {
                boolean(node.operand, scope, "NOT");
                e->type = TypeId::boolean;
            },
            [&](ast::Is&) { is(e, scope); },
            [&](ast::IsDistinct&) { is_distinct(e, scope); },
            [&](ast::Between&) { between(e, scope); },
            [&](ast::In&) { in(e, scope); },
            [&](ast::Like&) { like(e, scope); },
            [&](ast::Case&) { case_(e, scope); },
            [&](ast::Cast&) { cast(e, scope); },
            [&](ast::Call&) { call(e, scope); },
            [&](ast::Subquery&) { subquery(e, scope); },
            [&](ast::Quantified&) { quantified(e, scope); },
            [&](ast::ArrayLiteral&) { array_literal(e, scope, std::nullopt); },
            [&](ast::Row&) { row(e, scope); },
            [&](ast::Subscript&) { subscript(e, scope); },
            [&](ast::Slice&) { slice(e, scope); },
            [&](ast::Field&) { field(e, scope); },
            [&](ast::Collate& node) {
                expression(node.operand, scope);
                settle(node.operand);
                const std::string& name = node.collation.back();
                if (name != "C" && name != "POSIX" && name != "default" && name != "ucs_basic" &&
                    name != "C.UTF-8" && name != "C.utf8")
                    refuse("COLLATE \"" + name + "\"", position);
                e->type = node.operand->type;
            },
            [&](ast::AtTimeZone& node) {
                ast::Call timezone;
                timezone.function = {"timezone"};
                timezone.syntax = ast::CallSyntax::at_time_zone;
                ExprPtr zone = std::move(node.zone);
                if (!zone) {
                    ast::Call local;
                    local.function = {"pg_catalog", "current_setting"};
                    local.args.push_back({{}, text_constant("TimeZone"), false});
                    zone = ast::make(std::move(local), position);
                }
                timezone.args.push_back({{}, std::move(zone), false});
                timezone.args.push_back({{}, std::move(node.operand), false});
                e = ast::make(std::move(timezone), position);
                call(e, scope);
            },
            [&](ast::Default&) {
                fail(Errc::syntax_error, "DEFAULT is not allowed in this context", position);
            },
            [&](ast::GroupingSets&) { refuse("grouping sets inside an expression", position); },
            [&](ast::Variable&) { fail(Errc::syntax_error, "syntax error at or near \"@\"", position); },
            [&](ast::MatchAgainst&) { refuse("MATCH … AGAINST", position); },
            [](auto&) {},  // bound already
        },
        e->node);
}

void Binder::boolean(ExprPtr& e, Scope& scope, std::string_view what) {
    expression(e, scope);
    if (e->type.id == TypeId::unknown) coerce(e, TypeId::boolean, CastContext::implicit);
    if (e->type.id != TypeId::boolean || e->type.array)
        fail(Errc::datatype_mismatch,
             "argument of " + std::string(what) + " must be type boolean, not type " +
                 sql_name(e->type.without_modifier()),
             e->position);
}

void Binder::literal(ExprPtr& e) {
    auto& node = *e->as<ast::Literal>();
    if (embedded_) node.slot = -1;
    if (e->type.id != TypeId::unknown) return;
    switch (node.kind) {
        case ast::LiteralKind::null:
        case ast::LiteralKind::string:
        case ast::LiteralKind::national:
            return;
        case ast::LiteralKind::boolean:
            e->type = TypeId::boolean;
            return;
        case ast::LiteralKind::integer: {
            std::int64_t value = 0;
            const char* end = node.text.data() + node.text.size();
            const bool fits = std::from_chars(node.text.data(), end, value).ec == std::errc{};
            e->type = !fits ? TypeId::numeric : value > INT32_MAX ? TypeId::int64 : TypeId::int32;
            return;
        }
        case ast::LiteralKind::decimal:
            e->type = TypeId::numeric;
            return;
        case ast::LiteralKind::bit_string:
        case ast::LiteralKind::hex_string:
            e->type = TypeId::bit;
            refuse("a bit string", e->position);
            return;
    }
}

void Binder::parameter(ExprPtr& e) {
    const std::uint16_t number = e->as<ast::Parameter>()->number;
    if (number == 0) fail(Errc::undefined_parameter, "there is no parameter $0", e->position);
    if (parameters.size() < number) parameters.resize(number);
    e->type = parameters[number - 1U];
}

void Binder::cast(ExprPtr& e, Scope& scope) {
    auto& node = *e->as<ast::Cast>();
    const std::uint32_t position = e->position;
    const Type to = resolve_type(node.type);
    ExprPtr operand = std::move(node.operand);
    if (operand->as<ast::ArrayLiteral>() != nullptr && to.array) {
        array_literal(operand, scope, element_of(to, *context.schema));
    } else {
        expression(operand, scope);
    }
    if (operand->type.id == TypeId::unknown && operand->as<ast::Parameter>() != nullptr) {
        // a parameter cast is a parameter of that type
        coerce(operand, to.without_modifier(), CastContext::explicit_);
    }
    if (!can_coerce(operand->type, to, CastContext::explicit_))
        fail(Errc::cannot_coerce,
             "cannot cast type " + sql_name(operand->type.without_modifier()) + " to " +
                 sql_name(to.without_modifier()),
             e->operator_position != 0 ? e->operator_position : position);
    coerce(operand, to, CastContext::explicit_);
    operand->type = to;
    e = std::move(operand);
}

void Binder::logical(ExprPtr& e, Scope& scope) {
    auto& node = *e->as<ast::Logical>();
    const std::string_view what = node.op == ast::LogicalOp::and_  ? "AND"
                                  : node.op == ast::LogicalOp::or_ ? "OR"
                                                                   : "XOR";
    for (ExprPtr& operand : node.operands) boolean(operand, scope, what);
    e->type = TypeId::boolean;
}

void Binder::case_(ExprPtr& e, Scope& scope) {
    auto& node = *e->as<ast::Case>();
    if (node.operand) {
        expression(node.operand, scope);
        std::vector<ExprPtr*> compared{&node.operand};
        for (ast::When& when : node.whens) {
            expression(when.condition, scope);
            compared.push_back(&when.condition);
        }
        coerce_to_common(compared, "CASE/WHEN");
    } else {
        for (ast::When& when : node.whens) boolean(when.condition, scope, "CASE/WHEN");
    }
    std::vector<ExprPtr*> results;
    for (ast::When& when : node.whens) expression(when.result, scope);
    if (node.otherwise) {
        expression(node.otherwise, scope);
        results.push_back(&node.otherwise);
    }
    for (ast::When& when : node.whens) results.push_back(&when.result);
    coerce_to_common(results, "CASE");
    e->type = node.whens.front().result->type;
    for (const ExprPtr* result : results)
        if ((*result)->type.modifier != e->type.modifier) e->type.modifier = -1;
}

}  // namespace ormgate::dialects
