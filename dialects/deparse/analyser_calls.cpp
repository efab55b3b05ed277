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

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

TermPtr keyword_term(const ast::Call& node) {
    const KeywordRow* found = keyword_function(node.function.back());
    if (found == nullptr) throw NotUnderstood();
    std::string text = upper(found->name);
    if (!node.args.empty()) {
        const auto* precision = node.args[0].value->as<ast::Literal>();
        if (precision == nullptr) throw NotUnderstood();
        text += "(" + precision->text + ")";
    }
    return make_term(TermKind::keyword, found->type, std::move(text));
}

bool is_aggregate(const ast::Call& node) {
    return node.star || node.distinct || node.over || node.filter || !node.order_by.empty() ||
           !node.within_group.empty() ||
           std::ranges::any_of(functions_named(node.function.back()),
                               [](const FunctionRow* row) { return row->kind == FunctionKind::aggregate; });
}

// Without conversions that nobody wrote at the top.
const Term& stripped(const Term& term) {
    return term.kind == TermKind::coercion && term.implicit ? stripped(*term.args[0]) : term;
}

bool equal(const Term& a, const Term& b) {
    if (a.kind != b.kind || a.text != b.text || a.type != b.type || a.null != b.null || a.all != b.all ||
        a.syntax != b.syntax || a.range != b.range || a.place != b.place || a.details || b.details ||
        a.query || b.query || a.args.size() != b.args.size())
        return false;
    for (std::size_t i = 0; i < a.args.size(); ++i) {
        if ((a.args[i] == nullptr) != (b.args[i] == nullptr)) return false;
        if (a.args[i] != nullptr && !equal(*a.args[i], *b.args[i])) return false;
    }
    return true;
}

}  // namespace

// An aggregate, or a window function. What sorts it and is an argument, too, is shown as that argument is.
TermPtr Analyser::aggregate(const ast::Call& node, std::vector<TermPtr> args) {
    if (node.ignore_nulls || node.from_last || names_ == nullptr) throw NotUnderstood();
    auto details = std::make_shared<CallDetails>();
    details->star = node.star;
    details->distinct = node.distinct;
    details->within_group = !node.within_group.empty();
    details->order_by = sort_keys(details->within_group ? node.within_group : node.order_by, nullptr);
    const std::string& name = node.function.back();
    TermPtr made;
    if (details->within_group) {
        const std::size_t direct = args.size();
        for (KeyTerm& key : details->order_by) args.push_back(std::move(key.term));
        made = resolved_call(name, std::move(args), {FunctionKind::ordered_set});
        for (std::size_t i = 0; i < details->order_by.size(); ++i)
            details->order_by[i].term = std::move(made->args[direct + i]);
        made->args.resize(direct);
    } else if (node.over) {
        made = resolved_call(name, std::move(args), {FunctionKind::aggregate, FunctionKind::window});
    } else {
        made = resolved_call(name, std::move(args), {FunctionKind::aggregate});
        for (KeyTerm& key : details->order_by)
            for (std::size_t i = 0; i < made->args.size() && !key.output; ++i)
                if (equal(*key.term, stripped(*made->args[i]))) key.output = i;
    }
    made->kind = TermKind::aggregate;
    if (node.filter) details->filter = boolean(*node.filter);
    if (node.over && node.over->by_name_only)
        details->window_name = node.over->name;
    else if (node.over)
        details->window = window(*node.over);
    made->details = std::move(details);
    return made;
}

TermPtr Analyser::resolved_call(std::string_view name,
                                std::vector<TermPtr> args,
                                std::initializer_list<FunctionKind> kinds) {
    std::vector<const FunctionRow*> candidates;
    std::vector<std::vector<Type>> lists;
    for (const FunctionRow* row : functions_named(name)) {
        const bool fits = std::ranges::find(kinds, row->kind) != kinds.end();
        auto list = fits ? arguments_for(*row, args.size()) : std::nullopt;
        if (!list) continue;
        candidates.push_back(row);
        lists.push_back(std::move(*list));
    }
    std::vector<Type> inputs;
    for (const TermPtr& arg : args) inputs.push_back(arg->type);
    const Selection selection = select_candidate(lists, inputs);
    if (!selection.chosen) throw NotUnderstood();
    if (name.starts_with("jsonb_path_")) throw NotUnderstood();  // jsonpath is no type of the Schema's
    const FunctionRow& row = *candidates[*selection.chosen];
    called_ = &row;
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
        if (name == "grouping") {
            TermPtr made = make_term(TermKind::special_call, TypeId::int32, "GROUPING");
            made->args = std::move(args);
            return made;
        }
        if (is_aggregate(node)) return aggregate(node, std::move(args));
        return resolved_call(name, std::move(args), {FunctionKind::scalar, FunctionKind::set});
    }
    const auto found = std::ranges::find(grammar_functions, node.syntax, &GrammarFunction::syntax);
    if (found == std::end(grammar_functions)) throw NotUnderstood();
    TermPtr made = resolved_call(found->name, std::move(args), {FunctionKind::scalar});
    made->kind = TermKind::grammar_call;
    made->syntax = node.syntax;
    return made;
}

TermPtr Analyser::of(const ast::AtTimeZone& node) {
    if (!node.zone) throw NotUnderstood();
    std::vector<TermPtr> args;
    args.push_back(term(*node.zone));
    args.push_back(term(*node.operand));
    TermPtr made = resolved_call("timezone", std::move(args), {FunctionKind::scalar});
    made->kind = TermKind::at_time_zone;
    return made;
}

}  // namespace ormgate::dialects::deparse
