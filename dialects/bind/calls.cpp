#include <algorithm>

#include "dialects/bind/binder.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

// Spellings of the grammar whose plain function has another name.
std::string_view plain_name(const ast::Call& call) {
    switch (call.syntax) {
        case ast::CallSyntax::extract:
            return "extract";
        case ast::CallSyntax::substring_from:
            return "substring";
        case ast::CallSyntax::position_in:
            return "position";
        case ast::CallSyntax::overlay_placing:
            return "overlay";
        case ast::CallSyntax::trim_both:
            return "btrim";
        case ast::CallSyntax::trim_leading:
            return "ltrim";
        case ast::CallSyntax::trim_trailing:
            return "rtrim";
        case ast::CallSyntax::normalize_form:
            return "normalize";
        default:
            return call.function.back();
    }
}

std::string call_text(std::string_view name, const std::vector<ExprPtr>& args, const Binder& binder) {
    std::string out = std::string(name) + "(";
    for (std::size_t i = 0; i < args.size(); ++i)
        out += (i > 0 ? ", " : "") + binder.sql_name(args[i]->type.without_modifier());
    return out + ")";
}

}  // namespace

// ROW(…) as a value: its fields are called f1, f2 …
void Binder::row_value(ast::Expr& row) {
    auto& node = *row.as<ast::Row>();
    if (!node.names.empty()) return;
    RowFields fields;
    for (ExprPtr& element : node.elements) {
        settle(element);
        node.names.push_back("f" + std::to_string(node.names.size() + 1));
        fields.push_back({node.names.back(), element->type});
    }
    row.type = row_type(std::move(fields));
}

// name => value: the arguments in the order of the function's own list, 0 for those left out between them.
void Binder::name_arguments(ast::Call& node, const std::string& name, std::uint32_t position) {
    const auto is_named = [](const ast::Argument& argument) { return !argument.name.empty(); };
    if (std::ranges::none_of(node.args, is_named)) return;
    const auto rows = functions_named(name);
    const auto row = std::ranges::find_if(rows, [](const FunctionRow* one) { return !one->names.empty(); });
    if (row == rows.end()) return refuse("named arguments of " + name + "()", position);
    std::vector<std::string_view> names;
    for (std::string_view rest = (*row)->names; !rest.empty();) {
        const std::size_t blank = std::min(rest.find(' '), rest.size());
        names.push_back(rest.substr(0, blank));
        rest.remove_prefix(std::min(blank + 1, rest.size()));
    }
    std::vector<ast::Argument> ordered;
    for (ast::Argument& argument : node.args) {
        std::size_t place = ordered.size();
        if (is_named(argument))
            place = static_cast<std::size_t>(std::ranges::find(names, argument.name) - names.begin());
        if (place >= names.size() || (place < ordered.size() && ordered[place].value))
            fail(Errc::undefined_function,
                 "function " + name + "(" + argument.name + " => unknown) does not exist",
                 position,
                 "No function matches the given name and argument types. You might need to add explicit type "
                 "casts.");
        if (place >= ordered.size()) ordered.resize(place + 1);
        ordered[place].value = std::move(argument.value);
    }
    for (ast::Argument& argument : ordered) {
        if (argument.value) continue;
        argument.value = integer_constant(0);
        argument.value->type = TypeId::int32;
    }
    node.args = std::move(ordered);
}

Binder::Resolved Binder::resolve_call(ast::Call& node, Scope& scope, std::uint32_t position) {
    const std::string name(plain_name(node));
    name_arguments(node, name, position);
    std::vector<ExprPtr> args;
    for (ast::Argument& argument : node.args) {
        if (argument.variadic) refuse("VARIADIC in a call of " + name + "()", position);
        expression(argument.value, scope);
        if (argument.value->as<ast::Row>() != nullptr) row_value(*argument.value);
        args.push_back(std::move(argument.value));
    }
    const bool ordered = !node.within_group.empty();
    if (ordered) {
        for (ast::SortKey& key : node.within_group) {
            expression(key.expr, scope);
            args.push_back(clone(*key.expr));
        }
    }
    std::vector<const FunctionRow*> candidates;
    std::vector<std::vector<Type>> lists;
    const std::string_view space =
        node.function.size() == 1 ? "pg_catalog" : std::string_view(node.function[node.function.size() - 2]);
    const bool ours = space == "pg_catalog" || space == "information_schema";
    if (ours) {
        for (const FunctionRow* row : functions_named(name)) {
            auto list = arguments_for(*row, args.size());
            if (!list || row->schema != space || (row->kind == FunctionKind::ordered_set) != ordered)
                continue;
            candidates.push_back(row);
            lists.push_back(std::move(*list));
        }
    }
    std::vector<Type> inputs;
    for (const ExprPtr& arg : args) inputs.push_back(arg->type);
    const Selection selection = select_candidate(lists, inputs);
    if (!selection.chosen) {
        std::string written;
        for (const std::string& part : node.function) written += (written.empty() ? "" : ".") + part;
        if (node.syntax != ast::CallSyntax::plain) written = name;
        if (node.syntax != ast::CallSyntax::plain && ours) written = "pg_catalog." + name;
        if (selection.ambiguous)
            fail(Errc::ambiguous_function,
                 "function " + call_text(written, args, *this) + " is not unique",
                 position,
                 "Could not choose a best candidate function. You might need to add explicit type casts.");
        fail(Errc::undefined_function,
             "function " + call_text(written, args, *this) + " does not exist",
             position,
             "No function matches the given name and argument types. You might need to add explicit type "
             "casts.");
    }
    Resolved out;
    out.row = candidates[*selection.chosen];
    const std::vector<Type>& declared = lists[*selection.chosen];
    out.result = settle_polymorphic(declared, args, signature(*out.row).result, "function " + name, position);
    for (std::size_t i = 0; i < args.size(); ++i) {
        if (is_polymorphic(declared[i])) {
            if (declared[i].id == TypeId::any) settle(args[i]);
            continue;
        }
        coerce(args[i], declared[i], CastContext::implicit);
    }
    out.args = std::move(args);
    return out;
}

void Binder::call(ExprPtr& e, Scope& scope) {
    const std::uint32_t position = e->position;
    const std::uint32_t end = e->end;
    if (special_call(e, scope)) return;
    auto& node = *e->as<ast::Call>();
    const std::string name(plain_name(node));
    if (node.args.size() == 1 && node.syntax == ast::CallSyntax::plain && functions_named(name).empty() &&
        type_named(name) != nullptr && !node.over) {
        // a type's name called like a function is a cast
        ast::Cast as_cast;
        as_cast.operand = std::move(node.args[0].value);
        as_cast.type.name = {name};
        as_cast.type.position = position;
        if (name == "bpchar") as_cast.type.modifiers.clear();
        e = ast::make(std::move(as_cast), position);
        return cast(e, scope);
    }
    const bool was_in_aggregate = scope.in_aggregate;
    const bool maybe_aggregate = std::ranges::any_of(functions_named(name), [](const FunctionRow* row) {
        return row->kind == FunctionKind::aggregate || row->kind == FunctionKind::ordered_set;
    });
    if (maybe_aggregate && node.over == nullptr) {
        if (scope.in_aggregate)
            fail(Errc::grouping_error, "aggregate function calls cannot be nested", position);
        scope.in_aggregate = true;
    }
    Resolved resolved = resolve_call(node, scope, position);
    scope.in_aggregate = was_in_aggregate;
    if (resolved.row->kind == FunctionKind::scalar) {
        if (node.over != nullptr)
            fail(Errc::wrong_object_type,
                 "OVER specified, but " + name + " is not a window function nor an aggregate function",
                 position);
        if (node.distinct || !node.order_by.empty() || node.filter)
            fail(Errc::wrong_object_type,
                 std::string(node.filter     ? "FILTER"
                             : node.distinct ? "DISTINCT"
                                             : "ORDER BY") +
                     " specified, but " + name + " is not an aggregate function",
                 position);
        if (resolved.row->volatility == Volatility::volatile_ && name != "random" &&
            name != "clock_timestamp" && name != "gen_random_uuid" && name != "timeofday")
            writes |= name == "nextval" || name == "setval";
        const ast::CallSyntax syntax = node.syntax;
        e = typed(ast::make(ast::Applied{resolved.row, nullptr, std::move(resolved.args), syntax}),
                  resolved.result);
    } else if (resolved.row->kind == FunctionKind::set) {
        set_returning(e, std::move(resolved), scope);
    } else if (resolved.row->kind == FunctionKind::window) {
        window_function(e, std::move(resolved), scope);
    } else {
        aggregate(e, std::move(resolved), scope);
    }
    e->position = position;
    e->end = end;
}

// COALESCE and its like, which take any types that go together, and the functions without parentheses.
bool Binder::special_call(ExprPtr& e, Scope& scope) {
    auto& node = *e->as<ast::Call>();
    const std::uint32_t position = e->position;
    if (node.syntax == ast::CallSyntax::keyword) {
        if (const KeywordRow* row = keyword_function(node.function.back())) {
            e->type = row->type;
            if (node.args.empty()) return true;
            const auto* precision = node.args[0].value->as<ast::Literal>();
            if (precision == nullptr || precision->text.size() > 1) {
                refuse("this precision of " + node.function.back(), position);
            } else {
                pin(*precision);
                e->type.modifier = std::min(6, precision->text[0] - '0');
            }
            return true;
        }
    }
    if (node.syntax == ast::CallSyntax::substring_similar) {
        if (node.args.size() < 3) node.args.push_back({{}, text_constant("\\"), false});
        for (ast::Argument& argument : node.args) {
            expression(argument.value, scope);
            coerce(argument.value, TypeId::text, CastContext::implicit);
        }
        e->type = TypeId::text;
        return true;
    }
    if (node.syntax == ast::CallSyntax::xml || node.syntax == ast::CallSyntax::json_constructor) {
        refuse(node.function.back() + "()", position);
        e = null_constant(TypeId::text, position);
        return true;
    }
    if (node.function.size() != 1 || node.over) return false;
    const std::string name = node.function.back();
    if (name == "grouping") {
        grouping_call(e, scope);
        return true;
    }
    if (name == "pg_typeof" && node.args.size() == 1 && node.args[0].value->as<ast::Literal>() != nullptr) {
        expression(node.args[0].value, scope);
        if (node.args[0].value->type.id == TypeId::unknown) {
            const FunctionRow* row = functions_named(name).front();
            e = typed(ast::make(ast::Applied{row, nullptr, exprs(std::move(node.args[0].value))}, position),
                      TypeId::regtype);
            return true;
        }
    }
    if (name == "row_to_json" || name == "to_json" || name == "to_jsonb") return row_json(e, scope);
    const bool listed = name == "coalesce" || name == "greatest" || name == "least";
    if (!listed && name != "nullif") return false;
    std::vector<ExprPtr*> operands;
    std::vector<ExprPtr> args;
    for (ast::Argument& argument : node.args) {
        expression(argument.value, scope);
        args.push_back(std::move(argument.value));
    }
    if (name == "nullif") {
        if (args.size() != 2) fail(Errc::syntax_error, "nullif takes two arguments", position);
        // The result is the left operand as its operator takes it: text of a varchar, but int2 beside int4.
        const OperatorRow& row = *resolve_operator("=", args[0]->type, args[1]->type, position);
        const std::vector<Type>& declared = operands_of(row);
        for (std::size_t i = 0; i < 2; ++i) {
            if (!is_polymorphic(declared[i]))
                coerce(args[i], declared[i], CastContext::implicit);
            else if (args[i]->type.id == TypeId::unknown)
                coerce(args[i], args[1 - i]->type, CastContext::implicit);
        }
        const Type type = args[0]->type;
        e = typed(ast::make(ast::Special{ast::SpecialFunction::nullif, std::move(args), &row}, position),
                  type);
        return true;
    }
    for (ExprPtr& arg : args) operands.push_back(&arg);
    if (operands.empty()) fail(Errc::syntax_error, name + " needs an argument", position);
    coerce_to_common(operands, name == "coalesce" ? "COALESCE" : name == "greatest" ? "GREATEST" : "LEAST");
    Type type = args.front()->type;
    for (const ExprPtr& arg : args)
        if (arg->type.modifier != type.modifier) type.modifier = -1;
    if (name == "coalesce" && args.size() == 1) {
        e = std::move(args.front());
        return true;
    }
    const auto function = name == "coalesce"   ? ast::SpecialFunction::coalesce
                          : name == "greatest" ? ast::SpecialFunction::greatest
                                               : ast::SpecialFunction::least;
    e = typed(ast::make(ast::Special{function, std::move(args)}, position), type);
    return true;
}

// row_to_json(t) of a whole row of FROM; false: the argument is something else.
bool Binder::row_json(ExprPtr& e, Scope& scope) {
    auto& node = *e->as<ast::Call>();
    if (node.args.empty()) return false;
    const auto* whole = node.args[0].value->as<ast::ColumnRef>();
    const auto* star = node.args[0].value->as<ast::Star>();
    const ast::Name name = whole != nullptr ? whole->parts : star != nullptr ? star->qualifier : ast::Name();
    if (name.size() != 1) return false;
    Range* range = find_range(name, scope).first;
    if (range == nullptr) return false;
    for (Scope* level = &scope; level != nullptr && whole != nullptr; level = level->outer) {
        ExprPtr probe = ast::make(ast::ColumnRef{name}, e->position);
        if (column_in(probe, *level, name.back())) return false;
    }
    if (node.args.size() > 1) refuse("row_to_json() with a second argument", e->position);
    const FunctionRow* row = functions_named(node.function.back()).front();
    ExprPtr fields = row_of(*range, e->position);
    e = typed(ast::make(ast::Applied{row, nullptr, exprs(std::move(fields))}, e->position),
              type_of_pg_name(row->result));
    return true;
}

}  // namespace ormgate::dialects
