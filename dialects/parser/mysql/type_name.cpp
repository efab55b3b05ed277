#include <algorithm>

#include "dialects/parser/mysql/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

namespace {

struct TypeRow {
    std::string_view word, name;  // as written, as stored
    std::size_t modifiers;        // at most
    enum class Kind : std::uint8_t { number, text, binary, labels, other } kind;
};

using Kind = TypeRow::Kind;

// clang-format off: one row a line
constexpr TypeRow types[] = {
    {"bigint", "bigint", 1, Kind::number},
    {"binary", "binary", 1, Kind::binary},
    {"bit", "bit", 1, Kind::other},
    {"blob", "blob", 1, Kind::binary},
    {"bool", "boolean", 0, Kind::other},
    {"boolean", "boolean", 0, Kind::other},
    {"char", "char", 1, Kind::text},
    {"character", "char", 1, Kind::text},
    {"date", "date", 0, Kind::other},
    {"datetime", "datetime", 1, Kind::other},
    {"dec", "decimal", 2, Kind::number},
    {"decimal", "decimal", 2, Kind::number},
    {"double", "double", 2, Kind::number},
    {"enum", "enum", 0, Kind::labels},
    {"fixed", "decimal", 2, Kind::number},
    {"float", "float", 2, Kind::number},
    {"float4", "float", 2, Kind::number},
    {"float8", "double", 2, Kind::number},
    {"geometry", "geometry", 0, Kind::other},
    {"geometrycollection", "geometrycollection", 0, Kind::other},
    {"inet4", "inet4", 0, Kind::other},
    {"inet6", "inet6", 0, Kind::other},
    {"int", "int", 1, Kind::number},
    {"int1", "tinyint", 1, Kind::number},
    {"int2", "smallint", 1, Kind::number},
    {"int3", "mediumint", 1, Kind::number},
    {"int4", "int", 1, Kind::number},
    {"int8", "bigint", 1, Kind::number},
    {"integer", "int", 1, Kind::number},
    {"json", "json", 0, Kind::other},
    {"linestring", "linestring", 0, Kind::other},
    {"longblob", "longblob", 0, Kind::binary},
    {"longtext", "longtext", 0, Kind::text},
    {"mediumblob", "mediumblob", 0, Kind::binary},
    {"mediumint", "mediumint", 1, Kind::number},
    {"mediumtext", "mediumtext", 0, Kind::text},
    {"middleint", "mediumint", 1, Kind::number},
    {"multilinestring", "multilinestring", 0, Kind::other},
    {"multipoint", "multipoint", 0, Kind::other},
    {"multipolygon", "multipolygon", 0, Kind::other},
    {"numeric", "decimal", 2, Kind::number},
    {"nvarchar", "varchar", 1, Kind::text},
    {"nchar", "char", 1, Kind::text},
    {"point", "point", 0, Kind::other},
    {"polygon", "polygon", 0, Kind::other},
    {"real", "double", 2, Kind::number},
    {"serial", "serial", 0, Kind::other},
    {"set", "set", 0, Kind::labels},
    {"smallint", "smallint", 1, Kind::number},
    {"text", "text", 1, Kind::text},
    {"time", "time", 1, Kind::other},
    {"timestamp", "timestamp", 1, Kind::other},
    {"tinyblob", "tinyblob", 0, Kind::binary},
    {"tinyint", "tinyint", 1, Kind::number},
    {"tinytext", "tinytext", 0, Kind::text},
    {"uuid", "uuid", 0, Kind::other},
    {"varbinary", "varbinary", 1, Kind::binary},
    {"varchar", "varchar", 1, Kind::text},
    {"varcharacter", "varchar", 1, Kind::text},
    {"year", "year", 1, Kind::other},
};
// clang-format on

const TypeRow* find_type(std::string_view word) {
    for (const TypeRow& row : types)
        if (row.word == word) return &row;
    return nullptr;
}

bool only_mariadb(std::string_view word) {
    return word == "uuid" || word == "inet4" || word == "inet6";
}

}  // namespace

void MysqlParser::type_length(TypeName& type, std::size_t most) {
    if (most == 0 || !at('(')) return;
    take();
    do {
        if (type.modifiers.size() == most) refuse();
        if (!at(TokenKind::integer)) refuse();
        type.modifiers.push_back(integer_constant());
    } while (accept(','));
    expect(')');
}

// Words of several, until the one that the table knows: CHARACTER VARYING, DOUBLE PRECISION, LONG VARCHAR …
void MysqlParser::type_words(TypeName& type) {
    if (accept("national"_kw)) {
        type.character_set = "utf8mb3";
        if (accept("varchar"_kw) || accept("varcharacter"_kw)) {
            type.name = {"varchar"};
            return;
        }
        if (!accept("char"_kw)) expect("character"_kw);
        type.name = {accept("varying"_kw) ? "varchar" : "char"};
        return;
    }
    if (accept("long"_kw)) {
        const bool binary = accept("varbinary"_kw);
        if (!binary && !accept("varchar"_kw) && (accept("char"_kw) || accept("character"_kw)))
            expect("varying"_kw);
        type.name = {binary ? "mediumblob" : "mediumtext"};
        return;
    }
    std::string word = lower_word();
    if (word == "nchar" || word == "nvarchar") type.character_set = "utf8mb3";
    const bool varying = (word == "char" || word == "character" || word == "nchar") && accept("varying"_kw);
    if (word == "nchar" && accept("varchar"_kw)) word = "nvarchar";
    if (word == "double") accept("precision"_kw);
    const TypeRow* row = find_type(word);
    type.name = {varying ? "varchar" : std::string(row->name)};
}

TypeName MysqlParser::column_type() {
    TypeName type;
    type.position = begin();
    const bool several = at_any("national"_kw, "long"_kw);
    const TypeRow* first = at(TokenKind::word) ? find_type(text(peek())) : nullptr;
    if (at(TokenKind::word) && first == nullptr) {
        std::string word(source(peek()));
        for (char& c : word) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        first = find_type(word);
        if (first != nullptr && only_mariadb(first->word) && !mariadb()) first = nullptr;
    }
    if (!several && first == nullptr) refuse();
    type_words(type);
    const TypeRow& row = *find_type(type.name.front());
    if (row.kind == Kind::labels) {
        expect('(');
        do {
            accept("binary"_kw);
            type.labels.push_back(string_constant());
        } while (accept(','));
        expect(')');
        character_attributes(type);
        return type;
    }
    type_length(type, row.modifiers);
    const bool needs_length = row.name == "varchar" || row.name == "varbinary";
    if (needs_length && type.modifiers.empty()) refuse();
    if (row.kind == Kind::number) {
        while (at_any("signed"_kw, "unsigned"_kw, "zerofill"_kw)) {
            const Token word = take();
            type.is_unsigned = type.is_unsigned || !word.is("signed"_kw);
            type.zerofill = type.zerofill || word.is("zerofill"_kw);
        }
    }
    if (row.kind == Kind::text) character_attributes(type);
    return type;
}

// CHARACTER SET x, CHARSET x, ASCII, UNICODE, BYTE, BINARY (the character set's binary collation).
void MysqlParser::character_attributes(TypeName& type) {
    for (;;) {
        if (at("character"_kw, "set"_kw) || at("char"_kw, "set"_kw)) {
            take();
            take();
            type.character_set = label_or_string();
        } else if (accept("charset"_kw)) {
            type.character_set = label_or_string();
        } else if (accept("ascii"_kw)) {
            type.character_set = "latin1";
        } else if (accept("unicode"_kw)) {
            type.character_set = "ucs2";
        } else if (accept("byte"_kw)) {
            type.character_set = "binary";
        } else if (accept("binary"_kw)) {
            type.interval_fields = "binary";
        } else {
            return;
        }
    }
}

// The types of CAST and CONVERT.
TypeName MysqlParser::cast_type() {
    TypeName type;
    type.position = begin();
    if (at("signed"_kw) || at("unsigned"_kw)) {
        type.name = {lower_word()};
        if (!accept("integer"_kw)) accept("int"_kw);
        return type;
    }
    if (mariadb() && (accept("integer"_kw) || accept("int"_kw))) {
        type.name = {"signed"};
        return type;
    }
    if (accept("double"_kw)) {
        accept("precision"_kw);
        type.name = {"double"};
        if (mariadb()) type_length(type, 2);
        return type;
    }
    if (mariadb() && accept("interval"_kw)) {
        expect("day_second"_kw, '(');
        refuse_unsupported("CAST AS INTERVAL", type.position);
    }
    const bool national = accept("national"_kw);
    static constexpr std::string_view allowed[] = {
        "binary",       "char",
        "character",    "nchar",
        "date",         "time",
        "datetime",     "decimal",
        "dec",          "json",
        "float",        "real",
        "year",         "point",
        "linestring",   "polygon",
        "uuid",         "inet6",
        "inet4",        "varchar",
        "multipoint",   "multilinestring",
        "multipolygon", "geometrycollection",
    };
    std::string word = at(TokenKind::word) ? std::string(source(peek())) : std::string();
    for (char& c : word) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (std::ranges::find(allowed, word) == std::end(allowed)) refuse();
    if (only_mariadb(word) && !mariadb()) refuse();
    if (mariadb() && (word == "json" || word == "year" || word == "real")) refuse();
    if (word == "varchar" && !mariadb()) refuse();
    take();
    const TypeRow& row = *find_type(word);
    type.name = {std::string(row.name)};
    if (national || word == "nchar") type.character_set = "utf8mb3";
    type_length(type,
                word == "float" && !mariadb()      ? 1
                : word == "year" || word == "real" ? 0
                                                   : row.modifiers);
    if (row.kind == Kind::text && word != "nchar") character_attributes(type);
    return type;
}

}  // namespace ormgate::dialects
