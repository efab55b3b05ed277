#include <algorithm>
#include <cctype>
#include <charconv>

#include "dialects/sqlite_storage.hpp"

namespace ormgate::dialects {
namespace {

// The one table of facts: what ormgate declares for a type. Words with INT would have integer affinity, hence
// DURATION_TEXT.
struct DeclaredRow {
    std::string_view declared;
    TypeId type;
};
// clang-format off: one row a line
constexpr DeclaredRow declared_rows[] = {
    {"BOOLEAN", TypeId::boolean},          {"SMALLINT", TypeId::int16},
    {"INTEGER", TypeId::int32},            {"BIGINT", TypeId::int64},
    {"FLOAT4", TypeId::float32},           {"DOUBLE PRECISION", TypeId::float64},
    {"NUMERIC_TEXT", TypeId::numeric},     {"TEXT", TypeId::text},
    {"VARCHAR", TypeId::varchar},          {"CHAR", TypeId::bpchar},
    {"NAME_TEXT", TypeId::name},           {"SINGLE_CHAR", TypeId::single_char},
    {"BLOB", TypeId::bytea},               {"DATE", TypeId::date},
    {"TIME", TypeId::time},                {"TIMETZ", TypeId::timetz},
    {"TIMESTAMP", TypeId::timestamp},      {"TIMESTAMPTZ", TypeId::timestamptz},
    {"DURATION_TEXT", TypeId::interval},   {"UUID_TEXT", TypeId::uuid},
    {"JSON_TEXT", TypeId::json},           {"JSONB_TEXT", TypeId::jsonb},
    {"OID_INTEGER", TypeId::oid},          {"XID_INTEGER", TypeId::xid},
    {"REGCLASS_INTEGER", TypeId::regclass}, {"REGTYPE_INTEGER", TypeId::regtype},
    {"INET_TEXT", TypeId::inet},           {"CIDR_TEXT", TypeId::cidr},
    {"MACADDR_TEXT", TypeId::macaddr},     {"BIT_TEXT", TypeId::bit},
    {"VARBIT_TEXT", TypeId::varbit},       {"MONEY_INTEGER", TypeId::money},
    {"XML_TEXT", TypeId::xml},
};
// clang-format on

// What other programs declare, beside the words above (which they use in the same sense).
// clang-format off: one row a line
constexpr DeclaredRow foreign_rows[] = {
    {"BOOL", TypeId::boolean},
    {"TINYINT", TypeId::int16},
    {"INT2", TypeId::int16},
    {"SMALLINT UNSIGNED", TypeId::int32},
    {"INT", TypeId::int32},
    {"INT4", TypeId::int32},
    {"MEDIUMINT", TypeId::int32},
    {"INTEGER UNSIGNED", TypeId::int64},
    {"UNSIGNED INTEGER", TypeId::int64},
    {"INT UNSIGNED", TypeId::int64},
    {"INT8", TypeId::int64},
    {"BIG INTEGER", TypeId::int64},
    {"BIGINT UNSIGNED", TypeId::numeric},
    {"UNSIGNED BIG INT", TypeId::numeric},
    {"REAL", TypeId::float64},
    {"DOUBLE", TypeId::float64},
    {"FLOAT", TypeId::float64},
    {"FLOAT8", TypeId::float64},
    {"DECIMAL", TypeId::numeric},
    {"NUMERIC", TypeId::numeric},
    {"CHARACTER VARYING", TypeId::varchar},
    {"NVARCHAR", TypeId::varchar},
    {"CHARACTER", TypeId::bpchar},
    {"NCHAR", TypeId::bpchar},
    {"BPCHAR", TypeId::bpchar},
    {"CLOB", TypeId::text},
    {"STRING", TypeId::text},
    {"TINYTEXT", TypeId::text},
    {"MEDIUMTEXT", TypeId::text},
    {"LONGTEXT", TypeId::text},
    {"BYTEA", TypeId::bytea},
    {"BINARY", TypeId::bytea},
    {"VARBINARY", TypeId::bytea},
    {"DATETIME", TypeId::timestamp},
    {"TIMESTAMP WITHOUT TIME ZONE", TypeId::timestamp},
    {"TIMESTAMP WITH TIME ZONE", TypeId::timestamptz},
    {"TIME WITHOUT TIME ZONE", TypeId::time},
    {"TIME WITH TIME ZONE", TypeId::timetz},
    {"INTERVAL", TypeId::interval},
    {"UUID", TypeId::uuid},
    {"JSON", TypeId::json},
    {"JSONB", TypeId::jsonb},
    {"OID", TypeId::oid},
};
// clang-format on

std::string upper(std::string_view text) {
    std::string out(text);
    std::ranges::transform(
        out, out.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return out;
}

// SQLite gives integer affinity to every declared type with INT in it; names inside one are kept from that.
std::string hide_int(std::string_view name) {
    std::string out;
    for (std::size_t i = 0; i < name.size(); ++i) {
        out += name[i];
        if (name[i] == '~') out += '~';
        if (upper(name.substr(i, 3)) == "INT") out += '~';
    }
    return out;
}

std::string show_int(std::string_view hidden) {
    std::string out;
    for (std::size_t i = 0; i < hidden.size(); ++i) {
        if (hidden[i] != '~') {
            out += hidden[i];
        } else if (i + 1 < hidden.size() && hidden[i + 1] == '~') {
            out += '~';
            ++i;
        }
    }
    return out;
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        out += c;
        if (c == '"') out += '"';
    }
    return out + '"';
}

// A name and the numbers in the parentheses behind it: VARCHAR(30), TIMESTAMP(3) WITH TIME ZONE.
struct Words {
    std::string name;
    std::vector<std::int32_t> numbers;
};
Words split(std::string_view text) {
    Words words;
    const std::size_t open = text.find('(');
    std::string name(text.substr(0, open));
    if (open != std::string_view::npos) {
        const std::size_t close = std::min(text.find(')', open), text.size());
        const char* at = text.data() + open + 1;
        const char* end = text.data() + close;
        while (at < end) {
            std::int32_t number = 0;
            const auto [next, error] = std::from_chars(at, end, number);
            if (error != std::errc{}) {
                ++at;
                continue;
            }
            words.numbers.push_back(number);
            at = next;
        }
        if (close + 1 < text.size()) name.append(text.substr(close + 1));
    }
    // runs of blanks count as one
    for (const char c : name)
        if (c != ' ' || (!words.name.empty() && words.name.back() != ' ')) words.name += c;
    while (!words.name.empty() && words.name.back() == ' ') words.name.pop_back();
    return words;
}

std::int32_t modifier_of(TypeId type, const std::vector<std::int32_t>& numbers) {
    if (numbers.empty()) return type == TypeId::bpchar ? 5 : -1;
    switch (type) {
        case TypeId::varchar:
        case TypeId::bpchar:
            return numbers[0] + 4;
        case TypeId::numeric:
            return (numbers[0] << 16 | ((numbers.size() > 1 ? numbers[1] : 0) & 0x7ff)) + 4;
        case TypeId::bit:
        case TypeId::varbit:
        case TypeId::time:
        case TypeId::timetz:
        case TypeId::timestamp:
        case TypeId::timestamptz:
            return numbers[0];
        case TypeId::interval:
            return 0x7fff << 16 | (numbers[0] & 0xffff);
        default:
            return -1;
    }
}

Type by_affinity(std::string_view name) {
    const auto has = [&](std::string_view word) { return name.find(word) != std::string_view::npos; };
    if (has("INT")) return TypeId::int64;
    if (has("CHAR") || has("CLOB") || has("TEXT")) return TypeId::text;
    if (has("BLOB") || name.empty()) return TypeId::bytea;
    if (has("REAL") || has("FLOA") || has("DOUB")) return TypeId::float64;
    return TypeId::numeric;
}

std::string numbers_of(Type type) {
    const std::int32_t m = type.modifier;
    if (m < 0) return {};
    switch (type.id) {
        case TypeId::varchar:
        case TypeId::bpchar:
            return "(" + std::to_string(m - 4) + ")";
        case TypeId::numeric:
            return "(" + std::to_string((m - 4) >> 16 & 0xffff) + "," +
                   std::to_string((((m - 4) & 0x7ff) ^ 1024) - 1024) + ")";
        case TypeId::bit:
        case TypeId::varbit:
            return "(" + std::to_string(m) + ")";
        case TypeId::time:
        case TypeId::timetz:
        case TypeId::timestamp:
        case TypeId::timestamptz:
        case TypeId::interval:
            return (m & 0xffff) == 0xffff ? std::string() : "(" + std::to_string(m & 0xffff) + ")";
        default:
            return {};
    }
}

}  // namespace

std::string declared_type(Type type, std::string_view enum_name) {
    if (type.array) {
        Type element = type;
        element.array = false;
        element.user_oid = 0;
        const std::string name =
            type.id == TypeId::enumeration ? "ENUM " + std::string(enum_name) : element.sql_name();
        return quoted("ARRAY_TEXT " + hide_int(name));
    }
    if (type.id == TypeId::enumeration) return quoted("ENUM_TEXT " + hide_int(enum_name));
    if (type.id == TypeId::bpchar && type.modifier < 0) return "BPCHAR_TEXT";
    const auto row = std::ranges::find(declared_rows, type.id, &DeclaredRow::type);
    const std::string name(row == std::end(declared_rows) ? "TEXT" : row->declared);
    return name + numbers_of(type);
}

std::string_view declared_collation(Type type) {
    if (type.array) return {};
    switch (type.id) {
        case TypeId::numeric:
            return "COLLATE decimal";
        case TypeId::interval:
            return "COLLATE interval";
        case TypeId::bpchar:
            return "COLLATE RTRIM";
        default:
            return {};
    }
}

DeclaredType type_of_declaration(std::string_view declared) {
    constexpr std::string_view array_word = "ARRAY_TEXT ", enum_word = "ENUM_TEXT ";
    if (declared.starts_with(array_word)) {
        const std::string name = show_int(declared.substr(array_word.size()));
        if (name.starts_with("ENUM ")) return {{TypeId::enumeration, true}, name.substr(5)};
        Type type = type_of_sql_name(name).value_or(TypeId::text);
        type.array = true;
        return {type, {}};
    }
    if (declared.starts_with(enum_word))
        return {TypeId::enumeration, show_int(declared.substr(enum_word.size()))};
    const Words words = split(upper(declared));
    if (words.name == "BPCHAR_TEXT") return {TypeId::bpchar, {}};
    for (const auto& rows :
         {std::span<const DeclaredRow>(declared_rows), std::span<const DeclaredRow>(foreign_rows)}) {
        const auto row = std::ranges::find(rows, words.name, &DeclaredRow::declared);
        if (row == rows.end()) continue;
        return {{row->type, false, modifier_of(row->type, words.numbers)}, {}};
    }
    return {by_affinity(words.name), {}};
}

std::optional<Type> type_of_sql_name(std::string_view name) {
    const bool array = name.ends_with("[]");
    if (array) name.remove_suffix(2);
    const Words words = split(name);
    for (const TypeInfo& row : type_table()) {
        if (row.sql_name != words.name) continue;
        std::int32_t modifier = words.numbers.empty() ? -1 : modifier_of(row.id, words.numbers);
        return Type(row.id, array, modifier);
    }
    return std::nullopt;
}

std::string storage_name(std::string_view schema, std::string_view name) {
    if (schema == "public" || schema.empty()) return std::string(name);
    return std::string(schema) + "." + std::string(name);
}

}  // namespace ormgate::dialects
