#include "dialects/catalog/relations.hpp"

namespace ormgate::dialects::catalog {
namespace {

Type type_of(std::string_view name) {
    if (name == "yes_or_no") return Type(TypeId::varchar, false, 3 + 4);  // a domain of information_schema
    const bool array = name.starts_with('_');
    if (array) name.remove_prefix(1);
    const TypeInfo* row = type_named(name);
    return Type(row == nullptr ? TypeId::text : row->id, array);
}

// The catalogs' columns may be null where their values vary in length: PostgreSQL reads the others by their
// place in the row. A type's "!" marks the columns of which the contrary holds.
bool has_fixed_place(const Type& type) {
    return type.length() > 0 || type.id == TypeId::int2vector || type.id == TypeId::oidvector;
}

void add_relations(Schema& schema, std::string_view schema_name, std::span<const RelationRow> rows) {
    for (const RelationRow& row : rows) {
        TableDef table;
        table.oid = row.oid;
        table.schema = schema_name;
        table.name = row.name;
        table.kind = row.kind == 'v' ? TableKind::view : TableKind::table;
        std::string_view rest = row.columns;
        while (!rest.empty()) {
            const std::string_view column = rest.substr(0, rest.find(", "));
            rest.remove_prefix(std::min(rest.size(), column.size() + 2));
            const std::size_t space = column.find(' ');
            ColumnDef definition;
            definition.name = column.substr(0, space);
            std::string_view type = column.substr(space + 1);
            const bool exception = type.ends_with('!');
            if (exception) type.remove_suffix(1);
            definition.type = type_of(type);
            definition.not_null = row.kind == 'r' && has_fixed_place(definition.type) != exception;
            definition.number = static_cast<std::int16_t>(table.columns.size() + 1);
            table.columns.push_back(std::move(definition));
        }
        schema.tables.push_back(std::move(table));
    }
}

Schema make_catalog() {
    Schema schema;
    schema.namespaces = {{pg_catalog_oid, "pg_catalog", "system catalog schema"},
                         {information_schema_oid, "information_schema", ""}};
    add_relations(schema, "pg_catalog", pg_catalog_relations());
    add_relations(schema, "pg_catalog", statistics_relations());
    add_relations(schema, "information_schema", information_schema_relations());
    schema.index();
    return schema;
}

}  // namespace

const Schema& postgres_catalog() {
    static const Schema schema = make_catalog();
    return schema;
}

}  // namespace ormgate::dialects::catalog
