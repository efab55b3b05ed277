#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

StatementPtr Parser::create_table(CreatePrefix prefix, std::uint32_t begin) {
    CreateTable table;
    expect("table"_kw);
    table.temporary = prefix.temporary;
    table.unlogged = prefix.unlogged;
    table.if_not_exists = if_not_exists();
    table.name = qualified_name();
    if (at("as"_kw)) return create_table_as(std::move(table), begin);
    if (!sqlite() && accept("of"_kw)) {
        table.of_type = qualified_name();
        if (at('(')) table_elements(table);
    } else if (!sqlite() && at("partition"_kw)) {
        partition_of(table);
    } else if (at('(')) {
        if (at_column_name_list()) {
            table.as_columns = column_list();
        } else {
            table_elements(table);
        }
    } else if (!at_any("using"_kw, "with"_kw, "without"_kw, "on"_kw, "tablespace"_kw)) {
        refuse();
    }
    const bool as_only = !table.as_columns.empty();
    table_options(table);
    if (at("as"_kw) && table.columns.empty() && table.constraints.empty() && table.like.empty())
        return create_table_as(std::move(table), begin);
    if (as_only) refuse();
    return finish(std::move(table), begin);
}

// (a, b): names without types belong to CREATE TABLE AS.
bool Parser::at_column_name_list() const {
    return !sqlite() && at('(') && is_column_id(peek(1)) && (peek(2).is(',') || peek(2).is(')'));
}

StatementPtr Parser::create_table_as(CreateTable table, std::uint32_t begin) {
    expect("as"_kw);
    if (at("execute"_kw)) refuse_unsupported("CREATE TABLE AS EXECUTE", this->begin());
    table.as_query = query();
    if (!sqlite() && accept("with"_kw)) {
        table.with_data = !accept("no"_kw);
        expect("data"_kw);
    }
    return finish(std::move(table), begin);
}

bool Parser::at_table_constraint() const {
    if (at("exclude"_kw)) return !sqlite() && (peek(1).is("using"_kw) || peek(1).is('('));
    return at_any("constraint"_kw, "check"_kw, "unique"_kw, "primary"_kw, "foreign"_kw);
}

void Parser::table_elements(CreateTable& table) {
    expect('(');
    if (!sqlite() && accept(')')) return;
    bool separated = true;
    for (;;) {
        if (at_table_constraint()) {
            table.constraints.push_back(table_constraint());
        } else if (!sqlite() && at("like"_kw)) {
            table.like.push_back(like_clause());
            table.like.back().columns_before = table.columns.size();
        } else {
            if (!separated) refuse();
            table.columns.push_back(column_definition());
        }
        // SQLite takes table constraints without commas between them.
        separated = accept(',');
        if (!separated && !(sqlite() && at_table_constraint())) break;
    }
    expect(')');
}

LikeClause Parser::like_clause() {
    take();
    LikeClause like;
    like.table = qualified_name();
    while (at("including"_kw) || at("excluding"_kw)) {
        auto& list = take().is("including"_kw) ? like.including : like.excluding;
        if (!at_any("comments"_kw,
                    "compression"_kw,
                    "constraints"_kw,
                    "defaults"_kw,
                    "identity"_kw,
                    "generated"_kw,
                    "indexes"_kw,
                    "statistics"_kw,
                    "storage"_kw,
                    "all"_kw))
            refuse();
        list.push_back(text(take()));
    }
    return like;
}

void Parser::table_options(CreateTable& table) {
    if (sqlite()) {
        do {
            if (accept("without"_kw)) {
                expect("rowid"_kw);
                table.without_rowid = true;
            } else if (accept("strict"_kw)) {
                table.strict = true;
            }
        } while (accept(','));
        return;
    }
    if (accept("inherits"_kw)) {
        expect('(');
        table.inherits = qualified_name_list();
        expect(')');
    }
    if (at("partition"_kw)) partition_by(table);
    if (accept("using"_kw)) table.access_method = column_id();
    if (accept("with"_kw))
        table.options = options();
    else if (accept("without"_kw))
        expect("oids"_kw);
    if (accept("on"_kw)) on_commit(table);
    if (accept("tablespace"_kw)) table.tablespace = column_id();
}

void Parser::on_commit(CreateTable& table) {
    expect("commit"_kw);
    if (accept("drop"_kw)) {
        table.on_commit = "drop";
        return;
    }
    if (!at("preserve"_kw) && !at("delete"_kw)) refuse();
    table.on_commit = take().is("preserve"_kw) ? "preserve rows" : "delete rows";
    expect("rows"_kw);
}

void Parser::partition_by(CreateTable& table) {
    take();
    expect("by"_kw);
    const std::uint32_t begin = this->begin();
    column_id();
    expect('(');
    do index_element();
    while (accept(','));
    expect(')');
    table.partition_by = source_since(begin);
}

void Parser::partition_of(CreateTable& table) {
    take();
    expect("of"_kw);
    const std::uint32_t begin = this->begin();
    qualified_name();
    if (at('(')) {
        take();
        do {
            if (at_table_constraint()) {
                table_constraint();
                continue;
            }
            ColumnDefinition column;
            column.name = column_id();
            if (accept("with"_kw)) expect("options"_kw);
            while (column_clause(column)) {
            }
        } while (accept(','));
        expect(')');
    }
    partition_bound();
    table.partition_of = source_since(begin);
}

void Parser::partition_bound() {
    auto list = [this] {
        expect('(');
        expression_list();
        expect(')');
    };
    if (accept("default"_kw)) return;
    expect("for"_kw, "values"_kw);
    if (accept("in"_kw)) {
        list();
    } else if (accept("from"_kw)) {
        list();
        expect("to"_kw);
        list();
    } else {
        expect("with"_kw, '(');
        do {
            non_reserved_word();
            integer_constant();
        } while (accept(','));
        expect(')');
    }
}

ColumnDefinition Parser::column_definition() {
    ColumnDefinition column;
    column.position = begin();
    column.name = column_id();
    if (sqlite()) {
        const bool typed = is_column_id(peek()) && !at_any("generated"_kw);
        if (typed) column.type = sqlite_type();
    } else if (at("with"_kw, "options"_kw)) {  // of a typed table
        take();
        take();
    } else {
        column.type = type_name();
    }
    if (!sqlite() && accept("compression"_kw))
        column.compression = accept("default"_kw) ? "default" : column_id();
    while (column_clause(column)) {
    }
    return column;
}

void Parser::add_column_constraint(ColumnDefinition& column, TableConstraint constraint) {
    constraint.columns = {column.name};
    column.constraints.push_back(std::move(constraint));
}

// One clause behind a column's type; false: there is none.
bool Parser::column_clause(ColumnDefinition& column) {
    TableConstraint constraint;
    constraint.position = begin();
    if (accept("constraint"_kw)) {
        constraint.name = column_id();
        if (!at_any("not"_kw,
                    "null"_kw,
                    "unique"_kw,
                    "primary"_kw,
                    "check"_kw,
                    "default"_kw,
                    "generated"_kw,
                    "references"_kw) &&
            !(sqlite() && at_any("collate"_kw, "as"_kw)))
            refuse();
    }
    if (at("not"_kw, "null"_kw) || at("null"_kw)) {
        const std::uint32_t begin = this->begin();
        const bool not_null = accept("not"_kw);
        take();
        if (column.not_null && *column.not_null != not_null && !sqlite())
            refuse(Errc::syntax_error,
                   "conflicting NULL/NOT NULL declarations for column \"" + column.name + '"',
                   begin);
        column.not_null = not_null;
        if (sqlite()) {
            conflict_clause(constraint);
            column.not_null_conflict = constraint.on_conflict;
        } else {
            column.not_null_name = constraint.name;
        }
    } else if (at("unique"_kw) || at("primary"_kw)) {
        const bool primary = at("primary"_kw);
        if (sqlite() && primary) {
            take();
            expect("key"_kw);
            constraint.kind = ConstraintKind::primary_key;
            column.primary_descending = accept("desc"_kw);
            if (!column.primary_descending) accept("asc"_kw);
            conflict_clause(constraint);
            column.auto_increment = accept("autoincrement"_kw);
        } else {
            key_constraint(constraint, false);
        }
        add_column_constraint(column, std::move(constraint));
    } else if (accept("check"_kw)) {
        check_constraint(constraint);
        if (!sqlite() && accept("no"_kw, "inherit"_kw)) constraint.no_inherit = true;
        add_column_constraint(column, std::move(constraint));
    } else if (at("references"_kw)) {
        references(constraint);
        add_column_constraint(column, std::move(constraint));
    } else if (at("default"_kw)) {
        column_default(column);
    } else if (at("generated"_kw) || (sqlite() && at("as"_kw))) {
        column_generated(column);
    } else if (accept("collate"_kw)) {
        column.collation = collation_name().back();
    } else if (at_any("deferrable"_kw, "initially"_kw) || at("not"_kw, "deferrable"_kw)) {
        const std::uint32_t begin = this->begin();
        TableConstraint* last = column.constraints.empty() ? nullptr : &column.constraints.back();
        if (last == nullptr || last->kind == ConstraintKind::check)
            refuse(Errc::syntax_error, "misplaced DEFERRABLE clause", begin);
        constraint_timing(*last);
    } else {
        if (at("not"_kw)) refuse(1);
        return false;
    }
    return true;
}

void Parser::column_default(ColumnDefinition& column) {
    const std::uint32_t clause = begin();
    take();
    if (column.default_value)
        refuse(Errc::syntax_error,
               "multiple default values specified for column \"" + column.name + '"',
               clause);
    const std::uint32_t begin = this->begin();
    if (!sqlite()) {
        column.default_value = restricted_expression();
    } else if (at('(')) {
        column.default_value = parenthesised();
    } else {
        Descent descent(*this);
        column.default_value = operand();
    }
    column.default_text = source_since(begin);
}

void Parser::column_generated(ColumnDefinition& column) {
    const std::uint32_t clause = begin();
    bool always = true;
    if (accept("generated"_kw)) {
        always = accept("always"_kw);
        if (!always) {
            if (sqlite()) refuse();
            expect("by"_kw, "default"_kw);
        }
    }
    expect("as"_kw);
    if (!sqlite() && accept("identity"_kw)) {
        if (column.identity != Identity::none)
            refuse(Errc::syntax_error,
                   "multiple identity specifications for column \"" + column.name + '"',
                   clause);
        column.identity = always ? Identity::always : Identity::by_default;
        if (at('(')) column.identity_options = parenthesised_sequence_options();
        return;
    }
    expect('(');
    const std::uint32_t begin = this->begin();
    column.generation_expression = expression();
    column.generation_text = source_since(begin);
    expect(')');
    if (sqlite()) {
        column.generated = accept("stored"_kw) ? Generated::stored : Generated::virtual_;
        if (column.generated == Generated::virtual_) accept("virtual"_kw);
        return;
    }
    if (!always)
        refuse(Errc::syntax_error, "for a generated column, GENERATED ALWAYS must be specified", clause);
    expect("stored"_kw);
    column.generated = Generated::stored;
}

SequenceOptions Parser::parenthesised_sequence_options() {
    SequenceOptions result;
    expect('(');
    if (!sequence_option(result)) refuse();
    while (sequence_option(result)) {
    }
    expect(')');
    return result;
}

}  // namespace ormgate::dialects
