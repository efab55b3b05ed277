#include <algorithm>

#include "dialects/catalog/relations.hpp"
#include "dialects/catalog/rows.hpp"
#include "dialects/catalog/static_rows.hpp"
#include "dialects/deparse/deparse.hpp"

namespace ormgate::dialects::catalog {
namespace {

constexpr std::uint32_t array_input = 750, array_output = 751, array_receive = 2400, array_send = 2401;
constexpr std::uint32_t record_input = 2290, record_output = 2291, record_receive = 2402, record_send = 2403;
constexpr std::uint32_t enum_input = 3504, enum_output = 3505, enum_receive = 3532, enum_send = 3533;
constexpr std::uint32_t default_tablespace = 1663, internal_language = 12;
constexpr std::uint32_t plpgsql_extension = 13559;
// pg_monitor is a member of these.
constexpr std::uint32_t pg_monitor_oid = 3373, pg_monitor_roles[] = {3374, 3375, 3377};

struct TypeEntry {
    std::uint32_t oid = 0;
    std::string_view name;
    std::uint32_t space = pg_catalog_oid;
    std::int64_t length = -1;
    char kind = 'b', category = 'U', align = 'i', storage = 'x';
    bool preferred = false, by_value = false;
    std::uint32_t relation = 0, element = 0, array = 0, input = 0, output = 0, receive = 0, send = 0,
                  collation = 0;
};

void type_row(RowBuilder& row, const TypeEntry& type) {
    row.set("oid", type.oid)
        .set("typname", type.name)
        .set("typnamespace", type.space)
        .set("typowner", 10)
        .set("typlen", type.length)
        .set("typbyval", type.by_value)
        .set("typtype", std::string(1, type.kind))
        .set("typcategory", std::string(1, type.category))
        .set("typispreferred", type.preferred)
        .set("typisdefined", true)
        .set("typdelim", ",")
        .set("typrelid", type.relation)
        .set("typelem", type.element)
        .set("typarray", type.array)
        .set("typinput", type.input)
        .set("typoutput", type.output)
        .set("typreceive", type.receive)
        .set("typsend", type.send)
        .set("typalign", std::string(1, type.align))
        .set("typstorage", std::string(1, type.storage))
        .set("typtypmod", -1)
        .set("typcollation", type.collation)
        .emit();
}

void array_row(RowBuilder& row,
               std::uint32_t oid,
               std::string name,
               std::uint32_t space,
               std::uint32_t element,
               std::uint32_t collation) {
    TypeEntry type;
    type.oid = oid;
    type.name = name;
    type.space = space;
    type.category = 'A';
    type.element = element;
    type.input = array_input;
    type.output = array_output;
    type.receive = array_receive;
    type.send = array_send;
    type.collation = collation;
    type_row(row, type);
}

void built_in_types(const RowConsumer& consumer) {
    RowBuilder row(consumer, "pg_catalog", "pg_type");
    for (const TypeFunctions& functions : type_functions()) {
        const TypeInfo& facts = *type_named(functions.type);
        TypeEntry type;
        type.oid = facts.oid;
        type.name = facts.name;
        type.length = facts.length;
        type.kind = facts.category == 'P' || facts.id == TypeId::unknown || facts.id == TypeId::enumeration
                        ? 'p'
                        : 'b';
        type.category = type.kind == 'p' && facts.id != TypeId::unknown ? 'P' : facts.category;
        type.preferred = facts.preferred;
        type.by_value = functions.by_value;
        type.align = functions.align;
        type.storage = functions.storage;
        type.array = facts.array_oid;
        type.input = functions.input;
        type.output = functions.output;
        type.receive = functions.receive;
        type.send = functions.send;
        type.collation = functions.collation;
        if (facts.id == TypeId::name) type.element = info(TypeId::single_char).oid;
        if (facts.id == TypeId::int2vector) type.element = info(TypeId::int16).oid;
        if (facts.id == TypeId::oidvector) type.element = info(TypeId::oid).oid;
        type_row(row, type);
        if (facts.array_oid != 0)
            array_row(row,
                      facts.array_oid,
                      "_" + std::string(facts.name),
                      pg_catalog_oid,
                      facts.oid,
                      functions.collation);
    }
}

// Of system columns, which nobody reads.
void system_column_types(const RowConsumer& consumer) {
    RowBuilder row(consumer, "pg_catalog", "pg_type");
    TypeEntry tid;
    tid.oid = 27;
    tid.name = "tid";
    tid.length = 6;
    tid.align = 's';
    tid.storage = 'p';
    tid.array = 1010;
    tid.input = 48;
    tid.output = 49;
    tid.receive = 2438;
    tid.send = 2439;
    type_row(row, tid);
    array_row(row, tid.array, "_tid", pg_catalog_oid, tid.oid, 0);
    TypeEntry cid;
    cid.oid = 29;
    cid.name = "cid";
    cid.length = 4;
    cid.by_value = true;
    cid.storage = 'p';
    cid.array = 1012;
    cid.input = 52;
    cid.output = 53;
    cid.receive = 2442;
    cid.send = 2443;
    type_row(row, cid);
    array_row(row, cid.array, "_cid", pg_catalog_oid, cid.oid, 0);
}

void functions_of_types(const RowConsumer& consumer) {
    RowBuilder row(consumer, "pg_catalog", "pg_proc");
    const auto function = [&](std::uint32_t oid, std::string_view name, std::uint32_t result) {
        row.set("oid", oid)
            .set("proname", name)
            .set("pronamespace", pg_catalog_oid)
            .set("proowner", 10)
            .set("prolang", internal_language);
        row.set("prokind", "f")
            .set("provolatile", "i")
            .set("proparallel", "s")
            .set("proisstrict", true)
            .set("pronargs", 1);
        row.set("prorettype", result).set("proargtypes", "[2275]").set("prosrc", name).emit();
    };
    for (const Procedure& each : procedures()) function(each.oid, each.name, each.result);
}

struct Named {
    std::uint32_t oid;
    std::string_view name;
};

void describe(const RowConsumer& consumer, const Description& description) {
    RowBuilder row(consumer, "pg_catalog", "pg_description");
    row.set("objoid", description.object)
        .set("classoid", description.catalog)
        .set("description", description.text)
        .emit();
}

void access_methods(const RowConsumer& consumer) {
    struct Method {
        std::uint32_t oid, handler;
        std::string_view name;
    };
    static constexpr Method methods[] = {{2, 3, "heap"},
                                         {403, 330, "btree"},
                                         {405, 331, "hash"},
                                         {783, 332, "gist"},
                                         {2742, 333, "gin"},
                                         {4000, 334, "spgist"},
                                         {3580, 335, "brin"}};
    RowBuilder row(consumer, "pg_catalog", "pg_am");
    for (const Method& method : methods) {
        row.set("oid", method.oid)
            .set("amname", method.name)
            .set("amhandler", method.handler)
            .set("amtype", method.name == "heap" ? "t" : "i")
            .emit();
    }
    RowBuilder classes(consumer, "pg_catalog", "pg_opclass");
    for (const OperatorClass& entry : operator_classes())
        classes.set("oid", entry.oid)
            .set("opcmethod", entry.method)
            .set("opcname", entry.name)
            .set("opcnamespace", pg_catalog_oid)
            .set("opcowner", 10)
            .set("opcfamily", entry.family)
            .set("opcintype", type_named(entry.type)->oid)
            .set("opcdefault", entry.is_default)
            .emit();
}

void collations(const RowConsumer& consumer) {
    static constexpr Named rows[] = {{100, "default"}, {950, "C"}, {951, "POSIX"}};
    RowBuilder row(consumer, "pg_catalog", "pg_collation");
    for (const Named& entry : rows) {
        row.set("oid", entry.oid)
            .set("collname", entry.name)
            .set("collnamespace", pg_catalog_oid)
            .set("collowner", 10);
        row.set("collprovider", entry.oid == 100 ? "d" : "c")
            .set("collisdeterministic", true)
            .set("collencoding", -1);
        if (entry.oid != 100) row.set("collcollate", entry.name).set("collctype", entry.name);
        row.emit();
    }
}

void languages(const RowConsumer& consumer) {
    struct Language {
        std::uint32_t oid, handler, inliner, validator;
        std::string_view name;
    };
    static constexpr Language rows[] = {{internal_language, 0, 0, 2246, "internal"},
                                        {13, 0, 0, 2247, "c"},
                                        {14, 0, 0, 2248, "sql"},
                                        {13563, 13560, 13561, 13562, "plpgsql"}};
    RowBuilder language(consumer, "pg_catalog", "pg_language");
    for (const Language& entry : rows) {
        language.set("oid", entry.oid)
            .set("lanname", entry.name)
            .set("lanowner", 10)
            .set("lanispl", entry.handler != 0)
            .set("lanpltrusted", entry.oid >= 14)
            .set("lanplcallfoid", entry.handler)
            .set("laninline", entry.inliner)
            .set("lanvalidator", entry.validator)
            .emit();
    }
}

void small_tables(const RowConsumer& consumer) {
    RowBuilder space(consumer, "pg_catalog", "pg_tablespace");
    space.set("oid", default_tablespace).set("spcname", "pg_default").set("spcowner", 10).emit();
    space.set("oid", default_tablespace + 1).set("spcname", "pg_global").set("spcowner", 10).emit();
    languages(consumer);
    // Every database of PostgreSQL's has this one, and clients look for it.
    RowBuilder extension(consumer, "pg_catalog", "pg_extension");
    extension.set("oid", plpgsql_extension)
        .set("extname", "plpgsql")
        .set("extowner", 10)
        .set("extnamespace", pg_catalog_oid)
        .set("extversion", "1.0")
        .emit();
    for (const Description& description : descriptions())
        if (description.object != public_oid) describe(consumer, description);
    RowBuilder member(consumer, "pg_catalog", "pg_auth_members");
    for (const std::uint32_t role : pg_monitor_roles)
        member.set("roleid", role).set("member", pg_monitor_oid).set("grantor", 10).emit();
}

void enum_rows(const Schema& schema, const RowConsumer& consumer) {
    RowBuilder types(consumer, "pg_catalog", "pg_type"), labels(consumer, "pg_catalog", "pg_enum");
    for (const EnumDef& definition : schema.enums) {
        TypeEntry type;
        type.oid = definition.oid;
        type.name = definition.name;
        type.space = namespace_oid(schema, definition.schema);
        type.length = 4;
        type.kind = 'e';
        type.category = 'E';
        type.by_value = true;
        type.storage = 'p';
        type.array = definition.array_oid;
        type.input = enum_input;
        type.output = enum_output;
        type.receive = enum_receive;
        type.send = enum_send;
        type_row(types, type);
        array_row(types, definition.array_oid, "_" + definition.name, type.space, definition.oid, 0);
        for (std::size_t i = 0; i < definition.labels.size(); ++i)
            labels.set("oid", default_oid(definition.oid, static_cast<std::int16_t>(i + 1)))
                .set("enumtypid", definition.oid)
                .set("enumsortorder", static_cast<double>(i + 1))
                .set("enumlabel", definition.labels[i])
                .emit();
    }
}

// Each table and view is a type of its rows, too.
void row_types(const Schema& schema, const RowConsumer& consumer) {
    RowBuilder types(consumer, "pg_catalog", "pg_type");
    for (const TableDef& table : schema.tables) {
        TypeEntry type;
        type.oid = row_type_oid(table.oid);
        type.name = table.name;
        type.space = namespace_oid(schema, table.schema);
        type.kind = 'c';
        type.category = 'C';
        type.align = 'd';
        type.relation = table.oid;
        type.array = row_array_oid(table.oid);
        type.input = record_input;
        type.output = record_output;
        type.receive = record_receive;
        type.send = record_send;
        type_row(types, type);
        array_row(types, type.array, "_" + table.name, type.space, type.oid, 0);
    }
}

void namespaces(const Schema& schema, const RowConsumer& consumer) {
    RowBuilder row(consumer, "pg_catalog", "pg_namespace");
    const auto space = [&](std::uint32_t oid, std::string_view name) {
        const std::uint32_t owner = oid == public_oid ? database_owner_oid : 10;
        row.set("oid", oid).set("nspname", name).set("nspowner", owner);
        if (oid == public_oid)
            row.set("nspacl", R"(["pg_database_owner=UC/pg_database_owner","=U/pg_database_owner"])");
        row.emit();
    };
    space(pg_toast_oid, "pg_toast");
    space(pg_catalog_oid, "pg_catalog");
    space(public_oid, "public");
    space(information_schema_oid, "information_schema");
    const auto is_temporary = [](const auto& relation) { return relation.schema == "pg_temp"; };
    if (std::ranges::any_of(schema.tables, is_temporary) ||
        std::ranges::any_of(schema.sequences, is_temporary))
        space(temporary_oid, temporary_name);
    for (const NamespaceDef& other : schema.namespaces)
        if (namespace_oid(schema, other.name) == other.oid && other.oid != public_oid)
            space(other.oid, other.name);
    const auto describes_public = [](const NamespaceDef& each) {
        return each.name == "public" && !each.comment.empty();
    };
    if (std::ranges::any_of(schema.namespaces, describes_public)) return;
    describe(consumer, *std::ranges::find(descriptions(), public_oid, &Description::object));
}

void sequences(const Schema& schema, const RowConsumer& consumer) {
    RowBuilder row(consumer, "pg_catalog", "pg_sequence");
    for (const SequenceDef& sequence : schema.sequences)
        row.set("seqrelid", sequence.oid)
            .set("seqtypid", sequence.type.oid())
            .set("seqstart", sequence.start)
            .set("seqincrement", sequence.increment)
            .set("seqmax", sequence.maximum)
            .set("seqmin", sequence.minimum)
            .set("seqcache", sequence.cache)
            .set("seqcycle", sequence.cycle)
            .emit();
}

void databases(const CatalogFacts& facts, const RowConsumer& consumer) {
    RowBuilder row(consumer, "pg_catalog", "pg_database");
    std::uint32_t oid = 5;
    for (const std::string& name : facts.databases)
        row.set("oid", oid++)
            .set("datname", name)
            .set("datdba", 10)
            .set("encoding", 6)
            .set("datlocprovider", "c")
            .set("datistemplate", name == "template1" || name == "template0")
            .set("datallowconn", name != "template0")
            .set("datconnlimit", -1)
            .set("dattablespace", default_tablespace)
            .set("datcollate", "C.UTF-8")
            .set("datctype", "C.UTF-8")
            .emit();
}

void roles(const CatalogFacts& facts, const RowConsumer& consumer) {
    RowBuilder role(consumer, "pg_catalog", "pg_roles"), user(consumer, "pg_catalog", "pg_user"),
        shadow(consumer, "pg_catalog", "pg_shadow");
    const auto add = [&](const std::string& name) {
        const bool owner = name == facts.owner;
        role.set("rolname", name)
            .set("rolsuper", owner)
            .set("rolinherit", true)
            .set("rolcreaterole", owner)
            .set("rolcreatedb", true)
            .set("rolreplication", owner)
            .set("rolbypassrls", owner);
        role.set("rolcanlogin", true)
            .set("rolconnlimit", -1)
            .set("rolpassword", "********")
            .set("oid", role_oid(facts, name))
            .emit();
        for (RowBuilder* row : {&user, &shadow}) {
            row->set("usename", name)
                .set("usesysid", role_oid(facts, name))
                .set("usecreatedb", true)
                .set("usesuper", owner)
                .set("userepl", owner)
                .set("usebypassrls", owner);
            if (row == &user) row->set("passwd", "********");
            row->emit();
        }
    };
    add(facts.owner);
    for (const std::string& name : facts.roles)
        if (name != facts.owner) add(name);
    for (const PredefinedRole& known : predefined_roles())
        role.set("rolname", known.name)
            .set("rolinherit", true)
            .set("rolconnlimit", -1)
            .set("rolpassword", "********")
            .set("oid", known.oid)
            .emit();
}

}  // namespace

void static_rows(std::string_view database, const RowConsumer& consumer) {
    system_table_rows(consumer);
    information_schema_system_rows(database, consumer);
    built_in_types(consumer);
    system_column_types(consumer);
    functions_of_types(consumer);
    access_methods(consumer);
    collations(consumer);
    small_tables(consumer);
}

void object_rows(const Schema& schema, const CatalogFacts& facts, const RowConsumer& consumer) {
    namespaces(schema, consumer);
    enum_rows(schema, consumer);
    row_types(schema, consumer);
    sequences(schema, consumer);
    databases(facts, consumer);
    roles(facts, consumer);
    RowBuilder tables(consumer, "pg_catalog", "pg_tables"), views(consumer, "pg_catalog", "pg_views");
    for (const TableDef& table : schema.tables) {
        if (table.kind == TableKind::view)
            views.set("schemaname", table.schema)
                .set("viewname", table.name)
                .set("viewowner", facts.owner)
                .set("definition", deparse::view_text(table, schema))
                .emit();
        else
            tables.set("schemaname", table.schema)
                .set("tablename", table.name)
                .set("tableowner", facts.owner)
                .set("hasindexes", !table.indexes.empty())
                .emit();
    }
    RowBuilder sequence_view(consumer, "pg_catalog", "pg_sequences");
    for (const SequenceDef& sequence : schema.sequences)
        sequence_view.set("schemaname", sequence.schema)
            .set("sequencename", sequence.name)
            .set("sequenceowner", facts.owner)
            .set("data_type", sequence.type.oid())
            .set("start_value", sequence.start)
            .set("min_value", sequence.minimum)
            .set("max_value", sequence.maximum)
            .set("increment_by", sequence.increment)
            .set("cycle", sequence.cycle)
            .set("cache_size", sequence.cache)
            .set("last_value", Value())
            .emit();
}

}  // namespace ormgate::dialects::catalog
