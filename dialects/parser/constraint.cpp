#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

TableConstraint Parser::table_constraint() {
    TableConstraint constraint;
    constraint.position = begin();
    if (accept("constraint"_kw)) constraint.name = column_id();
    if (accept("check"_kw)) {
        check_constraint(constraint);
    } else if (at("unique"_kw) || at("primary"_kw)) {
        key_constraint(constraint, true);
    } else if (accept("foreign"_kw)) {
        expect("key"_kw);
        constraint.kind = ConstraintKind::foreign_key;
        constraint.columns = column_list();
        references(constraint);
    } else if (!sqlite() && at("exclude"_kw)) {
        exclusion_constraint(constraint);
    } else {
        refuse();
    }
    constraint_attributes(constraint);
    return constraint;
}

void Parser::check_constraint(TableConstraint& constraint) {
    constraint.kind = ConstraintKind::check;
    expect('(');
    const std::uint32_t begin = this->begin();
    constraint.check = expression();
    constraint.check_text = source_since(begin);
    expect(')');
    if (sqlite()) conflict_clause(constraint);
}

// UNIQUE and PRIMARY KEY; of a table with its columns, of a column without.
void Parser::key_constraint(TableConstraint& constraint, bool of_table) {
    constraint.kind = take().is("unique"_kw) ? ConstraintKind::unique : ConstraintKind::primary_key;
    if (constraint.kind == ConstraintKind::primary_key) expect("key"_kw);
    if (sqlite()) {
        if (of_table) {
            expect('(');
            do {
                CreateIndex::Key key = index_element();
                const ColumnRef* column = key.expr->as<ColumnRef>();
                if (column == nullptr || column->parts.size() != 1) refuse();
                constraint.columns.push_back(column->parts.front());
                constraint.keys.push_back(std::move(key));
            } while (accept(','));
            expect(')');
        }
        conflict_clause(constraint);
        return;
    }
    if (constraint.kind == ConstraintKind::unique && accept("nulls"_kw)) {
        constraint.nulls_not_distinct = accept("not"_kw);
        expect("distinct"_kw);
    }
    if (of_table && accept("using"_kw)) {
        expect("index"_kw);
        constraint.using_index = column_id();
        return;
    }
    if (of_table) constraint.columns = column_list();
    if (of_table && accept("include"_kw)) constraint.include = column_list();
    index_parameters(constraint);
}

void Parser::index_parameters(TableConstraint& constraint) {
    if (accept("with"_kw)) constraint.options = options();
    if (accept("using"_kw)) {
        expect("index"_kw, "tablespace"_kw);
        constraint.tablespace = column_id();
    }
}

void Parser::exclusion_constraint(TableConstraint& constraint) {
    const std::uint32_t begin = this->begin();
    take();
    constraint.kind = ConstraintKind::exclusion;
    if (accept("using"_kw)) column_id();
    expect('(');
    do {
        index_element();
        expect("with"_kw);
        Name schema;
        const Token& token = peek();
        const bool symbol = token.kind == TokenKind::symbol &&
                            std::string_view("+-*/%^<>=").find(token.symbol) != std::string_view::npos;
        const bool longer = token.kind == TokenKind::operator_ || token.kind >= TokenKind::less_equals;
        if (!symbol && !longer && !token.is("operator"_kw)) refuse();
        operator_symbol(schema);
    } while (accept(','));
    expect(')');
    if (accept("include"_kw)) constraint.include = column_list();
    index_parameters(constraint);
    if (accept("where"_kw)) {
        expect('(');
        expression();
        expect(')');
    }
    constraint.exclusion_text = source_since(begin);
}

void Parser::references(TableConstraint& constraint) {
    ForeignKeyReference& reference = constraint.references;
    constraint.kind = ConstraintKind::foreign_key;
    expect("references"_kw);
    reference.table = qualified_name();
    if (at('(')) reference.columns = column_list();
    for (;;) {
        if (reference.match.empty() && at("match"_kw)) {
            take();
            if (sqlite()) {
                reference.match = text(take());
                continue;
            }
            if (!at_any("full"_kw, "partial"_kw, "simple"_kw)) refuse();
            const std::uint32_t begin = this->begin();
            reference.match = text(take());
            if (reference.match == "partial") refuse_unsupported("MATCH PARTIAL", begin);
        } else if (at("on"_kw) && !(sqlite() && peek(1).is("conflict"_kw))) {
            take();
            if (!at("delete"_kw) && !at("update"_kw)) refuse();
            const bool deleting = take().is("delete"_kw);
            (deleting ? reference.on_delete : reference.on_update) = foreign_key_action(reference, deleting);
        } else {
            return;
        }
    }
}

ForeignKeyAction Parser::foreign_key_action(ForeignKeyReference& reference, bool deleting) {
    if (accept("no"_kw)) {
        expect("action"_kw);
        return ForeignKeyAction::no_action;
    }
    if (accept("restrict"_kw)) return ForeignKeyAction::restrict;
    if (accept("cascade"_kw)) return ForeignKeyAction::cascade;
    expect("set"_kw);
    if (!at("null"_kw) && !at("default"_kw)) refuse();
    const ForeignKeyAction action =
        take().is("null"_kw) ? ForeignKeyAction::set_null : ForeignKeyAction::set_default;
    if (!at('(') || sqlite()) return action;
    const std::uint32_t begin = this->begin();
    std::vector<std::string> columns = column_list();
    if (!deleting)
        refuse(
            Errc::unsupported, "a column list with SET NULL is only supported for ON DELETE actions", begin);
    reference.on_delete_columns = std::move(columns);
    return action;
}

// [NOT] DEFERRABLE, INITIALLY …; false: none of them stands here.
bool Parser::constraint_timing(TableConstraint& constraint) {
    if (accept("deferrable"_kw)) {
        constraint.deferrable = true;
    } else if (at("not"_kw, "deferrable"_kw)) {
        take();
        take();
        constraint.deferrable = false;
    } else if (accept("initially"_kw)) {
        if (!at("deferred"_kw) && !at("immediate"_kw)) refuse();
        constraint.initially_deferred = take().is("deferred"_kw);
        if (constraint.initially_deferred && !sqlite()) constraint.deferrable = true;
    } else {
        return false;
    }
    return true;
}

void Parser::constraint_attributes(TableConstraint& constraint) {
    bool not_deferrable = false;
    for (;;) {
        const std::uint32_t begin = this->begin();
        if (at("not"_kw, "deferrable"_kw)) not_deferrable = true;
        if (constraint_timing(constraint)) {
            if (not_deferrable && constraint.deferrable && !sqlite())
                refuse(Errc::syntax_error, "conflicting constraint properties", begin);
            continue;
        }
        const bool check = constraint.kind == ConstraintKind::check;
        if (!sqlite() && at("not"_kw, "valid"_kw)) {
            if (!check && constraint.kind != ConstraintKind::foreign_key)
                refuse(Errc::unsupported, "such a constraint cannot be marked NOT VALID", begin);
            take();
            take();
            constraint.not_valid = true;
        } else if (!sqlite() && at("no"_kw, "inherit"_kw)) {
            if (!check) refuse(Errc::unsupported, "such a constraint cannot be marked NO INHERIT", begin);
            take();
            take();
            constraint.no_inherit = true;
        } else {
            break;
        }
    }
    if (constraint.kind == ConstraintKind::check && constraint.deferrable && !sqlite())
        refuse(Errc::unsupported, "CHECK constraints cannot be marked DEFERRABLE", begin());
}

void Parser::conflict_clause(TableConstraint& constraint) {
    if (!at("on"_kw, "conflict"_kw)) return;
    take();
    take();
    if (!at_any("rollback"_kw, "abort"_kw, "fail"_kw, "ignore"_kw, "replace"_kw)) refuse();
    constraint.on_conflict = text(take());
    for (char& c : constraint.on_conflict) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::vector<Option> Parser::options() {
    std::vector<Option> list;
    expect('(');
    do list.push_back(option());
    while (accept(','));
    expect(')');
    return list;
}

// name [= value]: a number, a string, a word, a type's name.
Option Parser::option() {
    Option result;
    result.name = label();
    if (accept('.')) result.name += '.' + label();
    if (!accept('=')) return result;
    const std::uint32_t begin = this->begin();
    if (at_string()) {
        result.value = string_constant();
        return result;
    }
    if (at('+') || at('-')) take();
    if (at(TokenKind::integer) || at(TokenKind::decimal))
        take();
    else if (category_of(peek()) == KeywordCategory::reserved)
        take();
    else if (at(TokenKind::operator_))
        take();
    else
        type_name();
    result.value = source_since(begin);
    return result;
}

}  // namespace ormgate::dialects
