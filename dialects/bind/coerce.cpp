#include <algorithm>

#include "core/object_names.hpp"
#include "dialects/bind/binder.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

// DISTINCT, GROUP BY, UNION … need an equality.
void Binder::require_equality(Type type, std::uint32_t position) {
    if (type.id == TypeId::json)
        fail(Errc::undefined_function,
             "could not identify an equality operator for type " + sql_name(type.without_modifier()),
             position);
}

void Binder::settle(ExprPtr& e) {
    if (auto* row = e->as<ast::Row>())
        for (ExprPtr& field : row->elements) settle(field);
    if (e->type.id == TypeId::unknown) coerce(e, TypeId::text, CastContext::implicit);
}

namespace {

// Through the input function of a type.
ExprPtr from_text(ExprPtr e, Type to, CastContext context) {
    const std::uint32_t position = e->position;
    return typed(ast::make(ast::Conversion{std::move(e), to, nullptr, context}, position), to);
}

}  // namespace

ExprPtr Binder::convert(ExprPtr e, Type to, CastContext cast_context) {
    const Type from = e->type;
    const Type result = converted_type(from, to, cast_context);
    if (from == result) return e;
    if (from.id == TypeId::record) settle(e);
    const std::uint32_t position = e->position, end = e->end;
    const CastRow* row = from.array || to.array || same_type(from, to) ? nullptr : find_cast(from.id, to.id);
    e = typed(ast::make(ast::Conversion{std::move(e), to, row, cast_context}, position), result);
    e->end = end;
    return e;
}

// A literal or a parameter of no type yet takes the one it is used as.
void Binder::unknown_becomes(ExprPtr& e, Type to, CastContext cast_context) {
    const std::uint32_t position = e->position;
    const bool enumeration = to.id == TypeId::enumeration && !to.array;
    const bool oid_alias = is_oid_alias(to.id) && !to.array;
    const bool assignment = cast_context == CastContext::assignment;
    if (auto* literal = e->as<ast::Literal>()) {
        if (literal->kind == ast::LiteralKind::null) {
            e->type = assignment ? to : to.without_modifier();
            return;
        }
        if (to.id == TypeId::record) return refuse("a literal of a row type", position);
        if (oid_alias) {
            e->type = TypeId::text;
            e = from_text(std::move(e), to, cast_context);
            return;
        }
        if (enumeration) {
            pin(*literal);
            const EnumDef* found = context.schema->enum_by_oid(to.user_oid);
            if (found != nullptr && std::ranges::find(found->labels, literal->text) == found->labels.end())
                fail(Errc::invalid_text_representation,
                     "invalid input value for enum " + found->name + ": \"" + literal->text + "\"",
                     position);
        }
        e->type = assignment || to.id == TypeId::interval ? to : to.without_modifier();
        return;
    }
    const auto* parameter_node = e->as<ast::Parameter>();
    if (parameter_node == nullptr) {
        e->type = TypeId::text;
        return;
    }
    Type& known = parameters.at(parameter_node->number - 1U);
    if (known.id == TypeId::unknown) known = is_oid_alias(to.id) ? Type(TypeId::text) : to.without_modifier();
    e->type = known;
    if ((oid_alias && known.id == TypeId::text) || enumeration) e = from_text(std::move(e), to, cast_context);
    if (!same_type(e->type, to)) coerce(e, to, CastContext::explicit_);
}

// Converts without asking whether PostgreSQL would: callers have asked can_coerce().
void Binder::coerce(ExprPtr& e, Type to, CastContext cast_context) {
    const bool vector =
        !e->type.array && (e->type.id == TypeId::int2vector || e->type.id == TypeId::oidvector);
    if (vector && to.array)
        e->type = Type(e->type.id == TypeId::int2vector ? TypeId::int16 : TypeId::oid, true);
    if (is_polymorphic(to)) return settle(e);
    if (e->type.id == TypeId::unknown) unknown_becomes(e, to, cast_context);
    if (is_null_literal(*e) && same_type(e->type, to)) return;
    if (e->type.id != TypeId::unknown) e = convert(std::move(e), to, cast_context);
}

void Binder::no_common_type(std::string_view what, Type first, Type type, std::uint32_t position) {
    const std::string one = sql_name(first.without_modifier()), other = sql_name(type.without_modifier());
    if (category(type) == category(first))
        fail(Errc::cannot_coerce,
             std::string(what) + " could not convert type " + other + " to " + one,
             position);
    fail(Errc::datatype_mismatch,
         std::string(what) + " types " + one + " and " + other + " cannot be matched",
         position);
}

void Binder::coerce_to_common(std::vector<ExprPtr*> operands, std::string_view what) {
    std::vector<Type> types;
    types.reserve(operands.size());
    for (const ExprPtr* operand : operands) types.push_back((*operand)->type);
    const std::optional<Type> common = common_type(types);
    if (!common) {
        Type first;
        for (const ExprPtr* operand : operands) {
            const Type type = (*operand)->type;
            if (type.id == TypeId::unknown) continue;
            if (first.id == TypeId::unknown) first = type;
            if (!common_type({first, type})) no_common_type(what, first, type, (*operand)->position);
        }
        fail(Errc::datatype_mismatch,
             std::string(what) + " types cannot be matched",
             (*operands.front())->position);
    }
    for (ExprPtr* operand : operands) coerce(*operand, *common, CastContext::implicit);
}

// The value of a column in INSERT and UPDATE.
void Binder::assign(ExprPtr& e, const ColumnDef& column, std::uint32_t position) {
    if (!can_coerce(e->type, column.type, CastContext::assignment))
        fail(Errc::datatype_mismatch,
             "column \"" + column.name + "\" is of type " + sql_name(column.type.without_modifier()) +
                 " but expression is of type " + sql_name(e->type.without_modifier()),
             position,
             "You will need to rewrite or cast the expression.");
    coerce(e, column.type, CastContext::assignment);
}

}  // namespace ormgate::dialects
