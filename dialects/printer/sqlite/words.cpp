#include <algorithm>

#include "dialects/keywords.hpp"
#include "dialects/printer/sqlite/writer.hpp"

namespace ormgate::dialects {

using namespace ast;

namespace {

bool is_plain_word(std::string_view name) {
    const bool letters = std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
    return letters && !name.empty() && !(name[0] >= '0' && name[0] <= '9');
}

void quote(std::string_view name, std::string& out) {
    out += '"';
    for (char c : name) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

}  // namespace

// Every keyword is quoted: where SQLite takes one for a name depends on what follows.
void SqliteWriter::identifier(std::string_view name) {
    if (is_plain_word(name) && category(find_keyword(name), DialectId::sqlite) == KeywordCategory::none)
        out += name;
    else
        quote(name, out);
}

void SqliteWriter::function_name(const Name& function) {
    const KeywordCategory known = category(find_keyword(function.back()), DialectId::sqlite);
    if (function.size() == 1 && is_plain_word(function.front()) && known != KeywordCategory::reserved)
        out += function.front();
    else
        name(function);
}

void SqliteWriter::write(const ColumnRef& node) {
    if (node.maybe_string)
        quote(node.parts.front(), out);
    else
        name(node.parts);
}

// A type is any run of words; one that is reserved cannot be among them.
void SqliteWriter::type(const TypeName& type) {
    std::string_view rest = type.name.front();
    bool plain = true;
    while (plain && !rest.empty()) {
        const std::size_t space = std::min(rest.find(' '), rest.size());
        const std::string_view word = rest.substr(0, space);
        rest.remove_prefix(std::min(space + 1, rest.size()));
        plain =
            is_plain_word(word) && category(find_keyword(word), DialectId::sqlite) == KeywordCategory::none;
    }
    if (plain)
        out += type.name.front();
    else
        quote(type.name.front(), out);
    if (type.modifiers.empty() && type.modifier_words.empty()) return;
    out += '(';
    list(type.modifiers, [this](std::int64_t number) { out += std::to_string(number); });
    if (!type.modifiers.empty() && !type.modifier_words.empty()) out += ", ";
    list(type.modifier_words, [this](const std::string& word) { out += word; });
    out += ')';
}

std::string print_sqlite(const Statement& statement) {
    SqliteWriter writer;
    writer.statement(statement);
    return std::move(writer.out);
}

}  // namespace ormgate::dialects
