#include <algorithm>

#include "dialects/bind/binder.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

void Binder::array_literal(ExprPtr& e, Scope& scope, std::optional<Type> wanted) {
    auto& node = *e->as<ast::ArrayLiteral>();
    const std::uint32_t position = e->position;
    bool nested = false;
    for (ExprPtr& element : node.elements) {
        if (element->as<ast::ArrayLiteral>() != nullptr) {
            array_literal(element, scope, wanted);
        } else {
            expression(element, scope);
        }
        nested |= element->type.array;
    }
    if (node.elements.empty() && !wanted)
        fail(Errc::indeterminate_datatype,
             "cannot determine type of empty array",
             position,
             "Explicitly cast to the desired type, for example ARRAY[]::integer[].");
    std::vector<ExprPtr*> operands;
    for (ExprPtr& element : node.elements) operands.push_back(&element);
    Type element_type;
    if (wanted && !nested) {
        element_type = *wanted;
        for (ExprPtr* operand : operands) {
            if (!can_coerce((*operand)->type, element_type, CastContext::explicit_))
                fail(Errc::cannot_coerce,
                     "cannot cast type " + sql_name((*operand)->type) + " to " + sql_name(element_type),
                     position);
            coerce(**&operand, element_type, CastContext::explicit_);
        }
    } else if (!operands.empty()) {
        coerce_to_common(operands, "ARRAY");
        element_type = node.elements.front()->type.without_modifier();
    }
    const Type result = nested ? element_type : array_of(element_type.without_modifier(), *context.schema);
    e->type = result;
}

void Binder::subscript(ExprPtr& e, Scope& scope) {
    const std::uint32_t position = e->position;
    std::vector<ExprPtr> indexes;
    ExprPtr base = std::move(e);
    while (auto* node = base->as<ast::Subscript>()) {
        indexes.insert(indexes.begin(), std::move(node->index));
        ExprPtr inner = std::move(node->base);
        base = std::move(inner);
    }
    expression(base, scope);
    if (base->type.id == TypeId::jsonb && !base->type.array) {
        for (ExprPtr& index : indexes) {
            expression(index, scope);
            base = apply_operator("->", std::move(base), std::move(index), position);
        }
        e = std::move(base);
        return;
    }
    const Type type = base->type;
    if (!type.array && type.id != TypeId::int2vector && type.id != TypeId::oidvector)
        fail(Errc::datatype_mismatch,
             "cannot subscript type " + sql_name(type.without_modifier()) +
                 " because it does not support subscripting",
             base->position);
    for (ExprPtr& index : indexes) {
        expression(index, scope);
        coerce(index, TypeId::int32, CastContext::assignment);
        base = typed(ast::make(ast::Subscript{std::move(base), std::move(index)}, position), type);
    }
    base->type = element_of(type, *context.schema);
    e = std::move(base);
}

void Binder::slice(ExprPtr& e, Scope& scope) {
    const std::uint32_t position = e->position;
    std::vector<std::pair<ExprPtr, ExprPtr>> bounds;
    ExprPtr base = std::move(e);
    while (auto* node = base->as<ast::Slice>()) {
        bounds.insert(bounds.begin(), {std::move(node->lower), std::move(node->upper)});
        ExprPtr inner = std::move(node->base);
        base = std::move(inner);
    }
    expression(base, scope);
    const Type type = base->type;
    if (!type.array)
        fail(Errc::datatype_mismatch,
             "cannot subscript type " + sql_name(type.without_modifier()) +
                 " because it does not support subscripting",
             base->position);
    for (auto& [lower, upper] : bounds) {
        for (ExprPtr* bound : {&lower, &upper}) {
            if (!*bound) continue;
            expression(*bound, scope);
            coerce(*bound, TypeId::int32, CastContext::assignment);
        }
        ast::Slice part{std::move(base), std::move(lower), std::move(upper)};
        base = typed(ast::make(std::move(part), position), type);
    }
    e = std::move(base);
}

void Binder::field(ExprPtr& e, Scope& scope) {
    auto& node = *e->as<ast::Field>();
    // (t).x of a table is the column t.x
    if (const auto* whole = node.base->as<ast::ColumnRef>();
        whole != nullptr && node.name != "*" && find_range(whole->parts, scope).first != nullptr) {
        ast::Name parts = whole->parts;
        parts.push_back(node.name);
        e = ast::make(ast::ColumnRef{std::move(parts)}, e->position);
        return column(e, scope);
    }
    const std::uint32_t position = e->position;
    const std::string name = node.name;
    expression(node.base, scope);
    const Type type = node.base->type;
    if (type.id != TypeId::record || type.array)
        fail(Errc::wrong_object_type,
             "column notation ." + name + " applied to type " + sql_name(type.without_modifier()) +
                 ", which is not a composite type",
             position);
    const RowFields& fields = fields_of(type);
    const auto found = std::ranges::find(fields, name, &RowField::name);
    if (found != fields.end()) {
        e = field_of(*node.base, static_cast<std::size_t>(found - fields.begin()), position);
        return;
    }
    if (!fields.empty())
        fail(Errc::undefined_column,
             "could not identify column \"" + name + "\" in record data type",
             position);
    refuse("a field of a composite value", position);
    e = null_constant(TypeId::text, position);
}

// (row).* in a select list. Its items are bound already: the caller leaves them as they are.
void Binder::expand_row(ExprPtr row, Scope& scope, std::vector<ast::SelectItem>& out) {
    const std::uint32_t position = row->position;
    expression(row, scope);
    const Type type = row->type;
    if (type.id != TypeId::record || type.array)
        fail(Errc::wrong_object_type,
             "type " + sql_name(type.without_modifier()) + " is not composite",
             position);
    const RowFields& fields = fields_of(type);
    if (fields.empty()) refuse("the fields of a composite value", position);
    for (std::size_t i = 0; i < fields.size(); ++i)
        out.push_back({field_of(*row, i, position), fields[i].name});
}

// A bound Field is called by its place. The field of a row that stands in the tree is one of its parts.
ExprPtr Binder::field_of(const ast::Expr& row, std::size_t index, std::uint32_t position) {
    const Type type = fields_of(row.type)[index].type;
    if (const auto* node = row.as<ast::Row>()) return clone(*node->elements[index]);
    return typed(ast::make(ast::Field{clone(row), std::to_string(index)}, position), type);
}

void Binder::row(ExprPtr& e, Scope& scope) {
    auto& node = *e->as<ast::Row>();
    for (ExprPtr& element : node.elements) expression(element, scope);
    e->type = TypeId::record;
}

}  // namespace ormgate::dialects
