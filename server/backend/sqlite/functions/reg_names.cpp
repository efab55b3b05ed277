#include "server/backend/sqlite/functions/reg_names.hpp"

#include <algorithm>
#include <charconv>

#include "dialects/bind/binder.hpp"
#include "dialects/catalog/relations.hpp"
#include "dialects/catalog/static_rows.hpp"
#include "dialects/parser.hpp"
#include "dialects/sqlite_storage.hpp"
#include "server/backend/sqlite/functions/quoting.hpp"

namespace ormgate::sqlite {
namespace {

using dialects::catalog::postgres_catalog;
using dialects::catalog::temporary_name;

std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const std::string& part : parts) out += (out.empty() ? "" : ".") + part;
    return out;
}

std::uint32_t find_in_schema(const Schema& schema, std::string_view schema_name, std::string_view name) {
    if (const TableDef* table = schema.table(schema_name, name)) return table->oid;
    if (const SequenceDef* sequence = schema.sequence(schema_name, name)) return sequence->oid;
    for (const TableDef& table : schema.tables) {
        if (table.schema != schema_name) continue;
        auto found = std::ranges::find(table.indexes, name, &IndexDef::name);
        if (found != table.indexes.end()) return found->oid;
    }
    return 0;
}

std::uint32_t find_relation(std::string_view schema_name,
                            std::string_view name,
                            const FunctionContext& context) {
    if (context.schema != nullptr)
        if (std::uint32_t oid = find_in_schema(*context.schema, schema_name, name)) return oid;
    return find_in_schema(postgres_catalog(), schema_name, name);
}

Result<std::uint32_t> class_oid(const std::vector<std::string>& parts, const FunctionContext& context) {
    if (parts.size() > 3)
        return fail(Errc::syntax_error, "improper relation name (too many dotted names): " + joined(parts));
    if (parts.size() > 1) {
        const std::string_view schema =
            parts[parts.size() - 2] == temporary_name ? "pg_temp" : std::string_view(parts[parts.size() - 2]);
        if (std::uint32_t oid = find_relation(schema, parts.back(), context)) return oid;
        if (namespace_oid(schema, context) == 0)
            return fail(Errc::undefined_schema, "schema \"" + std::string(schema) + "\" does not exist");
    } else {
        for (const std::string_view first : {"pg_temp", "pg_catalog"})
            if (std::uint32_t oid = find_relation(first, parts.back(), context)) return oid;
        for (const std::string& schema : context.search_path)
            if (std::uint32_t oid = find_relation(schema, parts.back(), context)) return oid;
    }
    return fail(Errc::undefined_table, "relation \"" + joined(parts) + "\" does not exist");
}

// What pg_proc does not list may exist all the same: that is not known here.
Result<std::uint32_t> procedure_oid(const std::vector<std::string>& parts) {
    const bool system = parts.size() == 1 || (parts.size() == 2 && parts.front() == "pg_catalog");
    for (const auto& procedure : dialects::catalog::procedures())
        if (system && procedure.name == parts.back()) return procedure.oid;
    if (system && !dialects::functions_named(parts.back()).empty())
        return fail(Errc::unsupported, "the OID of the function \"" + joined(parts) + "\" is not known");
    return fail(Errc::undefined_function, "function \"" + joined(parts) + "\" does not exist");
}

// The grammar's own names: int, character varying(10), timestamp with time zone.
std::optional<Type> type_of_grammar(std::string_view text) {
    using namespace dialects;
    const auto parsed = parse_expression("NULL::" + std::string(text), postgres_dialect);
    if (!parsed) return std::nullopt;
    const auto* cast = (*parsed)->as<ast::Cast>();
    if (cast == nullptr || cast->operand->as<ast::Literal>() == nullptr) return std::nullopt;
    static const auto nothing = std::make_shared<const Schema>();
    try {
        TranslateContext context;
        context.schema = nothing;
        return Binder({}, context).resolve_type(cast->type);
    } catch (const BindFailure&) {
        return std::nullopt;
    }
}

Result<std::uint32_t> type_oid(std::string_view text, const FunctionContext& context) {
    bool array = text.ends_with("[]");
    std::string_view name = array ? text.substr(0, text.size() - 2) : text;
    if (std::optional<Type> type = dialects::type_of_sql_name(text)) return type->oid();
    Result<std::vector<std::string>> parts = parse_identifier(name);
    if (parts && parts->size() <= 2) {
        const std::string& last = parts->back();
        bool system = parts->size() == 1 || parts->front() == "pg_catalog";
        bool underscored = last.starts_with('_');
        const TypeInfo* found =
            system ? type_named(underscored ? std::string_view(last).substr(1) : std::string_view(last))
                   : nullptr;
        if (found != nullptr) return array || underscored ? found->array_oid : found->oid;
        if (context.schema != nullptr) {
            for (const EnumDef& enumeration : context.schema->enums) {
                bool reachable = parts->size() == 2 ? enumeration.schema == parts->front()
                                                    : in_search_path(enumeration.schema, context);
                if (reachable && enumeration.name == last)
                    return array ? enumeration.array_oid : enumeration.oid;
            }
        }
    }
    if (std::optional<Type> type = type_of_grammar(text)) return type->oid();
    return fail(Errc::undefined_object, "type \"" + std::string(text) + "\" does not exist");
}

std::string type_text(std::uint32_t oid, const FunctionContext& context) {
    if (std::optional<Type> type = Type::of_oid(oid)) return type->without_modifier().sql_name();
    if (context.schema != nullptr) {
        if (const EnumDef* found = context.schema->enum_by_oid(oid)) {
            std::string name = quoted_identifier(found->name);
            if (!in_search_path(found->schema, context)) name = quoted_identifier(found->schema) + "." + name;
            return oid == found->array_oid ? name + "[]" : name;
        }
    }
    return std::to_string(oid);
}

std::string class_text(std::uint32_t oid, const FunctionContext& context) {
    Relation relation = relation_of(oid, context);
    if (relation.name.empty()) return std::to_string(oid);
    std::string name = quoted_identifier(relation.name);
    return is_visible(relation, context) ? name : quoted_identifier(relation.schema) + "." + name;
}

std::string_view namespace_name(std::uint32_t oid, const FunctionContext& context) {
    using namespace dialects::catalog;
    if (context.schema != nullptr) {
        auto found = std::ranges::find(context.schema->namespaces, oid, &NamespaceDef::oid);
        if (found != context.schema->namespaces.end()) return found->name;
    }
    if (oid == pg_catalog_oid) return "pg_catalog";
    if (oid == information_schema_oid) return "information_schema";
    if (oid == public_oid) return "public";
    if (oid == temporary_oid) return temporary_name;
    if (oid == pg_toast_oid) return "pg_toast";
    return {};
}

}  // namespace

bool in_search_path(std::string_view schema, const FunctionContext& context) {
    return schema == "pg_catalog" ||
           std::ranges::find(context.search_path, schema) != context.search_path.end();
}

std::uint32_t namespace_oid(std::string_view name, const FunctionContext& context) {
    using namespace dialects::catalog;
    if (context.schema != nullptr) {
        auto found = std::ranges::find(context.schema->namespaces, name, &NamespaceDef::name);
        if (found != context.schema->namespaces.end()) return found->oid;
    }
    if (name == "pg_catalog") return pg_catalog_oid;
    if (name == "information_schema") return information_schema_oid;
    if (name == "public") return public_oid;
    if (name == "pg_temp" || name == temporary_name) return temporary_oid;
    if (name == "pg_toast") return pg_toast_oid;
    return 0;
}

std::string_view role_name(std::uint32_t oid, const FunctionContext& context) {
    if (oid == owner_oid) return context.session_user;
    for (const auto& role : dialects::catalog::predefined_roles())
        if (role.oid == oid) return role.name;
    return {};
}

Relation relation_of(std::uint32_t oid, const FunctionContext& context) {
    for (const Schema* schema : {context.schema.get(), &postgres_catalog()}) {
        if (schema == nullptr) continue;
        if (const TableDef* table = schema->table_by_oid(oid))
            return {table->schema, table->name, table, nullptr, nullptr};
        for (const SequenceDef& sequence : schema->sequences)
            if (sequence.oid == oid) return {sequence.schema, sequence.name, nullptr, nullptr, &sequence};
        for (const TableDef& table : schema->tables)
            for (const IndexDef& index : table.indexes)
                if (index.oid == oid) return {table.schema, index.name, &table, &index, nullptr};
    }
    return {};
}

bool is_visible(const Relation& relation, const FunctionContext& context) {
    if (relation.schema == "pg_temp") return true;  // is looked into first of all
    if (find_relation("pg_temp", relation.name, context) != 0) return false;
    if (relation.schema == "pg_catalog") return true;
    if (!in_search_path(relation.schema, context)) return false;
    if (find_relation("pg_catalog", relation.name, context) != 0) return false;
    for (const std::string& schema : context.search_path) {
        if (schema == relation.schema) return true;
        if (find_relation(schema, relation.name, context) != 0) return false;
    }
    return false;
}

Result<std::uint32_t> reg_oid(std::string_view text, TypeId type, const FunctionContext& context) {
    if (text == "-") return std::uint32_t{0};
    std::uint32_t number = 0;
    auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (status == std::errc() && end == text.data() + text.size()) return number;
    if (type == TypeId::regtype) return type_oid(text, context);
    Result<std::vector<std::string>> parts = parse_identifier(text);
    if (!parts) return fail(Errc::invalid_name, "invalid name syntax");
    switch (type) {
        case TypeId::regclass:
            return class_oid(*parts, context);
        case TypeId::regproc:
            return procedure_oid(*parts);
        case TypeId::regnamespace:
            if (std::uint32_t oid = parts->size() == 1 ? namespace_oid(parts->front(), context) : 0)
                return oid;
            return fail(Errc::undefined_schema, "schema \"" + joined(*parts) + "\" does not exist");
        case TypeId::regrole:
            if (parts->size() == 1 &&
                (parts->front() == context.user || parts->front() == context.session_user))
                return owner_oid;
            for (const auto& role : dialects::catalog::predefined_roles())
                if (parts->size() == 1 && parts->front() == role.name) return role.oid;
            return fail(Errc::undefined_object, "role \"" + joined(*parts) + "\" does not exist");
        default:
            break;
    }
    return fail(Errc::unsupported, "names of type " + std::string(info(type).name) + " are not supported");
}

std::string reg_name(std::uint32_t oid, TypeId type, const FunctionContext& context) {
    if (oid == 0) return "-";
    switch (type) {
        case TypeId::regclass:
            return class_text(oid, context);
        case TypeId::regtype:
            return type_text(oid, context);
        case TypeId::regproc:
            for (const auto& procedure : dialects::catalog::procedures())
                if (procedure.oid == oid) return quoted_identifier(procedure.name);
            return std::to_string(oid);
        case TypeId::regnamespace: {
            std::string_view name = namespace_name(oid, context);
            return name.empty() ? std::to_string(oid) : quoted_identifier(name);
        }
        case TypeId::regrole: {
            const std::string_view name = role_name(oid, context);
            return name.empty() ? std::to_string(oid) : quoted_identifier(name);
        }
        default:
            return std::to_string(oid);
    }
}

}  // namespace ormgate::sqlite
