#include "dialects/keywords.hpp"
#include "dialects/printer/writer.hpp"

namespace ormgate::dialects {

std::string quote_identifier(std::string_view name) {
    bool safe = !name.empty() && ((name[0] >= 'a' && name[0] <= 'z') || name[0] == '_');
    for (char c : name) safe = safe && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    if (safe) {
        const KeywordCategory known = category(find_keyword(name), DialectId::postgres);
        if (known == KeywordCategory::none || known == KeywordCategory::unreserved) return std::string(name);
    }
    std::string quoted = "\"";
    for (char c : name) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string quote_literal(std::string_view text) {
    std::string quoted = "'";
    for (char c : text) {
        if (c == '\'') quoted += '\'';
        quoted += c;
    }
    return quoted + '\'';
}

std::string upper(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return result;
}

void Writer::name(const ast::Name& parts) {
    list(parts, [this](const std::string& part) { identifier(part); }, ".");
}

void Writer::names(const std::vector<std::string>& words) {
    list(words, [this](const std::string& word) { identifier(word); });
}

void Writer::columns(const std::vector<std::string>& words) {
    out += " (";
    names(words);
    out += ')';
}

void Writer::qualified_names(const std::vector<ast::Name>& all) {
    list(all, [this](const ast::Name& one) { name(one); });
}

void Writer::option_list(const std::vector<ast::Option>& options) {
    out += " (";
    list(options, [this](const ast::Option& option) {
        const std::size_t dot = option.name.find('.');
        name(dot == std::string::npos ? ast::Name{option.name}
                                      : ast::Name{option.name.substr(0, dot), option.name.substr(dot + 1)});
        if (option.value.empty()) return;
        const bool word =
            option.value.find_first_not_of(
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-") == std::string::npos;
        out += " = " + (word ? option.value : quote_literal(option.value));
    });
    out += ')';
}

void Writer::type(const ast::TypeName& type) {
    struct Spelling {
        std::string_view name, before, after;  // the modifiers stand between
    };
    // clang-format off: one row a line
    static constexpr Spelling spellings[] = {
        {"int4", "integer", ""},
        {"int2", "smallint", ""},
        {"int8", "bigint", ""},
        {"float4", "real", ""},
        {"float8", "double precision", ""},
        {"bool", "boolean", ""},
        {"varbit", "bit varying", ""},
        {"bit", "bit", ""},
        {"varchar", "varchar", ""},
        {"numeric", "numeric", ""},
        {"timestamp", "timestamp", ""},
        {"timestamptz", "timestamp", " with time zone"},
        {"time", "time", ""},
        {"timetz", "time", " with time zone"},
    };
    // clang-format on
    std::string_view after;
    bool spelled = false;
    if (type.set_of) out += "SETOF ";
    if (type.name.size() == 1) {
        const std::string& word = type.name.front();
        for (const Spelling& row : spellings) {
            if (row.name != word) continue;
            out += row.before;
            after = row.after;
            spelled = true;
        }
        if (word == "bpchar" && !type.modifiers.empty()) out += "char", spelled = true;
        if (word == "interval") {
            out += "interval";
            spelled = true;
            if (!type.interval_fields.empty()) out += ' ' + type.interval_fields;
        }
    }
    if (!spelled) name(type.name);
    if (type.percent_type) out += "%TYPE";
    if (!type.modifiers.empty() || !type.modifier_words.empty()) {
        out += '(';
        list(type.modifiers, [this](std::int64_t number) { out += std::to_string(number); });
        list(type.modifier_words, [this](const std::string& word) { out += word; });
        out += ')';
    }
    out += after;
    for (int i = 0; i < type.array_dimensions; ++i) out += "[]";
}

std::string print_postgres(const ast::Statement& statement) {
    Writer writer;
    writer.statement(statement);
    return std::move(writer.out);
}
std::string print_postgres(const ast::Query& query) {
    Writer writer;
    writer.query(query);
    return std::move(writer.out);
}
std::string print_postgres(const ast::Expr& expr) {
    Writer writer;
    writer.expression(expr);
    return std::move(writer.out);
}
std::string print_postgres(const ast::TypeName& type) {
    Writer writer;
    writer.type(type);
    return std::move(writer.out);
}

}  // namespace ormgate::dialects
