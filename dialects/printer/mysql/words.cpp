#include <algorithm>

#include "dialects/keywords.hpp"
#include "dialects/printer/mysql/writer.hpp"

namespace ormgate::dialects {

using namespace ast;
using namespace literals;

namespace {

bool is_plain_word(std::string_view name) {
    const bool letters = std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
    return letters && !name.empty() && !(name[0] >= '0' && name[0] <= '9') && name[0] != '_';
}

// Reserved words that are functions.
constexpr Keyword callable[] = {
    "if"_kw,           "left"_kw,      "right"_kw,   "replace"_kw,    "insert"_kw, "repeat"_kw,
    "mod"_kw,          "database"_kw,  "schema"_kw,  "grouping"_kw,   "char"_kw,   "values"_kw,
    "convert"_kw,      "interval"_kw,  "default"_kw, "row_number"_kw, "rank"_kw,   "dense_rank"_kw,
    "percent_rank"_kw, "cume_dist"_kw, "ntile"_kw,   "lag"_kw,        "lead"_kw,   "first_value"_kw,
    "last_value"_kw,   "nth_value"_kw,
};

}  // namespace

// Quotes what is a keyword of either server, so that the text reads the same everywhere.
void MysqlWriter::identifier(std::string_view name) {
    if (is_plain_word(name)) {
        const Keyword word = find_keyword(name);
        if (category(word, DialectId::mysql) == KeywordCategory::none &&
            category(word, DialectId::mariadb) == KeywordCategory::none) {
            out += name;
            return;
        }
    }
    out += '`';
    for (char c : name) {
        if (c == '`') out += '`';
        out += c;
    }
    out += '`';
}

void MysqlWriter::string(std::string_view text) {
    out += '\'';
    for (char c : text) {
        if (c == '\0') {
            out += "\\0";
            continue;
        }
        if (c == '\'' || c == '\\') out += c;
        out += c;
    }
    out += '\'';
}

// The names of functions are no identifiers that quotes could be put around: `if`(…) is another function.
void MysqlWriter::function_name(const Name& function) {
    const Keyword word = function.size() == 1 ? find_keyword(function.front()) : no_keyword;
    const bool reserved = category(word, DialectId::mysql) == KeywordCategory::reserved ||
                          category(word, DialectId::mariadb) == KeywordCategory::reserved;
    const bool called = !reserved || std::ranges::find(callable, word) != std::end(callable);
    if (function.size() == 1 && is_plain_word(function.front()) && called)
        out += reserved ? upper(function.front()) : function.front();
    else
        name(function);
}

void MysqlWriter::words(const std::vector<std::string>& list) {
    for (const std::string& word : list) out += upper(word) + ' ';
}

// NAME = value; the values that are words stay words.
void MysqlWriter::option(const Option& option) {
    static constexpr std::string_view texts[] = {"comment",
                                                 "connection",
                                                 "password",
                                                 "data directory",
                                                 "index directory",
                                                 "compression",
                                                 "encryption",
                                                 "engine_attribute",
                                                 "secondary_engine_attribute"};
    if (option.name == "charset") {
        out += "DEFAULT CHARACTER SET = ";
    } else if (option.name == "collate") {
        out += "DEFAULT COLLATE = ";
    } else if (is_plain_word(option.name) && find_keyword(option.name) == no_keyword) {
        identifier(option.name);
        out += " = ";
    } else {
        out += upper(option.name) + " = ";
    }
    const bool text = std::ranges::find(texts, option.name) != std::end(texts);
    const bool number =
        !option.value.empty() && option.value.find_first_not_of("0123456789") == std::string::npos;
    if (text)
        string(option.value);
    else if (number || option.name == "union" || option.value == "default" || option.value == "binary")
        out += option.value;
    else if (is_plain_word(option.value))
        out += option.value;
    else
        string(option.value);
}

void MysqlWriter::type(const TypeName& type) {
    list(type.name, [this](const std::string& part) { out += part; }, ".");
    if (!type.labels.empty() || type.name == Name{"enum"}) {
        out += '(';
        list(type.labels, [this](const std::string& label) { string(label); });
        out += ')';
    }
    if (!type.modifiers.empty()) {
        out += '(';
        list(type.modifiers, [this](std::int64_t number) { out += std::to_string(number); });
        out += ')';
    }
    if (type.is_unsigned) out += " unsigned";
    if (type.zerofill) out += " zerofill";
    if (!type.character_set.empty()) {
        out += " character set ";
        if (type.character_set == "binary")
            out += "binary";
        else
            identifier(type.character_set);
    }
    if (!type.interval_fields.empty()) out += " binary";
    if (type.array_dimensions > 0) out += " array";
}

std::string print_mysql(const Statement& statement, DialectId target) {
    MysqlWriter writer(target);
    writer.statement(statement);
    return std::move(writer.out);
}
std::string print_mysql(const Expr& expr, DialectId target) {
    MysqlWriter writer(target);
    writer.expression(expr);
    return std::move(writer.out);
}

}  // namespace ormgate::dialects
