#include "server/backend/sqlite/schema_reader.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

#include "dialects/sqlite_storage.hpp"
#include "server/backend/sqlite/foreign_table.hpp"

namespace ormgate::sqlite {
namespace {

using dialects::MetadataRow;

// The metadata rows of one object: those of a table's columns, constraints and indexes belong to the table.
using Metadata = std::map<std::string, std::vector<MetadataRow>, std::less<>>;
// Rows of relations, which are many, stay as they were read until one is found to have changed.
using PackedMetadata = std::map<std::string, std::string, std::less<>>;
struct AllMetadata {
    PackedMetadata relations;
    Metadata sequences, enums, schemas;
};

void pack(std::string& out, std::string_view text) {
    const auto size = static_cast<std::uint32_t>(text.size());
    out.append(reinterpret_cast<const char*>(&size), sizeof size).append(text);
}

std::vector<MetadataRow> unpacked(const std::string& name, std::string_view packed) {
    std::vector<MetadataRow> rows;
    const auto text = [&] {
        std::uint32_t size = 0;
        std::memcpy(&size, packed.data(), sizeof size);
        std::string out(packed.substr(sizeof size, size));
        packed.remove_prefix(sizeof size + size);
        return out;
    };
    while (!packed.empty()) {
        MetadataRow& row = rows.emplace_back();
        row.name = name;
        for (std::string* member : {&row.kind, &row.sub, &row.key, &row.value}) *member = text();
    }
    return rows;
}

struct StoredTable {
    std::string name, sql;
    bool is_view = false, temporary = false;
};
struct StoredIndex {
    std::string name, sql;
};
using Indexes = std::map<std::string, std::vector<StoredIndex>>;  // by their table

bool is_hidden(std::string_view name) {
    return name.starts_with("sqlite_") || name.starts_with("ormgate_");
}

std::string qualified(std::string_view schema, std::string_view name) {
    return std::string(schema) + "." + std::string(name);
}

// SchemaReader gathers one snapshot.
class SchemaReader {
public:
    SchemaReader(Connection& connection, Oids& oids, KnownTables& known)
        : connection_(connection), oids_(oids), known_(known) {}

    Result<Schema> read(const std::string& database_name) {
        schema_.database = database_name;
        if (auto done = read_metadata("main"); !done) return fail(done.error());
        if (auto done = read_metadata("temp"); !done) return fail(done.error());
        add_namespaces();
        add_enums();
        schema_.index();  // columns look their enumerations up
        if (auto done = add_tables("main"); !done) return fail(done.error());
        if (auto done = add_tables("temp"); !done) return fail(done.error());
        add_sequences();
        complete_references();
        number();
        return std::move(schema_);
    }

private:
    Result<void> read_metadata(const std::string& space);
    void add_namespaces();
    void add_enums();
    Result<void> add_tables(const std::string& space);
    std::string source_of(const StoredTable& table, const std::vector<StoredIndex>& indexes) const;
    Result<void> add_known_table(const std::string& space,
                                 const StoredTable& stored,
                                 const std::vector<StoredIndex>& indexes);
    Result<void> add_table(const std::string& space,
                           const StoredTable& stored,
                           const std::vector<StoredIndex>& indexes);
    Result<void> complete_own(const std::string& space,
                              TableDef& table,
                              const std::vector<MetadataRow>& rows);
    Result<void> complete_foreign(const std::string& space,
                                  TableDef& table,
                                  const StoredTable& stored,
                                  const std::vector<StoredIndex>& indexes);
    void add_sequences();
    void complete_references();
    void number();
    std::pair<std::string, std::string> split(const std::string& qualified_name) const;
    std::pair<std::string, std::string> relation_of(const StoredTable& stored) const;

    Connection& connection_;
    Oids& oids_;
    KnownTables& known_;
    Schema schema_;
    AllMetadata metadata_;
    std::string enums_;  // their names and numbers, which columns' types hold
    std::map<std::string, std::pair<std::string, std::string>> relation_of_storage_;
};

Result<void> SchemaReader::read_metadata(const std::string& space) {
    const Result<Value> exists = connection_.value_of(
        "SELECT 1 FROM " + space + ".sqlite_schema WHERE type = 'table' AND name = 'ormgate_catalog'");
    if (!exists) return fail(exists.error());
    if (is_null(*exists)) return {};
    Result<Statement> rows =
        connection_.prepare("SELECT kind, name, sub, key, value FROM " + space + ".ormgate_catalog");
    if (!rows) return fail(rows.error());
    auto last = metadata_.relations.end();
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) return fail(row.error());
        if (!*row) return {};
        const std::string_view kind = rows->view(0);
        Metadata* const home = kind == "sequence" ? &metadata_.sequences
                               : kind == "enum"   ? &metadata_.enums
                               : kind == "schema" ? &metadata_.schemas
                                                  : nullptr;
        if (home != nullptr) {
            MetadataRow item{rows->text(0), rows->text(1), rows->text(2), rows->text(3), rows->text(4)};
            (*home)[item.name].push_back(std::move(item));
            continue;
        }
        const std::string_view name = rows->view(1);
        if (last == metadata_.relations.end() || last->first != name)
            last = metadata_.relations.try_emplace(std::string(name)).first;
        for (const int column : {0, 2, 3, 4}) pack(last->second, rows->view(column));
    }
}

void SchemaReader::add_namespaces() {
    schema_.namespaces.push_back({2200, "public", {}});
    for (const auto& [name, rows] : metadata_.schemas) {
        const bool is_public = name == "public";
        NamespaceDef& space = is_public ? schema_.namespaces.front() : schema_.namespaces.emplace_back();
        space.name = name;
        if (!is_public) space.oid = oids_.of('n', name);
        for (const MetadataRow& row : rows)
            if (row.key == "comment") space.comment = row.value;
    }
}

void SchemaReader::add_enums() {
    for (const auto& [name, rows] : metadata_.enums) {
        EnumDef enumeration;
        std::tie(enumeration.schema, enumeration.name) = split(name);
        enumeration.oid = oids_.of('t', name);
        enumeration.array_oid = oids_.of('a', name);
        dialects::apply_metadata(enumeration, rows);
        enums_ += name + '\0' + std::to_string(enumeration.oid) + '\0';
        schema_.enums.push_back(std::move(enumeration));
    }
}

// Both parts may hold dots, so the schemas there are decide.
std::pair<std::string, std::string> SchemaReader::split(const std::string& name) const {
    std::pair<std::string, std::string> best{"public", name};
    std::size_t longest = 0;
    for (const std::string& space : {std::string("pg_temp"), std::string("public")})
        if (name.starts_with(space + ".")) best = {space, name.substr(space.size() + 1)};
    for (const NamespaceDef& space : schema_.namespaces) {
        if (space.name.size() < longest || !name.starts_with(space.name + ".")) continue;
        longest = space.name.size();
        best = {space.name, name.substr(space.name.size() + 1)};
    }
    return best;
}

Result<void> SchemaReader::add_tables(const std::string& space) {
    for (const auto& [name, rows] : metadata_.relations) {
        const auto relation = split(name);
        relation_of_storage_[dialects::storage_name(relation.first, relation.second)] = relation;
    }
    const bool temporary = space == "temp";
    std::vector<StoredTable> tables;
    Indexes indexes;
    {
        Result<Statement> all =
            connection_.prepare("SELECT type, name, tbl_name, sql FROM " + space +
                                ".sqlite_schema WHERE type IN ('table', 'view', 'index') ORDER BY rowid");
        if (!all) return fail(all.error());
        for (;;) {
            const Result<bool> row = all->step();
            if (!row) return fail(row.error());
            if (!*row) break;
            const std::string type = all->text(0), name = all->text(1), sql = all->text(3);
            if (type == "index") {
                if (!sql.empty()) indexes[all->text(2)].push_back({name, sql});
                continue;
            }
            const bool is_virtual =
                sql.size() > 14 && sqlite3_strnicmp(sql.c_str(), "CREATE VIRTUAL", 14) == 0;
            if (!is_hidden(name) && !is_virtual) tables.push_back({name, sql, type == "view", temporary});
        }
    }
    for (const StoredTable& table : tables)
        if (auto done = add_known_table(space, table, indexes[table.name]); !done) return done;
    if (temporary) return {};
    std::set<std::string_view> names;
    for (const StoredTable& table : tables) names.insert(table.name);
    known_.keep([&](const std::string& name) { return names.contains(name); });
    return {};
}

// All that add_table() reads of a table, if it is no view, whose columns come from elsewhere.
std::string SchemaReader::source_of(const StoredTable& table, const std::vector<StoredIndex>& indexes) const {
    std::string source;
    const auto add = [&](std::string_view text) { source.append(text).push_back('\0'); };
    add(table.sql);
    for (const StoredIndex& index : indexes) add(index.name), add(index.sql);
    const auto [schema, name] = relation_of(table);
    const auto rows = metadata_.relations.find(qualified(schema, name));
    if (rows == metadata_.relations.end()) return source;
    add(rows->first);
    return source.append(rows->second).append(enums_);
}

Result<void> SchemaReader::add_known_table(const std::string& space,
                                           const StoredTable& stored,
                                           const std::vector<StoredIndex>& indexes) {
    if (stored.is_view || stored.temporary) return add_table(space, stored, indexes);
    std::string source = source_of(stored, indexes);
    if (const auto known = known_.find(stored.name, source)) {
        schema_.tables.push_back(known->table);
        if (known->sequence) schema_.sequences.push_back(*known->sequence);
        return {};
    }
    const std::size_t sequences = schema_.sequences.size();
    if (auto done = add_table(space, stored, indexes); !done) return done;
    KnownTables::Entry entry{std::move(source), schema_.tables.back(), {}};
    if (schema_.sequences.size() > sequences) entry.sequence = schema_.sequences.back();
    known_.remember(stored.name, std::move(entry));
    return {};
}

std::pair<std::string, std::string> SchemaReader::relation_of(const StoredTable& stored) const {
    const auto known = relation_of_storage_.find(stored.name);
    if (known != relation_of_storage_.end() && (known->second.first == "pg_temp") == stored.temporary)
        return known->second;
    return {stored.temporary ? "pg_temp" : "public", stored.name};
}

Result<void> SchemaReader::add_table(const std::string& space,
                                     const StoredTable& stored,
                                     const std::vector<StoredIndex>& indexes) {
    TableDef table;
    std::tie(table.schema, table.name) = relation_of(stored);
    if (table.name != stored.name) table.backend_name = stored.name;
    table.temporary = stored.temporary;
    table.kind = stored.is_view ? TableKind::view : TableKind::table;
    if (auto done = read_columns(connection_, space, table); !done) {
        if (!stored.is_view) return done;
        return {};  // a view over something that has gone
    }
    const auto rows = metadata_.relations.find(qualified(table.schema, table.name));
    const bool own = rows != metadata_.relations.end();
    auto done = own ? complete_own(space, table, unpacked(rows->first, rows->second))
                    : complete_foreign(space, table, stored, indexes);
    if (!done) return done;
    schema_.tables.push_back(std::move(table));
    return {};
}

Result<void> SchemaReader::complete_own(const std::string& space,
                                        TableDef& table,
                                        const std::vector<MetadataRow>& rows) {
    for (ColumnDef& column : table.columns) {  // the metadata has them as PostgreSQL spells them
        column.default_expression.clear();
        column.has_default = false;
        const std::string storage_type = std::exchange(column.storage_type, {});
        const dialects::DeclaredType declared = dialects::type_of_declaration(storage_type);
        for (const EnumDef& enumeration : schema_.enums) {
            if (declared.enum_name != qualified(enumeration.schema, enumeration.name)) continue;
            column.type = Type(TypeId::enumeration, declared.type.array);
            column.type.user_oid = declared.type.array ? enumeration.array_oid : enumeration.oid;
        }
    }
    dialects::apply_metadata(table, rows, schema_);
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        table.columns[i].number = static_cast<std::int16_t>(i + 1);
    // What another program has dropped or added since wins.
    const auto has_column = [&](const std::string& name) { return table.column(name) != nullptr; };
    std::erase_if(table.constraints,
                  [&](const ConstraintDef& c) { return !std::ranges::all_of(c.columns, has_column); });
    if (table.kind != TableKind::table) return {};
    TableDef actual;
    actual.schema = table.schema;
    actual.name = table.name;
    actual.backend_name = table.backend_name;
    if (auto done = read_constraints(connection_, space, actual); !done) return done;
    const auto stored_as = [&](const IndexDef& index) {
        return index.backend_name.empty() ? dialects::storage_name(table.schema, index.name)
                                          : index.backend_name;
    };
    for (IndexDef& index : actual.indexes) {
        if (!index.backend_name.empty() || index.primary) continue;  // behind a constraint
        const auto known = [&](const IndexDef& other) { return stored_as(other) == index.name; };
        if (std::ranges::none_of(table.indexes, known)) table.indexes.push_back(std::move(index));
    }
    return {};
}

Result<void> SchemaReader::complete_foreign(const std::string& space,
                                            TableDef& table,
                                            const StoredTable& stored,
                                            const std::vector<StoredIndex>& indexes) {
    if (stored.is_view) {
        table.definition = stored.sql;
        return {};
    }
    if (auto done = read_constraints(connection_, space, table); !done) return done;
    read_definition(stored.sql, table);
    for (IndexDef& index : table.indexes)
        for (const StoredIndex& other : indexes)
            if (other.name == index.name) read_index_definition(other.sql, table, index);
    const ColumnDef* rowid = rowid_column(table);
    if (rowid == nullptr) return {};
    // SQLite numbers the rows itself; for PostgreSQL's clients a sequence does.
    ColumnDef& identity = table.columns[static_cast<std::size_t>(rowid->number - 1)];
    identity.type = TypeId::int64;
    identity.identity = Identity::by_default;
    SequenceDef sequence;
    sequence.schema = table.schema;
    sequence.name = default_name(table.name, identity.name, "seq", TableDef{});
    sequence.owner_table = table.name;
    sequence.owner_column = identity.name;
    identity.sequence = qualified(sequence.schema, sequence.name);
    schema_.sequences.push_back(std::move(sequence));
    return {};
}

void SchemaReader::add_sequences() {
    for (const auto& [name, rows] : metadata_.sequences) {
        SequenceDef sequence;
        std::tie(sequence.schema, sequence.name) = split(name);
        dialects::apply_metadata(sequence, rows);
        schema_.sequences.push_back(std::move(sequence));
    }
}

// REFERENCES t without columns means t's primary key, and SQLite's table names may need translating.
void SchemaReader::complete_references() {
    const auto stored_as = [](const TableDef& table) {
        return table.backend_name.empty() ? table.name : table.backend_name;
    };
    for (TableDef& table : schema_.tables) {
        if (metadata_.relations.contains(qualified(table.schema, table.name))) continue;
        for (ConstraintDef& constraint : table.constraints) {
            if (constraint.kind != ConstraintKind::foreign_key) continue;
            const auto parent = std::ranges::find_if(schema_.tables, [&](const TableDef& other) {
                return sqlite3_stricmp(stored_as(other).c_str(), constraint.referenced_table.c_str()) == 0;
            });
            if (parent == schema_.tables.end()) continue;
            constraint.referenced_schema = parent->schema;
            constraint.referenced_table = parent->name;
            const ConstraintDef* key = parent->primary_key();
            if (constraint.referenced_columns.empty() && key != nullptr)
                constraint.referenced_columns = key->columns;
        }
    }
}

void SchemaReader::number() {
    for (TableDef& table : schema_.tables) {
        const std::string name = qualified(table.schema, table.name);
        table.oid = oids_.of('r', name);
        for (ConstraintDef& constraint : table.constraints)
            constraint.oid = oids_.of('c', name + "." + constraint.name);
        for (IndexDef& index : table.indexes) index.oid = oids_.of('r', qualified(table.schema, index.name));
    }
    for (SequenceDef& sequence : schema_.sequences)
        sequence.oid = oids_.of('r', qualified(sequence.schema, sequence.name));
}

}  // namespace

Result<Schema> read_schema(Connection& connection,
                           Oids& oids,
                           KnownTables& known,
                           const std::string& database_name) {
    return SchemaReader(connection, oids, known).read(database_name);
}

}  // namespace ormgate::sqlite
