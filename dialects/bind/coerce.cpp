#include <algorithm>

#include "core/object_names.hpp"
#include "dialects/bind/binder.hpp"
#include "dialects/sqlite_functions.hpp"
#include "dialects/sqlite_storage.hpp"

namespace ormgate::dialects {
namespace {

using ast::ExprPtr;

// A number as written takes the type it is used as, instead of a cast around it.
bool number_becomes(Type from, Type to) {
    if (to.array || from.array) return false;
    switch (from.id) {
        case TypeId::int32:
            return to.id == TypeId::int64 || to.id == TypeId::numeric || to.id == TypeId::float64 ||
                   to.id == TypeId::oid;
        case TypeId::int64:
            return to.id == TypeId::numeric || to.id == TypeId::float64;
        case TypeId::numeric:
            return to.id == TypeId::float64;
        default:
            return false;
    }
}

ast::Literal* number_literal(ast::Expr& e) {
    auto* literal = e.as<ast::Literal>();
    if (literal == nullptr) return nullptr;
    const bool number =
        literal->kind == ast::LiteralKind::integer || literal->kind == ast::LiteralKind::decimal;
    return number ? literal : nullptr;
}

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

}  // namespace

std::string_view collation_of(Type type) {
    constexpr std::string_view word = "COLLATE ";
    if (const std::string_view declared = declared_collation(type); !declared.empty())
        return declared.substr(word.size());
    const std::string_view name = info(type.id == TypeId::cidr ? TypeId::inet : type.id).name;
    for (const std::string_view collation : collations)
        if (type.array ? collation.starts_with('_') && collation.substr(1) == name : collation == name)
            return collation;
    return {};
}

bool compares_natively(Type type) {
    if (type.array && type.id == TypeId::enumeration) return true;
    if (type.array) return !collation_of(type).empty();
    return type.id != TypeId::record && type.id != TypeId::json;
}

bool orders_natively(Type type) {
    return compares_natively(type) && type.id != TypeId::enumeration;
}

bool has_order(Type type) {
    return compares_natively(type);
}

// The labels of an enumeration have an order of their own: their ranks stand for them.
ExprPtr Binder::ordered(ExprPtr e) {
    const Type type = e->type;
    if (type.id != TypeId::enumeration) return collated(std::move(e));
    const std::uint32_t position = e->position;
    Type element = element_of(type, *context.schema);
    if (!type.array) element = type;
    ExprPtr ranks = spelled(type.array ? "pg_enum_ranks($1, $2)" : "pg_enum_rank($1, $2)",
                            exprs(std::move(e), text_constant(enum_labels(element))),
                            Type(TypeId::int32, type.array),
                            position);
    return type.array ? collated(std::move(ranks)) : std::move(ranks);
}

// DISTINCT, GROUP BY, UNION … need an equality.
void Binder::require_equality(Type type, std::uint32_t position) {
    if (type.id == TypeId::json)
        fail(Errc::undefined_function,
             "could not identify an equality operator for type " + sql_name(type.without_modifier()),
             position);
    if (!compares_natively(type)) refuse("a comparison of " + sql_name(type.without_modifier()), position);
}

ExprPtr spelled(std::string spelling, std::vector<ExprPtr> args, Type type, std::uint32_t position) {
    ExprPtr e = ast::make(ast::Spelled{std::move(spelling), std::move(args), nullptr}, position);
    e->type = type;
    return e;
}

ExprPtr collated(ExprPtr e) {
    const std::string_view collation = collation_of(e->type);
    if (collation.empty()) return e;
    const Type type = e->type;
    const std::uint32_t position = e->position;
    ExprPtr out = ast::make(ast::Collate{std::move(e), {std::string(collation)}}, position);
    out->type = type;
    return out;
}

ExprPtr text_constant(std::string text) {
    ExprPtr e = ast::make(ast::Literal{ast::LiteralKind::string, std::move(text), -1});
    e->type = TypeId::text;
    return e;
}

ExprPtr integer_constant(std::int64_t value) {
    ExprPtr e = ast::make(ast::Literal{ast::LiteralKind::integer, std::to_string(value), -1});
    e->type = TypeId::int64;
    return e;
}

bool is_null_literal(const ast::Expr& e) {
    const auto* literal = e.as<ast::Literal>();
    return literal != nullptr && literal->kind == ast::LiteralKind::null;
}

void Binder::pin(const ast::Literal& literal) {
    if (literal.slot >= 0 && !embedded_) pinned[literal.slot] = literal.text;
}

std::string Binder::enum_labels(Type type) const {
    const EnumDef* found = context.schema->enum_by_oid(type.user_oid);
    return found == nullptr ? "[]" : string_list(found->labels);
}

// Fills in what a row of the tables says: its forms are described at FunctionRow::sqlite.
ExprPtr Binder::spell(std::string_view spelling,
                      std::vector<ExprPtr> args,
                      Type result,
                      std::uint32_t position) {
    if (spelling.starts_with('!')) {
        refuse(std::string(spelling.substr(1)), position);
        return spelled("NULL", {}, result, position);
    }
    std::string text;
    std::vector<ExprPtr> used;
    std::vector<Type> types;
    for (const ExprPtr& arg : args) types.push_back(arg->type);
    const auto add = [&](ExprPtr e) {
        used.push_back(std::move(e));
        text += "$" + std::to_string(used.size());
    };
    const auto add_list = [&](std::string_view form) {
        for (std::size_t i = 0; i < args.size(); ++i) {
            if (i > 0) text += ", ";
            const Type type = args[i]->type;
            add(form == "text" ? output_text(std::move(args[i])) : std::move(args[i]));
            if (form == "typed") text += ", '" + pg_name(type) + "'";
        }
    };
    if (spelling.find('$') == std::string_view::npos) {
        text = std::string(spelling) + "(";
        add_list({});
        text += ")";
        return spelled(std::move(text), std::move(used), result, position);
    }
    for (std::size_t i = 0; i < spelling.size(); ++i) {
        if (spelling[i] != '$') {
            text += spelling[i];
            continue;
        }
        std::string_view rest = spelling.substr(i + 1);
        if (rest.starts_with('*')) {
            rest.remove_prefix(1);
            const std::string_view form = rest.starts_with("text")    ? "text"
                                          : rest.starts_with("typed") ? "typed"
                                                                      : "";
            add_list(form);
            i += 1 + form.size();
            continue;
        }
        const char letter = rest.front();
        const bool lettered = std::string_view("telc").find(letter) != std::string_view::npos;
        const auto n = static_cast<std::size_t>(rest[lettered ? 1 : 0] - '1');
        i += lettered ? 2 : 1;
        if (n >= args.size()) continue;
        if (letter == 't') {
            text += "'" + pg_name(types[n]) + "'";
        } else if (letter == 'l') {
            add(text_constant(enum_labels(types[n])));
        } else if (letter == 'c') {
            text += collation_of(types[n]);
        } else if (letter == 'e') {
            text += "pg_enum_rank(";
            add(std::move(args[n]));
            text += ", ";
            add(text_constant(enum_labels(types[n])));
            text += ")";
        } else if (spelling.substr(i + 1).starts_with("string")) {
            coerce(args[n], TypeId::text, CastContext::explicit_);
            add(std::move(args[n]));
            i += 6;
        } else if (spelling.substr(i + 1).starts_with("text")) {
            add(output_text(std::move(args[n])));
            i += 4;
        } else {
            add(std::move(args[n]));
        }
    }
    return spelled(std::move(text), std::move(used), result, position);
}

namespace {

// The fields of a row that stands in the tree: ROW(…), or the whole row of an item of FROM, which is a JSON
// object of names and values.
std::vector<ExprPtr> take_fields(ast::Expr& e) {
    std::vector<ExprPtr> out;
    if (auto* fields = e.as<ast::Row>()) return std::move(fields->elements);
    auto* node = e.as<ast::Spelled>();
    if (node != nullptr && node->spelling.starts_with("pg_row_json("))
        for (std::size_t i = 1; i < node->args.size(); i += 2) out.push_back(std::move(node->args[i]));
    return out;
}

bool shows_fields(const ast::Expr& e) {
    const auto* node = e.as<ast::Spelled>();
    return e.as<ast::Row>() != nullptr || (node != nullptr && node->spelling.starts_with("pg_row_json("));
}

}  // namespace

ExprPtr Binder::output_text(ExprPtr e) {
    const Type type = e->type;
    const std::uint32_t position = e->position;
    if (type.id == TypeId::record && !type.array) {
        const bool shown = shows_fields(*e);
        if (!shown && row_columns(type).empty()) {
            refuse("the text of a row that an expression yields", position);
            return spelled("NULL", {}, TypeId::text, position);
        }
        std::vector<ExprPtr> fields;
        if (shown) fields = take_fields(*e);
        for (std::size_t i = 0; !shown && i < row_columns(type).size(); ++i)
            fields.push_back(field_of(*e, i, position));
        std::string text = "pg_record_text(";
        for (std::size_t i = 0; i < fields.size(); ++i) {
            settle(fields[i]);
            const bool nested = fields[i]->type.id == TypeId::record;
            if (nested) fields[i] = output_text(std::move(fields[i]));
            text += (i > 0 ? ", $" : "$") + std::to_string(i + 1) + ", '" + pg_name(fields[i]->type) + "'";
        }
        ExprPtr shown_text = spelled(text + ")", std::move(fields), TypeId::text, position);
        if (shown) return shown_text;
        return spelled(
            "iif($1 IS NULL, NULL, $2)", exprs(std::move(e), std::move(shown_text)), TypeId::text, position);
    }
    if (type.id == TypeId::unknown) {
        settle(e);
        return e;
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

void Binder::settle(ExprPtr& e) {
    if (e->type.id != TypeId::unknown) return;
    coerce(e, TypeId::text, CastContext::implicit);
}

namespace {

void set_parameter_type(Binder& binder, ast::Expr& e, const ast::Parameter& parameter, Type to) {
    Type& known = binder.parameters.at(parameter.number - 1U);
    if (known.id == TypeId::unknown) known = is_oid_alias(to.id) ? Type(TypeId::text) : to.without_modifier();
    e.type = known;
}

}  // namespace

// Converts without asking whether PostgreSQL would: callers have asked can_coerce().
void Binder::coerce(ExprPtr& e, Type to, CastContext cast_context) {
    const bool vector =
        !e->type.array && (e->type.id == TypeId::int2vector || e->type.id == TypeId::oidvector);
    if (vector && to.array)
        e->type = Type(e->type.id == TypeId::int2vector ? TypeId::int16 : TypeId::oid, true);
    const std::uint32_t position = e->position;
    const bool assignment = cast_context == CastContext::assignment;
    if (is_polymorphic(to)) {
        if (e->type.id == TypeId::unknown && to.id != TypeId::any) settle(e);
        if (to.id == TypeId::any && e->type.id == TypeId::unknown) settle(e);
        return;
    }
    if (auto* operand = e->as<ast::Unary>();
        operand != nullptr && number_literal(*operand->operand) != nullptr && number_becomes(e->type, to)) {
        coerce(operand->operand, to.without_modifier(), CastContext::implicit);
        e->type = to.without_modifier();
    } else if (auto* number = number_literal(*e); number != nullptr && number_becomes(e->type, to)) {
        e->type = assignment ? to : to.without_modifier();
    } else if (e->type.id == TypeId::unknown) {
        if (auto* literal = e->as<ast::Literal>()) {
            if (literal->kind == ast::LiteralKind::null) {
                e->type = assignment ? to : to.without_modifier();
                return;
            }
            if (to.id == TypeId::record) {
                refuse("a literal of a row type", position);
                return;
            }
            if (is_oid_alias(to.id) && !to.array) {
                e->type = TypeId::text;
                e = spelled("pg_input($1, '" + pg_name(to) + "')", exprs(std::move(e)), to, position);
                return;
            }
            if (to.id == TypeId::enumeration && !to.array) {
                pin(*literal);
                const EnumDef* found = context.schema->enum_by_oid(to.user_oid);
                if (found != nullptr &&
                    std::ranges::find(found->labels, literal->text) == found->labels.end())
                    fail(Errc::invalid_text_representation,
                         "invalid input value for enum " + found->name + ": \"" + literal->text + "\"",
                         position);
            }
            const bool keeps_modifier = assignment || to.id == TypeId::interval;
            e->type = keeps_modifier ? to : to.without_modifier();
        } else if (auto* parameter_node = e->as<ast::Parameter>()) {
            set_parameter_type(*this, *e, *parameter_node, to);
            if (is_oid_alias(to.id) && e->type.id == TypeId::text) {
                e = spelled("pg_input($1, '" + pg_name(to) + "')", exprs(std::move(e)), to, position);
            } else if (to.id == TypeId::enumeration && !to.array) {
                const EnumDef* found = context.schema->enum_by_oid(to.user_oid);
                e = spelled("pg_enum($1, $2, $3)",
                            exprs(std::move(e),
                                  text_constant(found == nullptr ? "" : found->name),
                                  text_constant(enum_labels(to))),
                            to,
                            position);
            }
            if (!same_type(e->type, to)) coerce(e, to, CastContext::explicit_);
        } else {
            e->type = TypeId::text;
        }
    }
    if (!same_type(e->type, to)) {
        const Type from = e->type;
        const CastRow* row = from.array || to.array ? nullptr : find_cast(from.id, to.id);
        if (row != nullptr) {
            e = spell(row->sqlite, exprs(std::move(e)), to.without_modifier(), position);
        } else if (from.array && to.array) {
            Type a = from, b = to;
            a.array = b.array = false;
            const bool text_both = from.id == to.id || (is_string(a) && is_string(b)) ||
                                   (is_integer(a) && is_integer(b) && info(b.id).length >= info(a.id).length);
            if (text_both) {
                e = spelled("$1", exprs(std::move(e)), to.without_modifier(), position);
            } else {
                e = spelled("pg_array_cast($1, '" + pg_name(a) + "', '" + pg_name(b) + "', " +
                                std::to_string(to.modifier) + ")",
                            exprs(std::move(e)),
                            to,
                            position);
            }
        } else if (!to.array && is_string(to)) {
            e = output_text(std::move(e));
            e = spelled("$1", exprs(std::move(e)), to.without_modifier(), position);
        } else if (to.id == TypeId::enumeration && !to.array) {
            const EnumDef* found = context.schema->enum_by_oid(to.user_oid);
            e = spelled("pg_enum($1, $2, $3)",
                        exprs(std::move(e),
                              text_constant(found == nullptr ? "" : found->name),
                              text_constant(enum_labels(to))),
                        to,
                        position);
        } else {
            e = spelled(
                "pg_input($1, '" + pg_name(to) + "')", exprs(std::move(e)), to.without_modifier(), position);
        }
    }
    if (to.modifier >= 0 && e->type.modifier != to.modifier && cast_context != CastContext::implicit) {
        e = spelled("pg_modifier($1, '" + pg_name(to) + "', " + std::to_string(to.modifier) + ", " +
                        (assignment ? "1" : "0") + ")",
                    exprs(std::move(e)),
                    to,
                    position);
    }
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
