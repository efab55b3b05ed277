#include <algorithm>
#include <unordered_map>

#include "dialects/bind/binder.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

bool is_comparison(std::string_view op) {
    static constexpr std::string_view all[] = {"=", "<>", "<", "<=", ">", ">="};
    return std::ranges::find(all, op) != std::end(all);
}

// Overloads are the prefix or infix operators of a symbol, with their operands' types read once.
struct Overloads {
    std::vector<const OperatorRow*> rows;
    std::vector<std::vector<Type>> lists;
};

const Overloads& overloads(std::string_view op, bool prefix) {
    static const Overloads none;
    static thread_local std::unordered_map<std::string_view, Overloads> known[2];
    const auto rows = operators_named(op);
    if (rows.empty()) return none;
    const auto [place, is_new] = known[prefix ? 1 : 0].try_emplace(rows.front()->op);
    if (is_new) {
        for (const OperatorRow* row : rows) {
            if (row->left.empty() != prefix) continue;
            place->second.rows.push_back(row);
            place->second.lists.push_back(
                prefix ? std::vector<Type>{type_of_pg_name(row->right)}
                       : std::vector<Type>{type_of_pg_name(row->left), type_of_pg_name(row->right)});
        }
    }
    return place->second;
}

}  // namespace

const std::vector<Type>& operands_of(const OperatorRow& row) {
    const Overloads& all = overloads(row.op, row.left.empty());
    return all.lists[static_cast<std::size_t>(std::ranges::find(all.rows, &row) - all.rows.begin())];
}

const OperatorRow* Binder::resolve_operator(std::string_view op,
                                            Type left,
                                            Type right,
                                            std::uint32_t position) {
    const bool prefix = left.id == TypeId::void_;
    const auto& [candidates, lists] = overloads(op, prefix);
    std::vector<Type> inputs = prefix ? std::vector<Type>{right} : std::vector<Type>{left, right};
    if (!prefix && (left.id == TypeId::unknown) != (right.id == TypeId::unknown)) {
        // an unknown operand is first taken to be of the other's type
        const Type known = left.id == TypeId::unknown ? right : left;
        for (std::size_t i = 0; i < lists.size(); ++i)
            if (same_type(lists[i][0], known) && same_type(lists[i][1], known)) return candidates[i];
    }
    const Selection selection = select_candidate(lists, inputs);
    if (selection.chosen) return candidates[*selection.chosen];
    const std::string signature_text = (prefix ? "" : sql_name(left.without_modifier()) + " ") +
                                       std::string(op) + " " + sql_name(right.without_modifier());
    if (selection.ambiguous)
        fail(Errc::ambiguous_function,
             "operator is not unique: " + signature_text,
             position,
             "Could not choose a best candidate operator. You might need to add explicit type casts.");
    fail(Errc::undefined_function,
         "operator does not exist: " + signature_text,
         position,
         prefix ? "No operator matches the given name and argument type. You might need to add an explicit "
                  "type cast."
                : "No operator matches the given name and argument types. You might need to add explicit "
                  "type casts.");
}

// Makes the arguments of anyelement, anyarray … agree and answers the result's type.
Type Binder::settle_polymorphic(const std::vector<Type>& declared,
                                std::vector<ExprPtr>& args,
                                Type result,
                                std::string_view what,
                                std::uint32_t position) {
    const Schema& schema = *context.schema;
    const auto is_array = [](Type t) {
        return t.id == TypeId::anyarray || t.id == TypeId::anycompatiblearray;
    };
    const auto is_element = [](Type t) {
        return t.id == TypeId::anyelement || t.id == TypeId::anynonarray || t.id == TypeId::anycompatible ||
               (t.id == TypeId::enumeration && t.user_oid == 0);
    };
    std::vector<Type> elements;
    bool differ = false;  // anyelement, anyarray: one type exactly; the anycompatible ones have a common one
    for (std::size_t i = 0; i < args.size(); ++i) {
        const Type type = args[i]->type;
        if (type.id == TypeId::unknown || (!is_array(declared[i]) && !is_element(declared[i]))) continue;
        const Type element = is_array(declared[i]) ? element_of(type, schema) : type;
        const bool exact =
            declared[i].id != TypeId::anycompatible && declared[i].id != TypeId::anycompatiblearray;
        differ |= exact && !elements.empty() && elements.front() != element.without_modifier();
        elements.push_back(element.without_modifier());
    }
    const bool polymorphic =
        std::ranges::any_of(declared, [&](Type t) { return is_array(t) || is_element(t); });
    if (!polymorphic) return result;
    Type element = TypeId::text;
    if (!elements.empty()) {
        const std::optional<Type> common = differ ? std::nullopt : common_type(elements);
        if (!common) {
            std::string types;
            const bool function = what.starts_with("function ");
            for (const ExprPtr& arg : args)
                types += (types.empty() ? ""
                          : function    ? ", "
                                        : " " + std::string(what) + " ") +
                         sql_name(arg->type.without_modifier());
            fail(Errc::undefined_function,
                 function ? std::string(what) + "(" + types + ") does not exist"
                          : "operator does not exist: " + types,
                 position,
                 std::string("No ") +
                     (function ? "function matches the given name" : "operator matches the given name") +
                     " and argument types. You might need to add explicit type casts.");
        }
        element = *common;
    } else if (std::ranges::any_of(declared, is_array) && is_polymorphic(result)) {
        fail(Errc::indeterminate_datatype,
             "could not determine polymorphic type because input has type unknown",
             position);
    }
    for (std::size_t i = 0; i < args.size(); ++i) {
        if (is_element(declared[i])) coerce(args[i], element, CastContext::implicit);
        if (is_array(declared[i]) && args[i]->type.id != TypeId::int2vector &&
            args[i]->type.id != TypeId::oidvector)
            coerce(args[i], array_of(element, schema), CastContext::implicit);
    }
    if (is_array(result)) return array_of(element, schema);
    if (is_element(result)) return element;
    return result;
}

ExprPtr Binder::apply_operator(std::string_view op, ExprPtr left, ExprPtr right, std::uint32_t position) {
    const bool prefix = left == nullptr;
    const Type nothing = TypeId::void_;
    const OperatorRow* row = resolve_operator(op, prefix ? nothing : left->type, right->type, position);
    std::vector<ExprPtr> args = prefix ? exprs(std::move(right)) : exprs(std::move(left), std::move(right));
    std::uint32_t begin = args.front()->position;
    const std::vector<Type>& declared = operands_of(*row);
    Type result = settle_polymorphic(declared, args, type_of_pg_name(row->result), row->op, position);
    for (std::size_t i = 0; i < args.size(); ++i)
        if (!is_polymorphic(declared[i])) coerce(args[i], declared[i], CastContext::implicit);
    return typed(ast::make(ast::Applied{nullptr, row, std::move(args)}, prefix ? position : begin), result);
}

void Binder::unary(ExprPtr& e, Scope& scope) {
    auto& node = *e->as<ast::Unary>();
    const std::uint32_t position = e->position;
    const bool bare = node.operand->as<ast::Literal>() != nullptr;  // not -1::int8, which negates a cast
    expression(node.operand, scope);
    if (node.postfix) {
        refuse("the postfix operator " + node.op, position);
        e->type = node.operand->type;
        return;
    }
    const auto* number = node.operand->as<ast::Literal>();
    const bool written =
        number != nullptr && !number->text.starts_with('-') &&
        (number->kind == ast::LiteralKind::integer || number->kind == ast::LiteralKind::decimal);
    if (node.op == "-" && written && info(node.operand->type.id).category == 'N') {
        if (bare && (number->text == "2147483648" || number->text == "9223372036854775808")) {
            // A literal and its sign are one number, the least integer of its type. The template's key tells
            // these two from all others.
            const Type type = number->text.size() == 10 ? TypeId::int32 : TypeId::int64;
            e = ast::make(ast::Literal{ast::LiteralKind::integer, "-" + number->text, -1}, position);
            e->type = type;
            return;
        }
        e->type = node.operand->type;  // the generator prints -literal as one
        return;
    }
    ExprPtr operand = std::move(node.operand);
    const std::string op = node.op;
    e = apply_operator(op, nullptr, std::move(operand), position);
}

void Binder::binary(ExprPtr& e, Scope& scope) {
    auto& node = *e->as<ast::Binary>();
    const std::uint32_t position = e->operator_position != 0 ? e->operator_position : e->position;
    const std::uint32_t begin = e->position, end = e->end;
    if (!node.op_schema.empty() && node.op_schema.back() != "pg_catalog")
        fail(Errc::undefined_function,
             "operator does not exist: " + node.op_schema.back() + "." + node.op,
             position);
    const std::string op = node.op;
    if (op == "OVERLAPS") return overlaps(e, scope);
    if (is_comparison(op) && node.left->as<ast::Row>() != nullptr) {
        expression(node.left, scope);
        if (auto* subquery_node = node.right->as<ast::Subquery>();
            subquery_node != nullptr && subquery_node->kind == ast::SubqueryKind::scalar) {
            refuse("a comparison of a row with a subquery", position);
            e->type = TypeId::boolean;
            return;
        }
        expression(node.right, scope);
        ExprPtr left = std::move(node.left), right = std::move(node.right);
        e = compare_rows(op, std::move(left), std::move(right), position);
        return;
    }
    expression(node.left, scope);
    expression(node.right, scope);
    ExprPtr left = std::move(node.left), right = std::move(node.right);
    e = apply_operator(op, std::move(left), std::move(right), position);
    e->position = begin;
    e->end = end;
}

// Field by field, by the operator that each pair of fields has.
ExprPtr Binder::compare_rows(std::string_view op, ExprPtr left, ExprPtr right, std::uint32_t position) {
    auto* a = left->as<ast::Row>();
    auto* b = right->as<ast::Row>();
    if (b == nullptr) {
        refuse("a comparison of a row with something else", position);
        return null_constant(TypeId::boolean, position);
    }
    if (a->elements.size() != b->elements.size())
        fail(Errc::syntax_error, "unequal number of entries in row expressions", position);
    for (std::size_t i = 0; i < a->elements.size(); ++i) {
        ExprPtr &x = a->elements[i], &y = b->elements[i];
        resolve_operator(op, x->type, y->type, position);
        coerce_to_common({&x, &y}, "row comparison");
    }
    return typed(ast::make(ast::Binary{std::string(op), {}, std::move(left), std::move(right)}, position),
                 TypeId::boolean);
}

}  // namespace ormgate::dialects
