#include "dialects/bind/binder.hpp"

#include <algorithm>

#include "dialects/catalog/relations.hpp"

namespace ormgate::dialects {

namespace {

TranslateContext with_catalog(TranslateContext context) {
    if (context.catalog == nullptr) context.catalog = &catalog::postgres_catalog();
    return context;
}

}  // namespace

Binder::Binder(std::string_view source, const TranslateContext& translate_context)
    : context(with_catalog(translate_context)), source_(source) {
    parameters.assign(translate_context.parameter_types.begin(), translate_context.parameter_types.end());
}

std::size_t Binder::character(std::uint32_t position) const {
    if (position == 0) return 0;  // no expression stands where a statement begins: nowhere
    const std::string_view before = source_.substr(0, position);
    return 1 +
           static_cast<std::size_t>(std::ranges::count_if(before, [](char c) { return (c & 0xC0) != 0x80; }));
}

void Binder::fail(Errc code, std::string message, std::uint32_t position, std::string hint) {
    throw BindFailure{Error(code, std::move(message)).at(character(position)).with_hint(std::move(hint))};
}

void Binder::finish() {
    for (Type& type : parameters)
        if (type.id == TypeId::unknown) type = TypeId::text;
}

std::string Binder::sql_name(Type type) const {
    return dialects::sql_name(type, *context.schema);
}

namespace {

std::string joined(const ast::Name& name) {
    std::string out;
    for (const std::string& part : name) out += (out.empty() ? "" : ".") + part;
    return out;
}

}  // namespace

// A name of `least` parts or more begins with the database's.
void Binder::check_database(const ast::Name& name,
                            const std::string& shown,
                            std::size_t least,
                            std::uint32_t position) {
    if (name.size() > least)
        fail(
            Errc::syntax_error, "improper qualified name (too many dotted names): " + joined(name), position);
    if (name.size() == least && name.front() != context.schema->database)
        fail(Errc::unsupported, "cross-database references are not implemented: " + shown, position);
}

const TableDef* Binder::find_table(const ast::Name& name, std::uint32_t position, bool required) {
    if (name.empty()) fail(Errc::syntax_error, "a relation's name is missing", position);
    check_database(name, name.size() < 3 ? "" : "\"" + joined(name) + "\"", 3, position);
    const Schema& schema = *context.schema;
    const Schema* catalog = context.catalog;
    const std::string& last = name.back();
    const TableDef* found = nullptr;
    const auto in_catalog = [&](std::string_view space) {
        found = catalog == nullptr ? nullptr : catalog->table(space, last);
        if (found != nullptr) reads_catalog = true;
        return found;
    };
    if (name.size() >= 2) {
        const std::string& written = name[name.size() - 2];
        const std::string space = written == catalog::temporary_name ? "pg_temp" : written;
        found = schema.table(space, last);
        if (found == nullptr) in_catalog(space);
    } else {
        found = schema.table("pg_temp", last);
        if (found == nullptr) in_catalog("pg_catalog");
        for (const std::string& space : context.search_path) {
            if (found != nullptr) break;
            found = schema.table(space, last);
            if (found == nullptr) in_catalog(space);
        }
    }
    if (found == nullptr && required)
        fail(Errc::undefined_table, "relation \"" + joined(name) + "\" does not exist", position);
    return found;
}

std::optional<std::string> Binder::namespace_to_create_in(const ast::Name& name, std::uint32_t position) {
    if (name.size() >= 2) {
        const std::string& space = name[name.size() - 2];
        if (space != "public" && space != "pg_temp" && !context.schema->has_namespace(space))
            fail(Errc::undefined_schema, "schema \"" + space + "\" does not exist", position);
        return space;
    }
    for (const std::string& space : context.search_path)
        if (space == "public" || context.schema->has_namespace(space)) return space;
    fail(Errc::undefined_schema, "no schema has been selected to create in", position);
}

namespace {

struct NameOfType {
    std::string_view written, pg;
};
// Spellings of types that are no pg_type names.
// clang-format off: one row a line
constexpr NameOfType written_types[] = {
    {"int", "int4"},        {"integer", "int4"},         {"smallint", "int2"},     {"bigint", "int8"},
    {"real", "float4"},     {"float", "float8"},         {"double precision", "float8"},
    {"decimal", "numeric"}, {"dec", "numeric"},          {"boolean", "bool"},      {"character varying", "varchar"},
    {"character", "bpchar"}, {"national character", "bpchar"}, {"nchar", "bpchar"},
    {"timestamp without time zone", "timestamp"},        {"timestamp with time zone", "timestamptz"},
    {"time without time zone", "time"},                  {"time with time zone", "timetz"},
    {"bit varying", "varbit"}, {"serial", "int4"},       {"serial4", "int4"},      {"bigserial", "int8"},
    {"serial8", "int8"},    {"smallserial", "int2"},     {"serial2", "int2"},      {"string", "text"},
    {"citext", "!"},
};
// clang-format on

struct IntervalField {
    std::string_view name;
    std::int32_t mask;
};
// Bits of an interval's modifier, as PostgreSQL numbers its fields.
constexpr std::int32_t year = 1 << 2, month = 1 << 1, day = 1 << 3, hour = 1 << 10, minute = 1 << 11,
                       second = 1 << 12;
// clang-format off: one row a line
constexpr IntervalField interval_fields[] = {
    {"year", year},
    {"month", month},
    {"day", day},
    {"hour", hour},
    {"minute", minute},
    {"second", second},
    {"year to month", year | month},
    {"day to hour", day | hour},
    {"day to minute", day | hour | minute},
    {"day to second", day | hour | minute | second},
    {"hour to minute", hour | minute},
    {"hour to second", hour | minute | second},
    {"minute to second", minute | second},
};
// clang-format on

}  // namespace

Type Binder::resolve_type(const ast::TypeName& name) {
    if (name.percent_type) {
        refuse("%TYPE", name.position);
        return TypeId::text;
    }
    std::string last = name.name.back();
    const std::string space = name.name.size() >= 2 ? name.name[name.name.size() - 2] : std::string();
    const bool built_in = space.empty() || space == "pg_catalog";
    Type type;
    bool found = false;
    if (built_in) {
        for (const NameOfType& row : written_types)
            if (row.written == last) last = row.pg;
        bool array = name.array_dimensions > 0;
        if (last.size() > 1 && last.front() == '_' && type_named(last.substr(1)) != nullptr) {
            last.erase(0, 1);
            array = true;
        }
        if (const TypeInfo* row = type_named(last)) {
            type = Type(row->id, array);
            found = true;
        }
    }
    if (!found) {
        const EnumDef* enumeration = nullptr;
        if (!space.empty()) {
            enumeration = context.schema->enumeration(space, last);
        } else {
            for (const std::string& path : context.search_path)
                if (enumeration == nullptr) enumeration = context.schema->enumeration(path, last);
        }
        if (enumeration == nullptr) {
            std::string written;
            for (const std::string& part : name.name) written += (written.empty() ? "" : ".") + part;
            fail(Errc::undefined_object, "type \"" + written + "\" does not exist", name.position);
        }
        type = Type(TypeId::enumeration, name.array_dimensions > 0);
        type.user_oid = type.array ? enumeration->array_oid : enumeration->oid;
        return type;
    }
    if (type.id == TypeId::interval) {
        std::int32_t range = 0x7fff, precision = 0xffff;
        for (const IntervalField& field : interval_fields)
            if (field.name == name.interval_fields) range = field.mask;
        if (!name.modifiers.empty())
            precision = static_cast<std::int32_t>(std::clamp<std::int64_t>(name.modifiers[0], 0, 6));
        if (range != 0x7fff || precision != 0xffff) type.modifier = range << 16 | precision;
        return type;
    }
    if (type.id == TypeId::float64 && name.name.back() == "float" && !name.modifiers.empty()) {
        type.id = name.modifiers[0] <= 24 ? TypeId::float32 : TypeId::float64;
        return type;
    }
    if (name.modifiers.empty()) {
        const bool one = type.id == TypeId::bpchar && name.name.back() != "bpchar";
        if (one || type.id == TypeId::bit) type.modifier = type.id == TypeId::bit ? 1 : 5;
        return type;
    }
    const std::int64_t first = name.modifiers[0];
    switch (type.id) {
        case TypeId::varchar:
        case TypeId::bpchar:
            if (first < 1)
                fail(Errc::invalid_parameter_value,
                     "length for type " + std::string(info(type.id).name) + " must be at least 1",
                     name.position);
            if (first > 10485760)
                fail(Errc::invalid_parameter_value,
                     "length for type " + std::string(info(type.id).name) + " cannot exceed 10485760",
                     name.position);
            type.modifier = static_cast<std::int32_t>(first) + 4;
            break;
        case TypeId::numeric: {
            const std::int64_t scale = name.modifiers.size() > 1 ? name.modifiers[1] : 0;
            if (first < 1 || first > 1000)
                fail(Errc::invalid_parameter_value,
                     "NUMERIC precision " + std::to_string(first) + " must be between 1 and 1000",
                     name.position);
            if (scale < -1000 || scale > 1000)
                fail(Errc::invalid_parameter_value,
                     "NUMERIC scale " + std::to_string(scale) + " must be between -1000 and 1000",
                     name.position);
            type.modifier = static_cast<std::int32_t>((first << 16 | (scale & 0x7ff)) + 4);
            break;
        }
        case TypeId::bit:
        case TypeId::varbit:
            type.modifier = static_cast<std::int32_t>(std::clamp<std::int64_t>(first, 1, 83886080));
            break;
        case TypeId::time:
        case TypeId::timetz:
        case TypeId::timestamp:
        case TypeId::timestamptz:
            type.modifier = static_cast<std::int32_t>(std::clamp<std::int64_t>(first, 0, 6));
            break;
        default:
            fail(Errc::syntax_error, "type modifier is not allowed for type \"" + last + "\"", name.position);
    }
    return type;
}

std::string_view clause_name(Clause clause) {
    switch (clause) {
        case Clause::where:
            return "WHERE";
        case Clause::join:
            return "JOIN conditions";
        case Clause::group_by:
            return "GROUP BY";
        case Clause::limit:
            return "LIMIT";
        case Clause::values:
            return "VALUES";
        case Clause::returning:
            return "RETURNING";
        case Clause::update:
            return "UPDATE";
        case Clause::filter:
            return "FILTER";
        case Clause::having:
            return "HAVING";
        case Clause::window:
            return "window definitions";
        case Clause::function_in_from:
            return "functions in FROM";
        case Clause::default_value:
            return "DEFAULT expressions";
        case Clause::check:
            return "check constraints";
        case Clause::index:
            return "index expressions";
        case Clause::generated:
            return "column generation expressions";
        default:
            return "this clause";
    }
}

}  // namespace ormgate::dialects
