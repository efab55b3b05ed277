// Functions and operators by the spelling that their row has for SQLite.
#include <algorithm>

#include "dialects/bind/bound.hpp"
#include "dialects/casts_postgres.hpp"
#include "dialects/functions_postgres.hpp"
#include "dialects/lower/sqlite/lowering.hpp"
#include "dialects/lower/sqlite/nodes.hpp"
#include "dialects/operators_postgres.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

namespace {

// Filling writes a spelling out: its forms are described at FunctionRow::spelling.
struct Filling {
    std::string text;
    std::vector<ExprPtr> used;

    void add(ExprPtr e) {
        used.push_back(std::move(e));
        text += '$';
        text += std::to_string(used.size());
    }
    void type(Type of) {
        text += '\'';
        text += of.id == TypeId::unknown ? "unknown" : pg_name(of);
        text += '\'';
    }
};

}  // namespace

ExprPtr SqliteLowering::spell(std::string_view spelling,
                              std::vector<ExprPtr> args,
                              Type result,
                              std::uint32_t position) {
    if (spelling.starts_with('!')) {
        refuse(std::string(spelling.substr(1)), position);
        return spelled("NULL", {}, result, position);
    }
    Filling out;
    out.used.reserve(args.size());
    std::vector<Type> types;
    types.reserve(args.size());
    for (const ExprPtr& arg : args) types.push_back(arg->type);
    const auto add_list = [&](std::string_view form) {
        for (std::size_t i = 0; i < args.size(); ++i) {
            if (i > 0) out.text += ", ";
            out.add(form == "text" ? output_text(std::move(args[i])) : std::move(args[i]));
            if (form != "typed") continue;
            out.text += ", ";
            out.type(types[i]);
        }
    };
    if (spelling.find('$') == std::string_view::npos) {
        out.text.assign(spelling) += '(';
        add_list({});
        out.text += ')';
        return spelled(std::move(out.text), std::move(out.used), result, position);
    }
    for (std::size_t i = 0; i < spelling.size(); ++i) {
        if (spelling[i] != '$') {
            out.text += spelling[i];
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
            out.type(types[n]);
        } else if (letter == 'l') {
            out.add(text_constant(enum_labels(types[n])));
        } else if (letter == 'c') {
            out.text += collation_of(types[n]);
        } else if (letter == 'e') {
            out.text += "pg_enum_rank(";
            out.add(std::move(args[n]));
            out.text += ", ";
            out.add(text_constant(enum_labels(types[n])));
            out.text += ")";
        } else if (spelling.substr(i + 1).starts_with("string")) {
            const CastRow* row = types[n].array ? nullptr : find_cast(types[n].id, TypeId::text);
            out.add(convert(std::move(args[n]), TypeId::text, row, CastContext::explicit_));
            i += 6;
        } else if (spelling.substr(i + 1).starts_with("text")) {
            out.add(output_text(std::move(args[n])));
            i += 4;
        } else if (spelling.substr(i + 1).starts_with("rest")) {
            for (std::size_t k = n; k < args.size(); ++k) {
                if (k > n) out.text += ", ";
                out.add(std::move(args[k]));
            }
            i += 4;
        } else {
            out.add(std::move(args[n]));
        }
    }
    return spelled(std::move(out.text), std::move(out.used), result, position);
}

namespace {

// row_to_json(t): a row as a value is the JSON object already, to_jsonb(t) has it normalised.
bool row_json(ast::Applied& node) {
    const std::string_view name = node.function->name;
    if (node.args.size() != 1 || (name != "row_to_json" && name != "to_json" && name != "to_jsonb"))
        return false;
    auto* row = node.args[0]->as<ast::Spelled>();
    constexpr std::string_view json = "pg_row_json(0";
    if (row == nullptr || !row->spelling.starts_with(json)) return false;
    if (name == "to_jsonb") row->spelling.replace(0, json.size(), "pg_row_json(1");
    return true;
}

}  // namespace

void SqliteLowering::applied(ExprPtr& e) {
    auto& node = *e->as<ast::Applied>();
    const Type type = e->type;
    const std::uint32_t position = e->position;
    ExprPtr out;
    if (node.op != nullptr) {
        const bool prefix = node.args.size() == 1;
        if (prefix && node.op->op == "-" && is_number_literal(*node.args[0]) &&
            !node.args[0]->as<ast::Literal>()->text.starts_with('-')) {
            // the generator prints -literal as one
            ast::Unary minus;
            minus.op = "-";
            minus.operand = std::move(node.args[0]);
            out = typed(ast::make(std::move(minus)), type);
        } else {
            const std::uint32_t begin = prefix ? position : node.args.front()->position;
            out = spell(node.op->spelling.sqlite, std::move(node.args), type, begin);
        }
    } else if (node.function->kind == FunctionKind::set) {
        if (set_calls_ != nullptr) return set_returning(e);
        out = set_call(std::move(e));
        e = std::move(out);
        return;
    } else if (row_json(node)) {
        out = typed(std::move(node.args[0]), type);
    } else {
        out = spell(node.function->spelling.sqlite, std::move(node.args), type, position);
    }
    out->position = position;
    out->end = e->end;
    e = std::move(out);
}

void SqliteLowering::special(ExprPtr& e) {
    auto& node = *e->as<ast::Special>();
    const Type type = e->type;
    const std::uint32_t position = e->position;
    std::vector<ExprPtr> args = std::move(node.args);
    using enum ast::SpecialFunction;
    if (node.function == coalesce) {
        e = spell("coalesce", std::move(args), type, position);
    } else if (node.function == nullif) {
        if (type != args[1]->type || !compares_natively(type)) {
            ExprPtr result = clone(*args[0]);
            ExprPtr equal = spell(node.equal->spelling.sqlite, std::move(args), TypeId::boolean, position);
            e = spelled("CASE WHEN $1 THEN NULL ELSE $2 END",
                        exprs(std::move(equal), std::move(result)),
                        type,
                        position);
            return;
        }
        args[0] = collated(std::move(args[0]));
        e = spelled("nullif($1, $2)", std::move(args), type, position);
    } else {
        const std::string name = node.function == greatest ? "greatest" : "least";
        if (type.id == TypeId::enumeration && !type.array) {
            ExprPtr labels = text_constant(enum_labels(type));
            for (ExprPtr& arg : args) arg = ordered(std::move(arg));
            ExprPtr rank = spell("pg_" + name + "('int4', $*)", std::move(args), TypeId::int32, position);
            e = spelled(
                "pg_array_get($1, '_text', $2)", exprs(std::move(labels), std::move(rank)), type, position);
            return;
        }
        if (type.id == TypeId::enumeration) refuse(name + " of an array of an enumeration", position);
        e = spell("pg_" + name + "('" + pg_name(type) + "', $*)", std::move(args), type, position);
    }
}

// CURRENT_TIMESTAMP and its like.
void SqliteLowering::keyword(ExprPtr& e) {
    auto& node = *e->as<ast::Call>();
    const KeywordRow& row = *keyword_function(node.function.back());
    std::string spelling(row.spelling.sqlite);
    if (!node.args.empty())
        spelling = "pg_modifier(" + spelling + ", '" + pg_name(e->type) + "', " +
                   std::to_string(e->type.modifier) + ", 0)";
    const std::uint32_t end = e->end;
    e = spelled(std::move(spelling), {}, e->type, e->position);
    e->end = end;
}

}  // namespace ormgate::dialects
