#include "server/translate.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "dialects/parser.hpp"
#include "dialects/printer/printer.hpp"
#include "dialects/scanner.hpp"
#include "server/cli.hpp"
#include "server/translate_to_sqlite.hpp"

namespace ormgate {
namespace {

using dialects::Dialect;
using dialects::DialectId;
using dialects::Template;

const Dialect& dialect_named(std::string_view name) {
    for (DialectId id : {DialectId::postgres, DialectId::mysql, DialectId::mariadb})
        if (const Dialect& each = dialects::dialect(id); each.name == name) return each;
    return dialects::dialect(DialectId::sqlite);
}

// From a dialect to itself: parsed, and printed from the tree.
Result<std::string> reprint(const Template& statement, std::string_view text, const Dialect& dialect) {
    auto tree = dialects::parse_statement(statement.text, dialect);
    if (!tree) {
        Error error = std::move(tree).error();
        if (error.position != 0) error.position += dialects::character_of(text, statement.begin) - 1;
        return fail(std::move(error));
    }
    if (dialect.id == DialectId::postgres) return dialects::print_postgres(**tree);
    if (dialect.id == DialectId::sqlite) return dialects::print_sqlite(**tree);
    return dialects::print_mysql(**tree, dialect.id);
}

struct Place {
    std::size_t line = 1, column = 1;
};

// Of a character of a text, counted from 1.
Place place_of(std::string_view text, std::size_t character) {
    Place place;
    for (std::size_t i = 0, seen = 1; i < text.size() && seen < character; ++i) {
        const bool starts_next =
            i + 1 >= text.size() || (static_cast<unsigned char>(text[i + 1]) & 0xC0) != 0x80;
        if (text[i] == '\n')
            place = {place.line + 1, 1};
        else if (starts_next)
            ++place.column;
        if (starts_next) ++seen;
    }
    return place;
}

// Printer writes the outcome of each statement, as text or as JSON.
class Printer {
public:
    Printer(std::string_view text, bool json) : text_(text), json_(json) {}

    void sql(const std::string& sql) {
        if (json_)
            std::cout << nlohmann::json{{"sql", sql}}.dump(-1, ' ', false, replace_invalid) << '\n';
        else
            std::cout << sql << ";\n";
    }
    void refused(const Error& error, std::size_t begin) {
        failed_ = true;
        const std::size_t character =
            error.position != 0 ? error.position : dialects::character_of(text_, begin);
        if (json_) {
            nlohmann::json object{
                {"code", error.sqlstate()}, {"message", error.message}, {"position", character}};
            if (!error.detail.empty()) object["detail"] = error.detail;
            if (!error.hint.empty()) object["hint"] = error.hint;
            std::cout << nlohmann::json{{"error", object}}.dump(-1, ' ', false, replace_invalid) << '\n';
            return;
        }
        const Place place = place_of(text_, character);
        std::cerr << place.line << ':' << place.column << ": " << error.message << '\n';
        if (!error.detail.empty()) std::cerr << "  " << error.detail << '\n';
    }
    int status() const { return failed_ ? exit_failure : exit_ok; }

private:
    static constexpr auto replace_invalid = nlohmann::json::error_handler_t::replace;

    std::string_view text_;
    bool json_, failed_ = false;
};

std::string read_all(std::istream& in) {
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

int complain(const std::string& message) {
    std::cerr << "ormgate translate: " << message << '\n';
    return exit_failure;
}

}  // namespace

int run_translate(const TranslateRequest& request) {
    const Dialect& from = dialect_named(request.from);
    const Dialect& to = dialect_named(request.to);
    const bool same = from.id == to.id;
    const bool to_sqlite = from.id == DialectId::postgres && to.id == DialectId::sqlite;
    if (!same && !to_sqlite)
        return complain("from " + request.from + " to " + request.to + " is not supported");

    std::optional<SqliteTranslation> target;
    if (to_sqlite) {
        target.emplace();
        if (auto opened = target->open(); !opened) return complain(opened.error().message);
    }
    if (!request.schema_file.empty()) {
        std::ifstream file(request.schema_file);
        if (!file) return complain("cannot read " + request.schema_file);
        if (target) {
            const std::string definitions = read_all(file);
            if (auto defined = target->define(definitions); !defined) {
                const Place place = place_of(definitions, std::max<std::size_t>(defined.error().position, 1));
                return complain(request.schema_file + ':' + std::to_string(place.line) + ':' +
                                std::to_string(place.column) + ": " + defined.error().message);
            }
        }
    }
    const std::string text = request.sql.empty() ? read_all(std::cin) : request.sql;
    Printer printer(text, request.json);
    const auto templates = dialects::cut_templates(text, from);
    if (!templates) {
        printer.refused(templates.error(), 0);
        return printer.status();
    }
    for (const Template& statement : *templates) {
        const Result<std::string> sql =
            target ? target->translate(statement) : reprint(statement, text, from);
        if (sql)
            printer.sql(*sql);
        else
            printer.refused(sql.error(), statement.begin);
    }
    return printer.status();
}

}  // namespace ormgate
