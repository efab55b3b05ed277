// Functions, by name and by grammar.
#include <algorithm>

#include "dialects/bind/types.hpp"
#include "dialects/deparse/analyser.hpp"

namespace ormgate::dialects::deparse {
namespace {

struct GrammarFunction {
    ast::CallSyntax syntax;
    std::string_view name;
};
constexpr GrammarFunction grammar_functions[] = {
    {ast::CallSyntax::extract, "extract"},
    {ast::CallSyntax::substring_from, "substring"},
    {ast::CallSyntax::position_in, "position"},
    {ast::CallSyntax::overlay_placing, "overlay"},
    {ast::CallSyntax::trim_both, "btrim"},
    {ast::CallSyntax::trim_leading, "ltrim"},
    {ast::CallSyntax::trim_trailing, "rtrim"},
};

struct Keyword {
    std::string_view name;
    TypeId type;
};
constexpr Keyword keywords[] = {
    {"current_date", TypeId::date},
    {"current_time", TypeId::timetz},
    {"current_timestamp", TypeId::timestamptz},
    {"localtime", TypeId::time},
    {"localtimestamp", TypeId::timestamp},
    {"current_role", TypeId::name},
    {"current_user", TypeId::name},
    {"user", TypeId::name},
    {"session_user", TypeId::name},
    {"current_catalog", TypeId::name},
    {"current_schema", TypeId::name},
};

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

TermPtr keyword_term(const ast::Call& node) {
    const auto found = std::ranges::find(keywords, node.function.back(), &Keyword::name);
    if (found == std::end(keywords)) throw NotUnderstood();
    std::string text = upper(found->name);
    if (!node.args.empty()) {
        const auto* precision = node.args[0].value->as<ast::Literal>();
        if (precision == nullptr) throw NotUnderstood();
        text += "(" + precision->text + ")";
    }
    return make_term(TermKind::keyword, found->type, std::move(text));
}

// The types a row takes for so many arguments; nothing: it does not take so many.
std::optional<std::vector<Type>> taken(const FunctionRow& row, std::size_t count) {
    const Signature& types = signature(row);
    std::vector<Type> list = types.arguments;
    if (types.variadic) {
        if (count < list.size()) return std::nullopt;
        list.resize(count, list.back());
        return list;
    }
    if (count > list.size() || count + static_cast<std::size_t>(row.defaults) < list.size())
        return std::nullopt;
    list.resize(count);
    return list;
}

}  // namespace

TermPtr Analyser::resolved_call(std::string_view name, std::vector<TermPtr> args) {
    std::vector<const FunctionRow*> candidates;
    std::vector<std::vector<Type>> lists;
    for (const FunctionRow* row : functions_named(name)) {
        auto list = row->kind == FunctionKind::scalar ? taken(*row, args.size()) : std::nullopt;
        if (!list) continue;
        candidates.push_back(row);
        lists.push_back(std::move(*list));
    }
    std::vector<Type> inputs;
    for (const TermPtr& arg : args) inputs.push_back(arg->type);
    const Selection selection = select_candidate(lists, inputs);
    if (!selection.chosen) throw NotUnderstood();
    const FunctionRow& row = *candidates[*selection.chosen];
    const Type result = apply_signature(lists[*selection.chosen], args, signature(row).result);
    TermPtr made = make_term(TermKind::call, result, std::string(name));
    made->args = std::move(args);
    return made;
}

TermPtr Analyser::special_call(std::string_view name, std::vector<TermPtr> args) {
    if (args.empty()) throw NotUnderstood();
    Type type;
    if (name == "nullif") {
        if (args.size() != 2) throw NotUnderstood();
        const Type left = args[0]->type;
        TermPtr equal = operation("=", std::move(args[0]), std::move(args[1]));
        args = std::move(equal->args);
        type = left.id == TypeId::unknown ? args[0]->type : left;
    } else {
        type = make_common(args);
    }
    TermPtr made = make_term(TermKind::special_call, type, upper(name));
    made->args = std::move(args);
    return made;
}

TermPtr Analyser::of(const ast::Call& node) {
    if (node.star || node.distinct || node.over || node.filter || !node.order_by.empty() ||
        !node.within_group.empty())
        throw NotUnderstood();
    if (node.syntax == ast::CallSyntax::keyword) return keyword_term(node);
    std::vector<TermPtr> args;
    for (const ast::Argument& argument : node.args) {
        if (!argument.name.empty() || argument.variadic) throw NotUnderstood();
        args.push_back(term(*argument.value));
    }
    if (node.syntax == ast::CallSyntax::plain) {
        const std::string& name = node.function.back();
        if (node.function.size() > 1 && node.function.front() != "pg_catalog") throw NotUnderstood();
        if (name == "coalesce" || name == "nullif" || name == "greatest" || name == "least")
            return special_call(name, std::move(args));
        return resolved_call(name, std::move(args));
    }
    const auto found = std::ranges::find(grammar_functions, node.syntax, &GrammarFunction::syntax);
    if (found == std::end(grammar_functions)) throw NotUnderstood();
    TermPtr made = resolved_call(found->name, std::move(args));
    made->kind = TermKind::grammar_call;
    made->syntax = node.syntax;
    return made;
}

TermPtr Analyser::of(const ast::AtTimeZone& node) {
    if (!node.zone) throw NotUnderstood();
    std::vector<TermPtr> args;
    args.push_back(term(*node.zone));
    args.push_back(term(*node.operand));
    TermPtr made = resolved_call("timezone", std::move(args));
    made->kind = TermKind::at_time_zone;
    return made;
}

}  // namespace ormgate::dialects::deparse
