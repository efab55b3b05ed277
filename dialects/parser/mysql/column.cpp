#include "dialects/parser/mysql/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

ColumnDefinition MysqlParser::column(std::string name) {
    ColumnDefinition column;
    column.position = begin();
    column.name = std::move(name);
    if (at("serial"_kw) && !peek(1).is('.')) {
        take();
        TypeName type;
        type.name = {"bigint"};
        type.is_unsigned = true;
        column.type = std::move(type);
        column.not_null = true;
        column.auto_increment = true;
        TableConstraint unique;
        unique.kind = ConstraintKind::unique;
        add_column_constraint(column, std::move(unique));
    } else {
        column.type = column_type();
    }
    while (column_attribute(column)) {
    }
    return column;
}

ExprPtr MysqlParser::now_or_value() {
    if (at('(')) {
        ExprPtr value = parenthesised();
        return value;
    }
    const bool sign = at('-') || at('+');
    const bool now = form_of(peek().keyword) != Form{} && at_call_form();
    const bool value = peek().is_literal() || at_introducer() || at_any("null"_kw, "true"_kw, "false"_kw);
    const bool temporal = at_any("date"_kw, "time"_kw, "timestamp"_kw) && peek(1).kind == TokenKind::string;
    const bool sequence = mariadb() && (at("next"_kw) || at_word("nextval") || at_word("lastval"));
    if (!sign && !now && !value && !temporal && !sequence && !mariadb()) refuse();
    return operand();
}

void MysqlParser::generated_column(ColumnDefinition& column) {
    if (accept("generated"_kw)) expect("always"_kw);
    expect("as"_kw);
    if (mariadb() && at("row"_kw)) refuse_unsupported("GENERATED ALWAYS AS ROW", begin());
    expect('(');
    const std::uint32_t begin = this->begin();
    column.generation_expression = expression();
    column.generation_text = source_since(begin);
    expect(')');
    const bool stored = accept("stored"_kw) || (mariadb() && at_word("persistent") && (take(), true));
    column.generated = stored ? Generated::stored : Generated::virtual_;
    if (!stored) accept("virtual"_kw);
}

void MysqlParser::column_check(ColumnDefinition& column, std::string name) {
    TableConstraint constraint;
    constraint.position = begin();
    constraint.name = std::move(name);
    expect("check"_kw);
    check(constraint);
    add_column_constraint(column, std::move(constraint));
}

// One attribute behind a column's type; false: none stands here.
bool MysqlParser::column_attribute(ColumnDefinition& column) {
    // MariaDB takes no value and no NOT NULL for a generated column.
    const bool computed = mariadb() && column.generation_expression;
    if (computed && (at_any("not"_kw, "null"_kw, "default"_kw, "auto_increment"_kw, "serial"_kw) ||
                     at("on"_kw, "update"_kw)))
        refuse();
    if (at("not"_kw, "null"_kw) || at("null"_kw)) {
        column.not_null = accept("not"_kw);
        take();
    } else if (at("default"_kw)) {
        take();
        const std::uint32_t begin = this->begin();
        column.default_value = now_or_value();
        column.default_text = source_since(begin);
    } else if (at("on"_kw, "update"_kw)) {
        take();
        take();
        if (!at_any("current_timestamp"_kw, "now"_kw, "localtime"_kw, "localtimestamp"_kw)) refuse();
        column.on_update = primary();
    } else if (at("generated"_kw, "always"_kw) || at("as"_kw)) {
        generated_column(column);
    } else if (accept("collate"_kw)) {
        column.collation = label_or_string();
    } else if (!mariadb() && at("constraint"_kw)) {
        take();
        std::string name = at("check"_kw) ? std::string() : column_id();
        if (!at("check"_kw)) refuse();
        column_check(column, std::move(name));
    } else if (at("check"_kw)) {
        column_check(column, {});
    } else if (at("references"_kw)) {
        TableConstraint constraint;
        constraint.kind = ConstraintKind::foreign_key;
        take();
        reference(constraint.references);
        add_column_constraint(column, std::move(constraint));
    } else {
        return column_flag(column);
    }
    return true;
}

bool MysqlParser::column_flag(ColumnDefinition& column) {
    auto word_option = [&](std::string name) {
        accept('=');
        column.attributes.push_back({std::move(name), option_value()});
    };
    if (accept("auto_increment"_kw)) {
        column.auto_increment = true;
    } else if (at("unique"_kw) || at("primary"_kw) || at("key"_kw)) {
        TableConstraint constraint;
        constraint.kind = at("unique"_kw) ? ConstraintKind::unique : ConstraintKind::primary_key;
        if (!at("key"_kw)) take();
        const bool key = accept("key"_kw);
        if (!key && constraint.kind == ConstraintKind::primary_key) refuse();
        add_column_constraint(column, std::move(constraint));
    } else if (accept("comment"_kw)) {
        column.comment = string_constant();
    } else if (at("serial"_kw, "default"_kw)) {
        take();
        take();
        expect("value"_kw);
        column.auto_increment = true;
        column.not_null = true;
        TableConstraint unique;
        unique.kind = ConstraintKind::unique;
        add_column_constraint(column, std::move(unique));
    } else if (accept("invisible"_kw)) {
        column.invisible = true;
    } else if (!mariadb() && accept("visible"_kw)) {
        column.invisible = false;
    } else if (!mariadb() && accept("column_format"_kw)) {
        column.attributes.push_back({"column_format", lower_word()});
    } else if (!mariadb() && accept("storage"_kw)) {
        column.storage = lower_word();
    } else if (!mariadb() && accept("srid"_kw)) {
        column.attributes.push_back({"srid", std::to_string(integer_constant())});
    } else if (!mariadb() && accept("engine_attribute"_kw)) {
        word_option("engine_attribute");
    } else if (!mariadb() && accept("secondary_engine_attribute"_kw)) {
        word_option("secondary_engine_attribute");
    } else if (mariadb() && accept("compressed"_kw)) {
        column.compression = "compressed";
    } else if (mariadb() && at("ref_system_id"_kw)) {
        take();
        expect('=');
        column.attributes.push_back({"ref_system_id", std::to_string(integer_constant())});
    } else if (mariadb() && at("with"_kw, "system"_kw)) {
        refuse_unsupported("SYSTEM VERSIONING", begin());
    } else {
        return false;
    }
    return true;
}

}  // namespace ormgate::dialects
