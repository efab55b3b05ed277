#include <algorithm>

#include "dialects/sqlite/ddl.hpp"
#include "dialects/sqlite/generator.hpp"

namespace ormgate::dialects {

void DdlPlanner::save_sequence(const SequenceDef& sequence, bool fresh) {
    forget("'sequence'", qualified_name(sequence.schema, sequence.name));
    save_rows(metadata_of(sequence));
    if (fresh) start_sequence(sequence);
}

void DdlPlanner::restart_sequence(const SequenceDef& sequence, const ast::SequenceOptions& options) {
    if (!options.restart && !options.restart_with) return;
    sequence_step(
        "UPDATE " + sequences_of(sequence.schema) +
        " SET last_value = " + std::to_string(options.restart_with.value_or(sequence.start)) +
        ", is_called = 0 WHERE name = " + quote_text(qualified_name(sequence.schema, sequence.name)));
}

void DdlPlanner::create_index(ast::CreateIndex& statement) {
    const TableDef& found = table_named(statement.table, 0);
    if (found.kind != TableKind::table)
        throw BindFailure{
            Error(Errc::wrong_object_type, "cannot create index on relation \"" + found.name + "\"")};
    temporary_ = found.temporary;
    TableDef table = found;
    IndexDef index;
    index.method = statement.method.empty() ? "btree" : statement.method;
    index.unique = statement.unique;
    index.include = statement.include;
    index.predicate = statement.where_text;
    static constexpr std::string_view methods[] = {"btree", "hash", "gin", "gist", "brin", "spgist"};
    if (std::ranges::find(methods, index.method) == std::end(methods))
        throw BindFailure{
            Error(Errc::undefined_object, "access method \"" + index.method + "\" does not exist")};
    if (statement.nulls_not_distinct) binder.refuse("NULLS NOT DISTINCT", 0);
    std::string names;
    for (ast::CreateIndex::Key& key : statement.keys) {
        IndexKey part;
        const auto* reference = key.expr->as<ast::ColumnRef>();
        if (reference != nullptr && reference->parts.size() == 1) {
            part.column = reference->parts[0];
            if (table.column(part.column) == nullptr)
                throw BindFailure{
                    Error(Errc::undefined_column, "column \"" + part.column + "\" does not exist")};
            names += (names.empty() ? "" : "_") + part.column;
        } else {
            part.expression = key.text;
            const std::string named = output_name(*key.expr);
            names += (names.empty() ? "" : "_") + (named == "?column?" ? std::string("expr") : named);
        }
        if (!key.opclass.empty()) part.opclass = key.opclass.back();
        part.collation = key.collation;
        if (!key.collation.empty() && key.collation != "C" && key.collation != "POSIX" &&
            key.collation != "default")
            binder.refuse("COLLATE \"" + key.collation + "\" of an index", key.expr->position);
        part.descending = key.descending;
        part.nulls_first = key.nulls_first.value_or(key.descending);
        index.keys.push_back(std::move(part));
    }
    if (statement.name.empty()) {
        index.name = choose_name(table.name, names, "idx", table.schema);
    } else {
        index.name = statement.name.substr(0, 63);
        if (relation_exists(table.schema, index.name)) {
            const std::string message = "relation \"" + index.name + "\" already exists";
            if (!statement.if_not_exists) throw BindFailure{Error(Errc::duplicate_table, message)};
            return notice(message + ", skipping");
        }
    }
    for (IndexKey& key : index.keys)
        if (key.column.empty())
            key.expression = settled(table, std::move(key.expression), Clause::index, std::nullopt);
    if (!index.predicate.empty())
        index.predicate = settled(table, std::move(index.predicate), Clause::index, TypeId::boolean);
    step(index_sql(table, index));
    table.indexes.push_back(std::move(index));
    save(table);
}

void DdlPlanner::create_view(ast::CreateView& statement) {
    if (statement.recursive) return binder.refuse("CREATE RECURSIVE VIEW", 0);
    if (!statement.check_option.empty()) binder.refuse("WITH CHECK OPTION", 0);
    const std::string space =
        statement.temporary ? "pg_temp" : *binder.namespace_to_create_in(statement.name, 0);
    const std::string& name = statement.name.back();
    temporary_ = statement.temporary;
    out.creates_temporary = statement.temporary;
    const TableDef* known = context_.schema->table(space, name);
    if (relation_exists(space, name) &&
        (known == nullptr || known->kind == TableKind::table || !statement.or_replace)) {
        if (known != nullptr && known->kind == TableKind::table && statement.or_replace)
            throw BindFailure{Error(Errc::wrong_object_type, "\"" + name + "\" is not a view")};
        throw BindFailure{Error(Errc::duplicate_table, "relation \"" + name + "\" already exists")};
    }
    const std::vector<OutputColumn> columns = binder.query(*statement.query, nullptr);
    if (binder.refusals.empty()) SqliteLowering(*context_.schema, binder).query(*statement.query, true);
    binder.finish();
    if (!binder.refusals.empty()) return;
    if (columns.empty()) return binder.refuse("a view of no columns", 0);
    TableDef view;
    view.schema = space;
    view.name = name;
    view.kind = TableKind::view;
    view.temporary = statement.temporary;
    view.definition = statement.query_text;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        ColumnDef column;
        column.name = i < statement.columns.size() ? statement.columns[i] : columns[i].name;
        column.type = columns[i].type;
        column.number = static_cast<std::int16_t>(i + 1);
        if (view.column(column.name) != nullptr)
            throw BindFailure{
                Error(Errc::duplicate_column, "column \"" + column.name + "\" specified more than once")};
        view.columns.push_back(std::move(column));
    }
    if (known != nullptr) {
        for (std::size_t i = 0; i < known->columns.size(); ++i) {
            if (i >= view.columns.size())
                throw BindFailure{Error(Errc::invalid_table_definition, "cannot drop columns from view")};
            if (known->columns[i].name != view.columns[i].name)
                throw BindFailure{Error(Errc::invalid_table_definition,
                                        "cannot change name of view column \"" + known->columns[i].name +
                                            "\" to \"" + view.columns[i].name + "\"")};
            if (!same_type(known->columns[i].type, view.columns[i].type))
                throw BindFailure{Error(Errc::invalid_table_definition,
                                        "cannot change data type of view column \"" + view.columns[i].name +
                                            "\" from " + binder.sql_name(known->columns[i].type) + " to " +
                                            binder.sql_name(view.columns[i].type))};
        }
        step("DROP VIEW " + sqlite_identifier(storage_name(space, name)));
    }
    Generator generator(Generator::Literals::inlined, text_);
    generator.text(temporary_ ? "CREATE TEMP VIEW " : "CREATE VIEW ");
    generator.name(storage_name(temporary_ ? "public" : space, name));
    for (std::size_t i = 0; i < view.columns.size(); ++i) {
        generator.text(i == 0 ? " (" : ", ");
        generator.name(view.columns[i].name);
    }
    generator.text(") AS ");
    generator.query(*statement.query);
    const std::size_t begin = source_.find(view.definition);
    view.definition = with_settled(std::move(view.definition), begin, generator.settled());
    step(std::move(generator).sql());
    save(view);
}

void DdlPlanner::create_sequence(ast::CreateSequence& statement) {
    const std::string space =
        statement.temporary ? "pg_temp" : *binder.namespace_to_create_in(statement.name, 0);
    const std::string& name = statement.name.back();
    temporary_ = out.creates_temporary = space == "pg_temp";
    if (relation_exists(space, name)) {
        const std::string message = "relation \"" + name + "\" already exists";
        if (!statement.if_not_exists) throw BindFailure{Error(Errc::duplicate_table, message)};
        return notice(message + ", skipping");
    }
    SequenceDef sequence = sequence_of(statement.options, {}, 0);
    sequence.schema = space;
    sequence.name = name;
    if (statement.options.owned_by.size() >= 2) {
        sequence.owner_table = statement.options.owned_by[statement.options.owned_by.size() - 2];
        sequence.owner_column = statement.options.owned_by.back();
    }
    save_sequence(sequence, true);
}

void DdlPlanner::alter_sequence(ast::AlterSequence& statement) {
    const SequenceDef* found = sequence_named(statement.name);
    if (found == nullptr) {
        const std::string message = "relation \"" + statement.name.back() + "\" does not exist";
        if (!statement.if_exists) throw BindFailure{Error(Errc::undefined_table, message)};
        return notice(message + ", skipping");
    }
    temporary_ = found->schema == "pg_temp";
    SequenceDef sequence = sequence_of(statement.options, *found, 0);
    const ast::Name& owner = statement.options.owned_by;
    if (owner.size() == 1 && owner[0] == "none") {
        sequence.owner_table.clear();
        sequence.owner_column.clear();
    } else if (owner.size() >= 2) {
        sequence.owner_table = owner[owner.size() - 2];
        sequence.owner_column = owner.back();
        const TableDef* table = context_.schema->table(sequence.schema, sequence.owner_table);
        if (table == nullptr)
            throw BindFailure{
                Error(Errc::undefined_table, "relation \"" + sequence.owner_table + "\" does not exist")};
        if (table->column(sequence.owner_column) == nullptr)
            throw BindFailure{Error(Errc::undefined_column,
                                    "column \"" + sequence.owner_column + "\" of relation \"" +
                                        sequence.owner_table + "\" does not exist")};
    }
    save_sequence(sequence, false);
    restart_sequence(sequence, statement.options);
}

void DdlPlanner::create_enum(ast::CreateEnum& statement) {
    EnumDef made;
    made.schema = *binder.namespace_to_create_in(statement.name, 0);
    made.name = statement.name.back();
    made.labels = statement.labels;
    if (context_.schema->enumeration(made.schema, made.name) != nullptr ||
        context_.schema->table(made.schema, made.name) != nullptr)
        throw BindFailure{Error(Errc::duplicate_object, "type \"" + made.name + "\" already exists")};
    for (std::size_t i = 0; i < made.labels.size(); ++i)
        if (std::find(made.labels.begin(),
                      made.labels.begin() + static_cast<std::ptrdiff_t>(i),
                      made.labels[i]) != made.labels.begin() + static_cast<std::ptrdiff_t>(i))
            throw BindFailure{Error(Errc::invalid_parameter_value,
                                    "enum label \"" + made.labels[i] + "\" used more than once")};
    save_rows(metadata_of(made));
}

void DdlPlanner::alter_enum(ast::AlterEnum& statement) {
    const EnumDef* found = enum_named(statement.name);
    if (found == nullptr)
        throw BindFailure{
            Error(Errc::undefined_object, "type \"" + statement.name.back() + "\" does not exist")};
    EnumDef changed = *found;
    const auto place_of = [&](const std::string& label) {
        const auto place = std::ranges::find(changed.labels, label);
        if (place == changed.labels.end())
            throw BindFailure{
                Error(Errc::invalid_parameter_value, "\"" + label + "\" is not an existing enum label")};
        return place;
    };
    if (!statement.add.empty()) {
        if (std::ranges::find(changed.labels, statement.add) != changed.labels.end()) {
            const std::string message = "enum label \"" + statement.add + "\" already exists";
            if (!statement.if_not_exists) throw BindFailure{Error(Errc::duplicate_object, message)};
            return notice(message + ", skipping");
        }
        auto place = changed.labels.end();
        if (!statement.neighbour.empty()) {
            place = place_of(statement.neighbour);
            if (statement.after) ++place;
        }
        changed.labels.insert(place, statement.add);
    } else {
        *place_of(statement.rename_from) = statement.rename_to;
        for (const TableDef& table : context_.schema->tables)
            for (const ColumnDef& column : table.columns) {
                if (table.kind != TableKind::table || column.type.id != TypeId::enumeration ||
                    context_.schema->enum_by_oid(column.type.user_oid) != found)
                    continue;
                const std::string name = sqlite_identifier(column.name),
                                  from = quote_text(statement.rename_from),
                                  to = quote_text(statement.rename_to);
                const std::string update =
                    "UPDATE " + sqlite_identifier(storage_of(table).back()) + " SET " + name + " = ";
                if (column.type.array)
                    step(update + "pg_array_replace(" + name + ", " + from + ", " + to + ", 'text') WHERE " +
                         name + " IS NOT NULL");
                else
                    step(update + to + " WHERE " + name + " = " + from);
            }
    }
    forget("'enum'", qualified_name(changed.schema, changed.name));
    save_rows(metadata_of(changed));
}

void DdlPlanner::create_schema(ast::CreateSchema& statement) {
    std::string name = statement.name.empty() ? statement.authorization : statement.name;
    if (context_.schema->has_namespace(name) || name == "public") {
        const std::string message = "schema \"" + name + "\" already exists";
        if (!statement.if_not_exists) throw BindFailure{Error(Errc::duplicate_schema, message)};
        return notice(message + ", skipping");
    }
    if (name.starts_with("pg_")) {
        Error error(Errc::reserved_name, "unacceptable schema name \"" + name + "\"");
        error.detail = "The prefix \"pg_\" is reserved for system schemas.";
        throw BindFailure{std::move(error)};
    }
    if (!statement.elements.empty()) return binder.refuse("CREATE SCHEMA with elements", 0);
    save_rows({{"schema", name, "", "name", name}});
}

// An extension is accepted if the functions programs use it for are there.
void DdlPlanner::create_extension(ast::CreateExtension& statement) {
    static constexpr std::string_view present[] = {"plpgsql", "uuid-ossp", "pgcrypto"};
    if (std::ranges::find(present, statement.name) == std::end(present))
        return binder.refuse("the extension \"" + statement.name + "\"", 0);
}

// ALTER INDEX, SEQUENCE, VIEW, TYPE, SCHEMA … RENAME TO; owners are nothing to a file.
void DdlPlanner::rename_relation(const ast::AlterTable& statement) {
    for (const ast::AlterAction& item : statement.actions) {
        if (std::get_if<ast::OwnerTo>(&item.node) != nullptr ||
            std::get_if<ast::SetOptions>(&item.node) != nullptr)
            continue;
        const auto* rename = std::get_if<ast::RenameTable>(&item.node);
        if (rename == nullptr)
            return binder.refuse("this ALTER of an index, a sequence, a view or a type", item.position);
        const std::string& from = statement.name.back();
        const std::string& to = rename->to.back();
        if (statement.kind == ast::ObjectKind::index) {
            if (const TableDef* owner = index_named(statement.name).table) {
                rename_index(*owner, from, to);
                continue;
            }
        } else if (statement.kind == ast::ObjectKind::sequence) {
            if (const SequenceDef* found = sequence_named(statement.name)) {
                SequenceDef sequence = *found;
                temporary_ = found->schema == "pg_temp";
                sequence.name = to;
                forget("'sequence'", qualified_name(found->schema, from));
                save_rows(metadata_of(sequence));
                sequence_step("UPDATE " + sequences_of(found->schema) +
                              " SET name = " + quote_text(qualified_name(found->schema, to)) +
                              " WHERE name = " + quote_text(qualified_name(found->schema, from)));
                for (const TableDef& table : context_.schema->tables) {
                    TableDef changed = table;
                    bool touched = false;
                    for (ColumnDef& column : changed.columns) {
                        if (column.sequence != from && column.sequence != qualified_name(found->schema, from))
                            continue;
                        column.sequence = qualified_name(found->schema, to);
                        if (!column.default_expression.empty())
                            column.default_expression = nextval_text(found->schema, to);
                        touched = true;
                    }
                    if (touched) save(changed);
                }
                continue;
            }
        } else if (statement.kind == ast::ObjectKind::type) {
            return binder.refuse("a new name for a type", item.position);
        } else if (statement.kind == ast::ObjectKind::schema) {
            return binder.refuse("a new name for a schema", item.position);
        } else {
            return binder.refuse("a new name for a view", item.position);
        }
        const std::string message = "relation \"" + from + "\" does not exist";
        if (!statement.if_exists) throw BindFailure{Error(Errc::undefined_table, message)};
        notice(message + ", skipping");
    }
}

}  // namespace ormgate::dialects
