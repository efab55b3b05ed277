#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

bool Parser::drop_behaviour() {
    if (accept("cascade"_kw)) return true;
    accept("restrict"_kw);
    return false;
}

// ALTER TABLE, and what ALTER VIEW, INDEX and MATERIALIZED VIEW share with it; the words before the name are
// taken.
StatementPtr Parser::alter_table(ObjectKind kind, std::uint32_t begin) {
    AlterTable alter;
    alter.kind = kind;
    alter.if_exists = if_exists();
    if (at("all"_kw, "in"_kw)) return opaque("alter table", begin);
    TableRef table = relation();
    alter.name = std::move(table.name);
    alter.only = table.only;
    if (rename_action(alter)) return finish(std::move(alter), begin);
    do alter.actions.push_back(alter_action());
    while (accept(','));
    return finish(std::move(alter), begin);
}

// RENAME … and SET SCHEMA stand alone.
bool Parser::rename_action(AlterTable& alter) {
    AlterAction action;
    action.position = begin();
    if (at("set"_kw, "schema"_kw)) {
        take();
        take();
        action.node = SetSchema{column_id()};
    } else if (accept("rename"_kw)) {
        if (accept("to"_kw)) {
            action.node = RenameTable{{column_id()}};
        } else if (accept("constraint"_kw)) {
            RenameConstraint rename{column_id(), {}};
            expect("to"_kw);
            rename.to = column_id();
            action.node = std::move(rename);
        } else {
            accept("column"_kw);
            RenameColumn rename{column_id(), {}};
            expect("to"_kw);
            rename.to = column_id();
            action.node = std::move(rename);
        }
    } else {
        return false;
    }
    alter.actions.push_back(std::move(action));
    return true;
}

AlterAction Parser::alter_action() {
    const std::uint32_t begin = this->begin();
    AlterAction action;
    if (accept("add"_kw)) {
        action = add_action();
    } else if (accept("drop"_kw)) {
        action = drop_action();
    } else if (accept("alter"_kw)) {
        action = alter_column();
    } else if (accept("validate"_kw)) {
        expect("constraint"_kw);
        action.node = ValidateConstraint{column_id()};
    } else if (accept("owner"_kw)) {
        expect("to"_kw);
        action.node = OwnerTo{role_name()};
    } else if (at("enable"_kw) || at("disable"_kw)) {
        action = toggle_action(begin);
    } else if (accept("set"_kw)) {
        action = set_action(begin);
    } else {
        action = other_action(begin);
    }
    action.position = begin;
    return action;
}

AlterAction Parser::add_action() {
    if (at_table_constraint()) return {AddConstraint{table_constraint()}, 0};
    accept("column"_kw);
    AddColumn add;
    add.if_not_exists = if_not_exists();
    add.column = column_definition();
    return {std::move(add), 0};
}

AlterAction Parser::drop_action() {
    if (accept("constraint"_kw)) {
        DropConstraint drop;
        drop.if_exists = if_exists();
        drop.name = column_id();
        drop.cascade = drop_behaviour();
        return {std::move(drop), 0};
    }
    accept("column"_kw);
    DropColumn drop;
    drop.if_exists = if_exists();
    drop.name = column_id();
    drop.cascade = drop_behaviour();
    return {std::move(drop), 0};
}

AlterAction Parser::alter_column() {
    if (accept("constraint"_kw)) {
        TableConstraint constraint;
        constraint.kind = ConstraintKind::foreign_key;
        constraint.name = column_id();
        constraint_attributes(constraint);
        return {AlterConstraint{constraint.name, constraint.deferrable, constraint.initially_deferred}, 0};
    }
    accept("column"_kw);
    const std::uint32_t begin = this->begin();
    if (at(TokenKind::integer)) {  // ALTER INDEX … ALTER COLUMN 1 SET STATISTICS n
        take();
        expect("set"_kw, "statistics"_kw);
        signed_integer_constant();
        return {OtherAction{"ALTER COLUMN " + source_since(begin)}, 0};
    }
    std::string name = column_id();
    if (at("type"_kw)) return column_type(std::move(name));
    if (at("set"_kw)) return set_column(std::move(name), begin);
    if (at("restart"_kw)) return set_identity(std::move(name));
    if (accept("reset"_kw)) {
        options();
        return {OtherAction{"ALTER COLUMN " + source_since(begin)}, 0};
    }
    if (accept("add"_kw)) {
        expect("generated"_kw);
        AddIdentity add;
        add.name = std::move(name);
        add.identity = accept("always"_kw) ? Identity::always : Identity::by_default;
        if (add.identity == Identity::by_default) expect("by"_kw, "default"_kw);
        expect("as"_kw, "identity"_kw);
        if (at('(')) add.options = parenthesised_sequence_options();
        return {std::move(add), 0};
    }
    expect("drop"_kw);
    if (accept("default"_kw)) return {DropDefault{std::move(name)}, 0};
    if (accept("identity"_kw)) {
        const bool exists = if_exists();
        return {DropIdentity{std::move(name), exists}, 0};
    }
    if (accept("expression"_kw)) {
        const bool exists = if_exists();
        return {DropExpression{std::move(name), exists}, 0};
    }
    expect("not"_kw, "null"_kw);
    return {DropNotNull{std::move(name)}, 0};
}

AlterAction Parser::set_column(std::string name, std::uint32_t begin) {
    if (peek(1).is("generated"_kw) || peek(1).is("increment"_kw) || peek(1).is("start"_kw) ||
        peek(1).is("minvalue"_kw) || peek(1).is("maxvalue"_kw) || peek(1).is("cache"_kw) ||
        peek(1).is("cycle"_kw) || peek(1).is("no"_kw) || peek(1).is("owned"_kw) ||
        peek(1).is("sequence"_kw) || peek(1).is("restart"_kw))
        return set_identity(std::move(name));
    take();
    if (accept("default"_kw)) {
        SetDefault set;
        set.name = std::move(name);
        const std::uint32_t value = this->begin();
        set.value = expression();
        set.text = source_since(value);
        return {std::move(set), 0};
    }
    if (accept("not"_kw)) {
        expect("null"_kw);
        return {SetNotNull{std::move(name)}, 0};
    }
    if (accept("data"_kw)) {
        if (!at("type"_kw)) refuse();
        return column_type(std::move(name));
    }
    if (accept("statistics"_kw))
        signed_integer_constant();
    else if (accept("storage"_kw))
        column_id();
    else if (accept("compression"_kw))
        accept("default"_kw) || !column_id().empty();
    else
        options();
    return {OtherAction{"ALTER COLUMN " + source_since(begin)}, 0};
}

AlterAction Parser::column_type(std::string name) {
    expect("type"_kw);
    AlterColumnType change;
    change.name = std::move(name);
    change.type = type_name();
    if (accept("collate"_kw)) change.collation = collation_name().back();
    if (accept("using"_kw)) {
        const std::uint32_t begin = this->begin();
        change.using_ = expression();
        change.using_text = source_since(begin);
    }
    return {std::move(change), 0};
}

// SET GENERATED …, SET <sequence option>, RESTART, any number of them.
AlterAction Parser::set_identity(std::string name) {
    SetIdentity set;
    set.name = std::move(name);
    while (at("set"_kw) || at("restart"_kw)) {
        if (at("restart"_kw)) {
            sequence_option(set.options);
            continue;
        }
        take();
        if (accept("generated"_kw)) {
            set.identity = accept("always"_kw) ? Identity::always : Identity::by_default;
            if (*set.identity == Identity::by_default) expect("by"_kw, "default"_kw);
        } else if (!sequence_option(set.options)) {
            refuse();
        }
    }
    return {std::move(set), 0};
}

AlterAction Parser::set_action(std::uint32_t begin) {
    if (at('(')) return {SetOptions{options()}, 0};
    if (accept("without"_kw)) {
        if (!accept("oids"_kw)) expect("cluster"_kw);
    } else if (accept("access"_kw)) {
        expect("method"_kw);
        column_id();
    } else if (accept("tablespace"_kw)) {
        column_id();
    } else if (!accept("logged"_kw)) {
        expect("unlogged"_kw);
    }
    return {OtherAction{source_since(begin)}, 0};
}

AlterAction Parser::toggle_action(std::uint32_t begin) {
    const bool enable = take().is("enable"_kw);
    if (accept("trigger"_kw)) {
        ToggleTriggers toggle{enable, ""};
        toggle.which = at("all"_kw) || at("user"_kw) ? text(take()) : column_id();
        return {std::move(toggle), 0};
    }
    if (accept("row"_kw)) {
        expect("level"_kw, "security"_kw);
    } else if (enable && (accept("always"_kw) || accept("replica"_kw))) {
        if (!accept("trigger"_kw)) expect("rule"_kw);
        column_id();
    } else {
        expect("rule"_kw);
        column_id();
    }
    return {OtherAction{source_since(begin)}, 0};
}

AlterAction Parser::other_action(std::uint32_t begin) {
    if (accept("cluster"_kw)) {
        expect("on"_kw);
        column_id();
    } else if (accept("inherit"_kw)) {
        qualified_name();
    } else if (accept("of"_kw)) {
        qualified_name();
    } else if (accept("not"_kw)) {
        expect("of"_kw);
    } else if (accept("no"_kw)) {
        if (accept("inherit"_kw))
            qualified_name();
        else
            expect("force"_kw, "row"_kw, "level"_kw, "security"_kw);
    } else if (accept("force"_kw)) {
        expect("row"_kw, "level"_kw, "security"_kw);
    } else if (accept("reset"_kw)) {
        options();
    } else if (accept("replica"_kw)) {
        expect("identity"_kw);
        if (accept("using"_kw)) {
            expect("index"_kw);
            column_id();
        } else if (!accept("nothing"_kw) && !accept("full"_kw)) {
            expect("default"_kw);
        }
    } else if (accept("attach"_kw)) {
        expect("partition"_kw);
        qualified_name();
        if (!at_end()) partition_bound();
    } else if (accept("detach"_kw)) {
        expect("partition"_kw);
        qualified_name();
        if (!accept("concurrently"_kw)) accept("finalize"_kw);
    } else {
        refuse();
    }
    return {OtherAction{source_since(begin)}, 0};
}

}  // namespace ormgate::dialects
