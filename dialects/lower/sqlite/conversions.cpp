// Changes of type and of length, and the text of values.
#include <algorithm>

#include "core/object_names.hpp"
#include "dialects/bind/bound.hpp"
#include "dialects/bind/types.hpp"
#include "dialects/lower/sqlite/lowering.hpp"
#include "dialects/lower/sqlite/nodes.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

// How a value of a type prints as text by a plain expression; empty: it takes pg_output.
std::string_view plain_output(Type type) {
    if (type.array) return {};
    switch (type.id) {
        case TypeId::int16:
        case TypeId::int32:
        case TypeId::int64:
        case TypeId::oid:
        case TypeId::xid:
            return "CAST($1 AS TEXT)";
        case TypeId::text:
        case TypeId::varchar:
        case TypeId::bpchar:
        case TypeId::name:
        case TypeId::single_char:
        case TypeId::numeric:
        case TypeId::uuid:
        case TypeId::json:
        case TypeId::jsonb:
        case TypeId::enumeration:
        case TypeId::unknown:
            return "$1";
        default:
            return {};
    }
}

// A row as a value is a JSON object of its columns, in their order.
constexpr std::string_view row_value_function = "pg_row_json(";

bool is_row_value(const ast::Expr& e) {
    const auto* node = e.as<ast::Spelled>();
    return node != nullptr && node->spelling.starts_with(row_value_function);
}

// The fields of a row that stands in the tree.
std::vector<ExprPtr> take_fields(ast::Expr& e) {
    if (auto* fields = e.as<ast::Row>()) return std::move(fields->elements);
    std::vector<ExprPtr> out;
    auto& node = *e.as<ast::Spelled>();
    for (std::size_t i = 1; i < node.args.size(); i += 2) out.push_back(std::move(node.args[i]));
    return out;
}

}  // namespace

void SqliteLowering::row_value(ExprPtr& e) {
    auto& node = *e->as<ast::Row>();
    if (node.names.empty()) return;
    std::vector<ExprPtr> args;
    std::string text = std::string(row_value_function) + "0";
    for (std::size_t i = 0; i < node.elements.size(); ++i) {
        const std::string type = pg_name(node.elements[i]->type);
        args.push_back(text_constant(node.names[i]));
        args.push_back(std::move(node.elements[i]));
        text += ", $" + std::to_string(args.size() - 1) + ", $" + std::to_string(args.size()) + ", '" + type +
                "'";
    }
    e = spelled(text + ")", std::move(args), e->type, e->position);
}

// A field of a row that stands in the tree is one of its parts; another row is read as it is kept, as JSON.
ExprPtr SqliteLowering::field_of(const ast::Expr& row, std::size_t place, Type type) {
    if (is_row_value(row)) return typed(clone(*row.as<ast::Spelled>()->args.at(2 * place + 1)), type);
    return spelled("pg_row_field($1, " + std::to_string(place) + ", '" + pg_name(type) + "')",
                   exprs(clone(row)),
                   type,
                   row.position);
}

void SqliteLowering::field(ExprPtr& e) {
    const auto& node = *e->as<ast::Field>();
    ExprPtr value = field_of(*node.base, std::stoul(node.name), e->type);
    value->position = e->position;
    e = std::move(value);
}

ExprPtr SqliteLowering::record_text(std::vector<ExprPtr> fields, std::uint32_t position) {
    std::string text = "pg_record_text(";
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i]->type.id == TypeId::record) fields[i] = output_text(std::move(fields[i]));
        text += (i > 0 ? ", $" : "$") + std::to_string(i + 1) + ", '" + pg_name(fields[i]->type) + "'";
    }
    return spelled(text + ")", std::move(fields), TypeId::text, position);
}

ExprPtr SqliteLowering::output_text(ExprPtr e) {
    const Type type = e->type;
    const std::uint32_t position = e->position;
    if (type.id == TypeId::record && !type.array) {
        if (e->as<ast::Row>() != nullptr || is_row_value(*e)) return record_text(take_fields(*e), position);
        const Notes::RowFields& known = notes_.fields_of(type);
        if (known.empty()) {
            refuse("the text of a row that an expression yields", position);
            return spelled("NULL", {}, TypeId::text, position);
        }
        std::vector<ExprPtr> fields;
        for (std::size_t i = 0; i < known.size(); ++i) fields.push_back(field_of(*e, i, known[i].type));
        ExprPtr text = record_text(std::move(fields), position);
        return spelled(
            "iif($1 IS NULL, NULL, $2)", exprs(std::move(e), std::move(text)), TypeId::text, position);
    }
    if (!type.array && is_string(type) && type.id != TypeId::bpchar) return e;
    const std::string_view plain = plain_output(type);
    if (plain == "$1") {
        // Text compares as text, not as the column it was read from.
        const bool other = !collation_of(type).empty();
        return spelled(other ? "$1 COLLATE BINARY" : "$1", exprs(std::move(e)), TypeId::text, position);
    }
    if (!plain.empty()) return spelled(std::string(plain), exprs(std::move(e)), TypeId::text, position);
    const bool vector = type.id == TypeId::int2vector || type.id == TypeId::oidvector;
    return spelled("pg_output($1, '" + (vector ? std::string(info(type.id).name) : pg_name(type)) + "')",
                   exprs(std::move(e)),
                   TypeId::text,
                   position);
}

void SqliteLowering::conversion(ExprPtr& e) {
    auto& node = *e->as<ast::Conversion>();
    const Type type = e->type;
    const std::uint32_t position = e->position, end = e->end;
    e = convert(std::move(node.operand), node.to, node.row, node.context);
    e->type = type;
    e->position = position;
    e->end = end;
}

ExprPtr SqliteLowering::convert(ExprPtr e, Type to, const CastRow* row, CastContext cast_context) {
    const std::uint32_t position = e->position;
    const bool assignment = cast_context == CastContext::assignment;
    auto* minus = e->as<ast::Unary>();
    if (minus != nullptr && is_number_literal(*minus->operand) && number_becomes(e->type, to)) {
        minus->operand->type = e->type = to.without_modifier();
    } else if (is_number_literal(*e) && number_becomes(e->type, to)) {
        e->type = assignment ? to : to.without_modifier();
    }
    const bool any_text = to.id == TypeId::enumeration && !to.array && e->as<ast::Parameter>() != nullptr;
    if (!same_type(e->type, to) || any_text) e = convert_type(std::move(e), to, row);
    if (to.modifier < 0 || e->type.modifier == to.modifier || cast_context == CastContext::implicit) return e;
    return spelled("pg_modifier($1, '" + pg_name(to) + "', " + std::to_string(to.modifier) + ", " +
                       (assignment ? "1" : "0") + ")",
                   exprs(std::move(e)),
                   to,
                   position);
}

ExprPtr SqliteLowering::convert_type(ExprPtr e, Type to, const CastRow* row) {
    const std::uint32_t position = e->position;
    const Type from = e->type;
    if (row != nullptr)
        return spell(row->spelling.sqlite, exprs(std::move(e)), to.without_modifier(), position);
    if (from.array && to.array) {
        if (relabels_elements(from, to))
            return spelled("$1", exprs(std::move(e)), to.without_modifier(), position);
        Type a = from, b = to;
        a.array = b.array = false;
        return spelled("pg_array_cast($1, '" + pg_name(a) + "', '" + pg_name(b) + "', " +
                           std::to_string(to.modifier) + ")",
                       exprs(std::move(e)),
                       to,
                       position);
    }
    if (!to.array && is_string(to))
        return spelled("$1", exprs(output_text(std::move(e))), to.without_modifier(), position);
    if (to.id == TypeId::enumeration && !to.array) {
        const EnumDef* found = schema_.enum_by_oid(to.user_oid);
        return spelled("pg_enum($1, $2, $3)",
                       exprs(std::move(e),
                             text_constant(found == nullptr ? "" : found->name),
                             text_constant(enum_labels(to))),
                       to,
                       position);
    }
    return spelled(
        "pg_input($1, '" + pg_name(to) + "')", exprs(std::move(e)), to.without_modifier(), position);
}

}  // namespace ormgate::dialects
