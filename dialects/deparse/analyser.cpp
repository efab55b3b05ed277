#include "dialects/deparse/analyser.hpp"

#include <algorithm>

#include "core/datetime_tokens.hpp"
#include "core/object_names.hpp"
#include "core/text_io.hpp"
#include "dialects/bind/binder.hpp"
#include "dialects/bind/types.hpp"
#include "dialects/operators_postgres.hpp"

namespace ormgate::dialects::deparse {
namespace {

// Between strings, and between OIDs and their aliases, a value is the same in both types.
bool relabels(Type from, Type to) {
    const auto is_number_of_object = [](Type t) {
        return t.id == TypeId::oid || t.id == TypeId::int32 || is_oid_alias(t.id);
    };
    if (from.array != to.array) return false;
    if (is_string(Type(from.id)) && is_string(Type(to.id)))
        return from.id != TypeId::bpchar && from.id != TypeId::name && to.id != TypeId::name;
    return is_number_of_object(from) && is_number_of_object(to);
}

// 'now' and its like mean a moment that is not ours to say.
bool names_a_moment(std::string_view text) {
    std::vector<DateToken> tokens;
    if (!split_date_tokens(text, tokens)) return false;
    return std::ranges::any_of(tokens, [](const DateToken& token) {
        using enum DateWord::Kind;
        const DateWord* word = token.kind == DateToken::Kind::word ? date_word(token.text) : nullptr;
        return word != nullptr && (word->kind == now || word->kind == today || word->kind == tomorrow ||
                                   word->kind == yesterday);
    });
}

// As the type's input and output functions leave it.
std::string normalised(const std::string& text, Type type) {
    if (type.id == TypeId::enumeration || type.id == TypeId::unknown || is_oid_alias(type.id)) return text;
    if (category(type) == 'D' && names_a_moment(text)) return text;
    const Result<Value> value = parse_text(text, type, TextSettings{}, Coercion::cast);
    if (!value) throw NotUnderstood();
    std::string out;
    print_text(view(*value), type, TextSettings{}, out);
    return out;
}

// A sequence's name is shown as short as it can be written.
std::string relation_text(std::string text) {
    constexpr std::string_view usual = "public.";
    return text.starts_with(usual) ? text.substr(usual.size()) : text;
}

bool is_unknown(const Term& term) {
    return term.type.id == TypeId::unknown;
}

const OperatorRow& choose_operator(std::string_view op, const std::vector<Type>& inputs) {
    if (op == "@?" || op == "@@") throw NotUnderstood();  // of jsonpath, which is no type of the Schema's
    std::vector<const OperatorRow*> candidates;
    std::vector<std::vector<Type>> lists;
    for (const OperatorRow* row : operators_named(op)) {
        if (row->left.empty() != (inputs.size() == 1)) continue;
        candidates.push_back(row);
        lists.push_back(operands_of(*row));
    }
    const auto unknown = [](Type t) { return t.id == TypeId::unknown; };
    if (inputs.size() == 2 && unknown(inputs[0]) != unknown(inputs[1])) {
        const Type known = unknown(inputs[0]) ? inputs[1] : inputs[0];
        for (std::size_t i = 0; i < lists.size(); ++i)
            if (same_type(lists[i][0], known) && same_type(lists[i][1], known)) return *candidates[i];
    }
    const Selection selection = select_candidate(lists, inputs);
    if (!selection.chosen) throw NotUnderstood();
    return *candidates[*selection.chosen];
}

}  // namespace

TermPtr make_term(TermKind kind, Type type, std::string text) {
    auto made = std::make_unique<Term>();
    made->kind = kind;
    made->type = type;
    made->text = std::move(text);
    return made;
}

TermPtr Analyser::term(const ast::Expr& e) {
    return std::visit([this](const auto& node) { return of(node); }, e.node);
}

TermPtr Analyser::constant(std::string text, Type type) {
    return make_term(TermKind::constant, type, std::move(text));
}

TermPtr Analyser::of(const ast::Literal& node) {
    switch (node.kind) {
        case ast::LiteralKind::null: {
            TermPtr made = constant({}, TypeId::unknown);
            made->null = true;
            return made;
        }
        case ast::LiteralKind::boolean:
            return constant(node.text, TypeId::boolean);
        case ast::LiteralKind::integer:
            if (parse_text(node.text, TypeId::int32, TextSettings{}))
                return constant(node.text, TypeId::int32);
            if (parse_text(node.text, TypeId::int64, TextSettings{}))
                return constant(node.text, TypeId::int64);
            return constant(normalised(node.text, TypeId::numeric), TypeId::numeric);
        case ast::LiteralKind::decimal:
            return constant(normalised(node.text, TypeId::numeric), TypeId::numeric);
        case ast::LiteralKind::string:
            return constant(node.text, TypeId::unknown);
        default:
            throw NotUnderstood();
    }
}

TermPtr Analyser::of(const ast::ColumnRef& node) {
    if (names_ != nullptr) return named(node.parts);
    const ColumnDef* column = table_ == nullptr ? nullptr : table_->column(node.parts.back());
    if (column == nullptr) throw NotUnderstood();
    return make_term(TermKind::column, column->type, column->name);
}

TermPtr Analyser::coerce(TermPtr term, Type to, bool implicit) {
    const Type plain = to.id == TypeId::interval ? to : to.without_modifier();
    const bool was_literal = is_unknown(*term);
    if (was_literal) {
        if (term->kind != TermKind::constant) throw NotUnderstood();
        if (!term->null) {
            term->text = normalised(term->text, plain);
            if (to.id == TypeId::regclass && !to.array) term->text = relation_text(std::move(term->text));
        }
        term->type = plain;
    }
    const bool same = same_type(term->type, to);
    const bool to_length = !implicit && to.modifier >= 0 && term->type.modifier != to.modifier;
    if (same && !to_length) return term;
    if (to.id == TypeId::interval && to.modifier >= 0) throw NotUnderstood();  // INTERVAL HOUR TO SECOND
    // To another type first, which is not shown, then to its length.
    if (to_length && !same && !to.array && !term->type.array) term = coerce(std::move(term), plain, true);
    const bool has_function = !term->type.array && !to.array && find_cast(term->type.id, to.id) != nullptr;
    const bool relabelled = !to_length && (!has_function || relabels(term->type, to));
    TermPtr made = make_term(TermKind::coercion, implicit ? to.without_modifier() : to, {}, std::move(term));
    made->implicit = implicit;
    made->relabels = relabelled;
    return made;
}

TermPtr Analyser::boolean(const ast::Expr& e) {
    return coerce(term(e), TypeId::boolean, true);
}

Type Analyser::apply_signature(const std::vector<Type>& declared, std::vector<TermPtr>& args, Type result) {
    const auto wants_array = [](Type t) {
        return t.id == TypeId::anyarray || t.id == TypeId::anycompatiblearray;
    };
    const auto wants_element = [&](Type t) {
        return is_polymorphic(t) && !wants_array(t) && t.id != TypeId::any;
    };
    std::vector<Type> elements;
    for (std::size_t i = 0; i < args.size(); ++i) {
        if (is_unknown(*args[i])) continue;
        if (wants_array(declared[i]))
            elements.push_back(element_of(args[i]->type, schema_).without_modifier());
        if (wants_element(declared[i])) elements.push_back(args[i]->type.without_modifier());
    }
    Type element = TypeId::text;
    if (!elements.empty()) {
        const std::optional<Type> common = common_type(elements);
        if (!common) throw NotUnderstood();
        element = *common;
    }
    for (std::size_t i = 0; i < args.size(); ++i) {
        Type target = declared[i];
        if (target.id == TypeId::any) continue;
        if (wants_array(declared[i])) target = array_of(element, schema_);
        if (wants_element(declared[i])) target = element;
        args[i] = coerce(std::move(args[i]), target.without_modifier(), true);
    }
    if (wants_array(result)) return array_of(element, schema_);
    return wants_element(result) ? element : result;
}

TermPtr Analyser::operation(std::string_view op, TermPtr left, TermPtr right) {
    std::vector<TermPtr> args;
    if (left != nullptr) args.push_back(std::move(left));
    args.push_back(std::move(right));
    std::vector<Type> inputs;
    for (const TermPtr& arg : args) inputs.push_back(arg->type);
    const OperatorRow& row = choose_operator(op, inputs);
    const Type result = apply_signature(operands_of(row), args, type_of_pg_name(row.result));
    TermPtr made = make_term(TermKind::operation, result, std::string(op));
    made->args = std::move(args);
    return made;
}

// The grammar reads -1 as a number, not as an operator's use.
TermPtr Analyser::of(const ast::Unary& node) {
    if (node.postfix || !node.op_schema.empty()) throw NotUnderstood();
    TermPtr operand = term(*node.operand);
    if (node.op == "-" && operand->kind == TermKind::constant && category(operand->type) == 'N') {
        if (operand->text.starts_with('-'))
            operand->text.erase(0, 1);
        else
            operand->text.insert(0, "-");
        return operand;
    }
    return operation(node.op, nullptr, std::move(operand));
}

// (a, b) = (1, 2) is a comparison of each.
TermPtr Analyser::row_equality(const ast::Row& left, const ast::Row& right, const std::string& op) {
    if (left.elements.size() != right.elements.size()) throw NotUnderstood();
    if (op != "=" && op != "<>") return row_comparison(left, right, op);
    TermPtr made = make_term(TermKind::logical, TypeId::boolean, op == "=" ? "AND" : "OR");
    for (std::size_t i = 0; i < left.elements.size(); ++i)
        made->args.push_back(operation(op, term(*left.elements[i]), term(*right.elements[i])));
    return made;
}

// (a, b) < (1, 2) is one comparison: the left fields, then the right ones.
TermPtr Analyser::row_comparison(const ast::Row& left, const ast::Row& right, const std::string& op) {
    TermPtr made = make_term(TermKind::row_comparison, TypeId::boolean, op);
    std::vector<TermPtr> behind;
    for (std::size_t i = 0; i < left.elements.size(); ++i) {
        TermPtr pair = operation(op, term(*left.elements[i]), term(*right.elements[i]));
        made->args.push_back(std::move(pair->args[0]));
        behind.push_back(std::move(pair->args[1]));
    }
    for (TermPtr& each : behind) made->args.push_back(std::move(each));
    return made;
}

TermPtr Analyser::of(const ast::Binary& node) {
    if (!node.op_schema.empty()) throw NotUnderstood();
    const auto* left = node.left->as<ast::Row>();
    const auto* right = node.right->as<ast::Row>();
    if (left != nullptr && right != nullptr) return row_equality(*left, *right, node.op);
    return operation(node.op, term(*node.left), term(*node.right));
}

TermPtr Analyser::of(const ast::Logical& node) {
    if (node.op == ast::LogicalOp::xor_) throw NotUnderstood();
    TermPtr made =
        make_term(TermKind::logical, TypeId::boolean, node.op == ast::LogicalOp::and_ ? "AND" : "OR");
    for (const ast::ExprPtr& operand : node.operands) made->args.push_back(boolean(*operand));
    return made;
}

TermPtr Analyser::of(const ast::Not& node) {
    return make_term(TermKind::negation, TypeId::boolean, {}, boolean(*node.operand));
}

TermPtr Analyser::of(const ast::Is& node) {
    const std::string is = node.negated ? "IS NOT " : "IS ";
    switch (node.kind) {
        case ast::IsKind::null:
            return make_term(TermKind::null_test, TypeId::boolean, is + "NULL", term(*node.operand));
        case ast::IsKind::true_:
            return make_term(TermKind::boolean_test, TypeId::boolean, is + "TRUE", boolean(*node.operand));
        case ast::IsKind::false_:
            return make_term(TermKind::boolean_test, TypeId::boolean, is + "FALSE", boolean(*node.operand));
        case ast::IsKind::unknown:
            return make_term(TermKind::boolean_test, TypeId::boolean, is + "UNKNOWN", boolean(*node.operand));
        default:
            throw NotUnderstood();
    }
}

TermPtr Analyser::of(const ast::IsDistinct& node) {
    TermPtr made = operation("=", term(*node.left), term(*node.right));
    made->kind = TermKind::distinct;
    if (!node.negated) return made;
    return make_term(TermKind::negation, TypeId::boolean, {}, std::move(made));
}

Type Analyser::type_named(const ast::TypeName& name) const {
    static const std::string path[] = {"public"};
    TranslateContext context;
    context.schema = SchemaPtr(SchemaPtr(), &schema_);
    context.search_path = path;
    return Binder({}, context).resolve_type(name);
}

TermPtr Analyser::of(const ast::Cast& node) {
    const Type to = type_named(node.type);
    if (const auto* array = node.operand->as<ast::ArrayLiteral>(); array != nullptr && to.array) {
        std::vector<TermPtr> elements;
        for (const ast::ExprPtr& element : array->elements) elements.push_back(term(*element));
        return array_of_terms(std::move(elements), element_of(to, schema_));
    }
    return coerce(term(*node.operand), to, false);
}

TermPtr Analyser::of(const ast::ArrayLiteral& node) {
    std::vector<TermPtr> elements;
    for (const ast::ExprPtr& element : node.elements) elements.push_back(term(*element));
    return array_of_terms(std::move(elements), std::nullopt);
}

TermPtr Analyser::array_of_terms(std::vector<TermPtr> elements, std::optional<Type> element) {
    Type type;
    if (element) {
        type = *element;
        for (TermPtr& each : elements) each = coerce(std::move(each), type, false);
    } else {
        type = make_common(elements);
    }
    TermPtr made = make_term(TermKind::array, array_of(type.without_modifier(), schema_));
    made->args = std::move(elements);
    return made;
}

Type Analyser::make_common(std::vector<TermPtr>& terms) {
    std::vector<Type> types;
    for (const TermPtr& each : terms) types.push_back(each->type);
    const std::optional<Type> common = common_type(types);
    if (!common) throw NotUnderstood();
    for (TermPtr& each : terms) each = coerce(std::move(each), common->without_modifier(), true);
    return common->without_modifier();
}

TermPtr Analyser::of(const ast::Subscript& node) {
    TermPtr base = term(*node.base);
    if (!base->type.array) throw NotUnderstood();
    const Type element = element_of(base->type, schema_);
    TermPtr index = coerce(term(*node.index), TypeId::int32, true);
    return make_term(TermKind::subscript, element, {}, std::move(base), std::move(index));
}

TermPtr Analyser::of(const ast::Collate& node) {
    TermPtr operand = term(*node.operand);
    if (is_unknown(*operand)) operand = settled(std::move(operand));
    const Type type = operand->type;
    return make_term(TermKind::collate, type, node.collation.back(), std::move(operand));
}

}  // namespace ormgate::dialects::deparse
