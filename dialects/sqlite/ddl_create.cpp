#include <algorithm>

#include "dialects/sqlite/ddl.hpp"
#include "dialects/sqlite/generator.hpp"

namespace ormgate::dialects {

void DdlPlanner::like(TableDef& table, const ast::LikeClause& clause) {
    const TableDef& source = table_named(clause.table, 0);
    const auto wants = [&](std::string_view what) {
        const auto has = [&](const std::vector<std::string>& list, std::string_view word) {
            return std::ranges::find(list, word) != list.end();
        };
        return (has(clause.including, what) || has(clause.including, "all")) && !has(clause.excluding, what);
    };
    for (const ColumnDef& column : source.columns) {
        ColumnDef copy = column;
        copy.sequence.clear();
        copy.identity = Identity::none;
        if (!wants("defaults")) copy.has_default = false, copy.default_expression.clear();
        if (!wants("comments")) copy.comment.clear();
        if (!wants("generated")) copy.generated = Generated::none, copy.generated_expression.clear();
        if (wants("identity") && column.identity != Identity::none) {
            copy.identity = column.identity;
            add_sequence(table, copy, {});
        }
        copy.number = static_cast<std::int16_t>(table.columns.size() + 1);
        table.columns.push_back(std::move(copy));
    }
    for (const ConstraintDef& constraint : source.constraints) {
        const bool key =
            constraint.kind == ConstraintKind::primary_key || constraint.kind == ConstraintKind::unique;
        if (constraint.kind == ConstraintKind::check && wants("constraints"))
            table.constraints.push_back(constraint);
        if (!key || !wants("indexes")) continue;
        ConstraintDef copy = constraint;
        std::string columns;
        for (const std::string& name : copy.columns) columns += (columns.empty() ? "" : "_") + name;
        const bool primary = copy.kind == ConstraintKind::primary_key;
        copy.name = choose_name(
            table.name, primary ? std::string() : columns, primary ? "pkey" : "key", table.schema);
        copy.index = copy.name;
        table.constraints.push_back(copy);
        make_key_index(table, copy, false);
    }
}

void DdlPlanner::create_table(ast::CreateTable& statement) {
    const std::uint32_t position = 0;
    if (statement.name.size() >= 2 && statement.name[0] == "pg_temp") statement.temporary = true;
    const std::string space =
        statement.temporary ? "pg_temp" : *binder.namespace_to_create_in(statement.name, position);
    const std::string& name = statement.name.back();
    if (name.size() > 63) statement.name.back().resize(63);
    temporary_ = statement.temporary;
    out.creates_temporary = statement.temporary;
    if (relation_exists(space, name)) {
        if (!statement.if_not_exists)
            throw BindFailure{Error(Errc::duplicate_table, "relation \"" + name + "\" already exists")};
        return notice("relation \"" + name + "\" already exists, skipping");
    }
    if (name.starts_with("ormgate_") || name.starts_with("sqlite_"))
        binder.fail(Errc::reserved_name, "the name \"" + name + "\" is reserved", position);
    if (!statement.partition_by.empty() || !statement.partition_of.empty())
        binder.refuse("partitioned tables", position);
    if (!statement.inherits.empty()) binder.refuse("INHERITS", position);
    if (statement.materialized_view) binder.refuse("CREATE MATERIALIZED VIEW", position);
    // what ON COMMIT says is the session's to do
    if (!statement.on_commit.empty() && !statement.temporary)
        throw BindFailure{
            Error(Errc::invalid_table_definition, "ON COMMIT can only be used on temporary tables")};
    if (statement.as_query) return create_table_as(statement, space);
    TableDef table;
    table.schema = space;
    table.name = name;
    table.temporary = statement.temporary;
    self_ = &table;
    for (const ast::LikeClause& clause : statement.like) like(table, clause);
    for (const ast::ColumnDefinition& column : statement.columns) add_column(table, column);
    // keys first: a foreign key may mean the table's own
    const auto each = [&](auto visit) {
        for (const ast::ColumnDefinition& column : statement.columns)
            for (const ast::TableConstraint& constraint : column.constraints) visit(constraint);
        for (const ast::TableConstraint& constraint : statement.constraints) visit(constraint);
    };
    for (const ConstraintKind kind : {ConstraintKind::primary_key,
                                      ConstraintKind::unique,
                                      ConstraintKind::check,
                                      ConstraintKind::exclusion,
                                      ConstraintKind::foreign_key})
        each([&](const ast::TableConstraint& constraint) {
            if (constraint.kind == kind) add_constraint(table, constraint);
        });
    for (ColumnDef& column : table.columns) {
        if (column.default_expression.empty() || !column.sequence.empty()) continue;
        // the default is checked now, not at the first INSERT
        table_expression_sql(table, column.default_expression, Clause::default_value, column.type);
        column.default_expression =
            settled(table, std::move(column.default_expression), Clause::default_value, column.type);
    }
    for (ColumnDef& column : table.columns)
        if (column.generated != Generated::none)
            column.generated_expression =
                settled(table, std::move(column.generated_expression), Clause::generated, column.type);
    if (table.columns.empty()) binder.refuse("a table of no columns", position);
    if (!binder.refusals.empty()) return;
    std::string sql = table_sql(table, storage_name(temporary_ ? "public" : space, name));
    if (temporary_) sql.insert(std::string_view("CREATE ").size(), "TEMP ");
    step(std::move(sql));
    for (const IndexDef& index : table.indexes)
        if (std::string index_text = index_sql(table, index); !index_text.empty())
            step(std::move(index_text));
    for (const SequenceDef& sequence : new_sequences_) {
        save_rows(metadata_of(sequence));
        start_sequence(sequence);
    }
    save(table);
    self_ = nullptr;
}

void DdlPlanner::create_table_as(ast::CreateTable& statement, const std::string& space) {
    const std::string& name = statement.name.back();
    const std::vector<OutputColumn> columns = binder.query(*statement.as_query, nullptr);
    if (binder.refusals.empty()) SqliteLowering(*context_.schema, binder).query(*statement.as_query, true);
    binder.finish();
    if (!binder.refusals.empty()) return;
    if (columns.empty()) return binder.refuse("a table of no columns", 0);
    TableDef table;
    table.schema = space;
    table.name = name;
    table.temporary = statement.temporary;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        ColumnDef column;
        column.name = i < statement.as_columns.size() ? statement.as_columns[i] : columns[i].name;
        column.type = columns[i].type;
        column.number = static_cast<std::int16_t>(i + 1);
        if (table.column(column.name) != nullptr)
            throw BindFailure{
                Error(Errc::duplicate_column, "column \"" + column.name + "\" specified more than once")};
        table.columns.push_back(std::move(column));
    }
    const std::string stored = storage_name(temporary_ ? "public" : space, name);
    std::string sql = table_sql(table, stored);
    if (temporary_) sql.insert(std::string_view("CREATE ").size(), "TEMP ");
    step(std::move(sql));
    save(table);
    if (!statement.with_data) return;
    Generator generator(Generator::Literals::bound, text_);
    generator.text("INSERT INTO ");
    if (temporary_) generator.text("temp.");
    generator.name(stored);
    generator.text(" SELECT * FROM (");
    generator.query(*statement.as_query);
    generator.text(")");
    Step fill = std::move(generator).step();
    for (Step& before : out.steps) before.result = false;  // only the table's rows count
    out.parameters = binder.parameters;
    out.tag = "SELECT";
    out.steps.push_back(std::move(fill));
}

}  // namespace ormgate::dialects
