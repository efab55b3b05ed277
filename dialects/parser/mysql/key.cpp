#include "dialects/parser/mysql/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

bool MysqlParser::at_table_key() const {
    return at_any("key"_kw,
                  "index"_kw,
                  "fulltext"_kw,
                  "spatial"_kw,
                  "unique"_kw,
                  "primary"_kw,
                  "foreign"_kw,
                  "constraint"_kw,
                  "check"_kw);
}

// (a(10) DESC, (lower(b))), with a length for a prefix
IndexElement MysqlParser::key_part() {
    IndexElement part;
    const std::uint32_t begin = this->begin();
    if (at('(')) {
        if (mariadb()) refuse();
        take();
        part.expr = expression();
        part.expr->parenthesised = true;
        expect(')');
    } else {
        part.expr = node(ColumnRef{{column_id()}}, begin);
        if (accept('(')) {
            part.length = integer_constant();
            expect(')');
        }
    }
    part.text = source_since(begin);
    part.descending = accept("desc"_kw);
    if (!part.descending) accept("asc"_kw);
    return part;
}

void MysqlParser::key_parts(TableConstraint& key) {
    expect('(');
    do {
        key.keys.push_back(key_part());
        const ColumnRef* column = key.keys.back().expr->as<ColumnRef>();
        if (column != nullptr && !key.keys.back().expr->parenthesised)
            key.columns.push_back(column->parts.front());
    } while (accept(','));
    expect(')');
}

void MysqlParser::index_name_and_method(TableConstraint& key, bool named) {
    key.if_not_exists = mariadb() && if_not_exists();
    if (named && is_column_id(peek()) && !at("using"_kw) && !at_any("type"_kw)) {
        key.index_name = column_id();
    } else if (named && at("type"_kw) && peek(1).is('(')) {
        key.index_name = column_id();
    }
    if (accept("using"_kw) || accept("type"_kw)) key.index_method = index_method();
}

std::string MysqlParser::index_method() {
    if (!at_any("btree"_kw, "hash"_kw, "rtree"_kw)) refuse();
    return lower_word();
}

bool MysqlParser::index_option(std::vector<Option>& options, std::string& method) {
    if (accept("using"_kw) || accept("type"_kw)) {
        method = index_method();
    } else if (accept("key_block_size"_kw)) {
        accept('=');
        options.push_back({"key_block_size", std::to_string(integer_constant())});
    } else if (accept("comment"_kw)) {
        options.push_back({"comment", string_constant()});
    } else if (at("with"_kw, "parser"_kw)) {
        take();
        take();
        options.push_back({"with parser", column_id()});
    } else if (!mariadb() && at_any("visible"_kw, "invisible"_kw)) {
        options.push_back({lower_word(), ""});
    } else if (mariadb() && at("ignored"_kw)) {
        options.push_back({lower_word(), ""});
    } else if (mariadb() && at("not"_kw, "ignored"_kw)) {
        take();
        take();
        options.push_back({"not ignored", ""});
    } else if (!mariadb() && at_any("engine_attribute"_kw, "secondary_engine_attribute"_kw)) {
        std::string name = lower_word();
        accept('=');
        options.push_back({std::move(name), string_constant()});
    } else {
        return false;
    }
    return true;
}

TableConstraint MysqlParser::table_key() {
    TableConstraint key;
    key.position = begin();
    if (accept("constraint"_kw)) {
        if (mariadb()) key.if_not_exists = if_not_exists();
        if (!at_any("primary"_kw, "unique"_kw, "foreign"_kw, "check"_kw)) key.name = column_id();
        if (!at_any("primary"_kw, "unique"_kw, "foreign"_kw, "check"_kw)) refuse();
    }
    if (accept("check"_kw)) {
        check(key);
        return key;
    }
    if (accept("foreign"_kw)) {
        foreign_key(key);
        return key;
    }
    bool named = true;
    if (accept("primary"_kw)) {
        expect("key"_kw);
        key.kind = ConstraintKind::primary_key;
        named = mariadb();
    } else if (accept("unique"_kw)) {
        key.kind = ConstraintKind::unique;
        if (!accept("key"_kw)) accept("index"_kw);
    } else {
        key.is_index = true;
        key.kind = ConstraintKind::unique;
        const bool special = at_any("fulltext"_kw, "spatial"_kw);
        if (special) key.index_kind = lower_word();
        if (!accept("key"_kw) && !accept("index"_kw) && !special) refuse();
    }
    index_name_and_method(key, named);
    key_parts(key);
    while (index_option(key.options, key.index_method)) {
    }
    return key;
}

void MysqlParser::check(TableConstraint& constraint) {
    check_constraint(constraint);
    if (mariadb()) return;
    if (at("not"_kw, "enforced"_kw)) {
        take();
        constraint.not_enforced = true;
        take();
    } else {
        accept("enforced"_kw);
    }
}

void MysqlParser::foreign_key(TableConstraint& constraint) {
    expect("key"_kw);
    constraint.kind = ConstraintKind::foreign_key;
    if (mariadb() && if_not_exists()) constraint.if_not_exists = true;
    if (!at('(')) constraint.index_name = column_id();
    expect('(');
    do {
        constraint.columns.push_back(column_id());
        if (at('(')) refuse_unsupported("a foreign key of a column's prefix", begin());
    } while (accept(','));
    expect(')');
    expect("references"_kw);
    reference(constraint.references);
}

void MysqlParser::reference(ForeignKeyReference& reference) {
    reference.table = table_name();
    if (at('(')) reference.columns = column_list();
    if (accept("match"_kw)) {
        if (!at_any("full"_kw, "partial"_kw, "simple"_kw)) refuse();
        reference.match = lower_word();
    }
    bool deleted = false, updated = false;
    while (at("on"_kw) && (peek(1).is("delete"_kw) || peek(1).is("update"_kw))) {
        take();
        const bool deleting = take().is("delete"_kw);
        if (deleting ? deleted : updated) refuse();
        (deleting ? deleted : updated) = true;
        (deleting ? reference.on_delete : reference.on_update) = reference_action();
    }
}

ForeignKeyAction MysqlParser::reference_action() {
    if (accept("no"_kw)) {
        expect("action"_kw);
        return ForeignKeyAction::no_action;
    }
    if (accept("restrict"_kw)) return ForeignKeyAction::restrict;
    if (accept("cascade"_kw)) return ForeignKeyAction::cascade;
    expect("set"_kw);
    if (accept("null"_kw)) return ForeignKeyAction::set_null;
    expect("default"_kw);
    return ForeignKeyAction::set_default;
}

}  // namespace ormgate::dialects
