#include <utility>

#include "dialects/parser/mysql/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

StatementPtr MysqlParser::alter_table_statement(std::uint32_t begin) {
    AlterTable alter;
    alter.hints = words({"online"_kw, "ignore"_kw});
    if (!alter.hints.empty() && !mariadb()) refuse();
    expect("table"_kw);
    if (mariadb()) alter.if_exists = if_exists();
    alter.name = table_name();
    if (mariadb() && at("wait"_kw)) refuse_unsupported("WAIT", this->begin());
    if (!at_statement_end()) alter_actions(alter);
    return finish(std::move(alter), begin);
}

void MysqlParser::push(AlterTable& alter, AlterAction action) {
    alter.actions.push_back(std::move(action));
}

void MysqlParser::alter_actions(AlterTable& alter) {
    if (partition_action(alter)) return;
    do {
        const std::uint32_t begin = this->begin();
        if (at("add"_kw)) {
            add(alter);
        } else if (at("drop"_kw)) {
            push(alter, drop());
        } else if (at("alter"_kw)) {
            push(alter, alter_part());
        } else if (at("modify"_kw) || at("change"_kw)) {
            push(alter, modify());
        } else if (at("rename"_kw)) {
            push(alter, rename());
        } else if (accept("convert"_kw)) {
            expect("to"_kw);
            std::vector<Option> options;
            if (!at_any("charset"_kw, "character"_kw, "char"_kw) || !table_option(options)) refuse();
            ConvertTo convert{options.front().value, {}};
            if (accept("collate"_kw)) convert.collation = label_or_string();
            push(alter, {std::move(convert), begin});
        } else if (at_any("enable"_kw, "disable"_kw)) {
            take();
            expect("keys"_kw);
            push(alter, other(begin));
        } else if (at_any("discard"_kw, "import"_kw)) {
            take();
            expect("tablespace"_kw);
            push(alter, other(begin));
        } else if (accept("force"_kw)) {
            push(alter, other(begin));
        } else if (accept("order"_kw)) {
            expect("by"_kw);
            do {
                qualified_name();
                if (!accept("asc"_kw)) accept("desc"_kw);
            } while (at(',') && is_column_id(peek(1)) && (accept(','), true));
            push(alter, other(begin));
        } else if (at("algorithm"_kw) || at("lock"_kw)) {
            take();
            accept('=');
            label_or_string();
            push(alter, other(begin));
        } else if (!mariadb() && (at("with"_kw) || at("without"_kw)) && peek(1).is("validation"_kw)) {
            take();
            take();
            push(alter, other(begin));
        } else {
            SetOptions set;
            while (table_option(set.options)) {
            }
            if (set.options.empty()) refuse();
            push(alter, {std::move(set), begin});
        }
    } while (accept(','));
    if (at("partition"_kw) || (at("remove"_kw) && peek(1).is("partitioning"_kw))) {
        const std::uint32_t begin = this->begin();
        if (accept("remove"_kw)) {
            take();
        } else {
            CreateTable table;
            partition_clause(table);
        }
        push(alter, other(begin));
    }
}

AlterAction MysqlParser::other(std::uint32_t begin) {
    return {OtherAction{source_since(begin)}, begin};
}

// What is done to partitions, kept as written.
bool MysqlParser::partition_action(AlterTable& alter) {
    const std::uint32_t begin = this->begin();
    static constexpr Keyword verbs[] = {
        "add"_kw,
        "drop"_kw,
        "truncate"_kw,
        "coalesce"_kw,
        "reorganize"_kw,
        "exchange"_kw,
        "analyze"_kw,
        "check"_kw,
        "optimize"_kw,
        "rebuild"_kw,
        "repair"_kw,
        "discard"_kw,
        "import"_kw,
    };
    bool found = (at("partition"_kw) && peek(1).is("by"_kw)) || at("remove"_kw, "partitioning"_kw);
    for (Keyword verb : verbs) found = found || (at(verb) && peek(1).is("partition"_kw));
    if (!found) return false;
    if (at("partition"_kw)) {
        CreateTable table;
        partition_clause(table);
        push(alter, other(begin));
        return true;
    }
    const bool removes = at("remove"_kw);
    take();
    take();
    if (!removes && at_statement_end()) refuse();
    rest_of_statement();
    push(alter, other(begin));
    return true;
}

void MysqlParser::placement(std::string& after, bool& first) {
    first = accept("first"_kw);
    if (!first && accept("after"_kw)) after = column_id();
}

void MysqlParser::add(AlterTable& alter) {
    const std::uint32_t begin = this->begin();
    take();
    if (at_table_key()) {
        TableConstraint key = table_key();
        push(alter, {AddConstraint{std::move(key)}, begin});
        return;
    }
    accept("column"_kw);
    const bool unless = mariadb() && if_not_exists();
    if (accept('(')) {
        do {
            if (at_table_key()) {
                push(alter, {AddConstraint{table_key()}, this->begin()});
                continue;
            }
            std::string name = column_id();
            push(alter, {AddColumn{unless, column(std::move(name)), {}, false}, begin});
        } while (accept(','));
        expect(')');
        return;
    }
    std::string name = column_id();
    AddColumn added{unless, column(std::move(name)), {}, false};
    placement(added.after, added.first);
    push(alter, {std::move(added), begin});
}

AlterAction MysqlParser::drop() {
    const std::uint32_t begin = this->begin();
    take();
    auto exists = [this] { return mariadb() && if_exists(); };
    if (at("primary"_kw, "key"_kw)) {
        take();
        take();
        return {DropConstraint{"", false, false, ConstraintKind::primary_key, false}, begin};
    }
    if (at("foreign"_kw)) {
        take();
        expect("key"_kw);
        const bool missing = exists();
        return {DropConstraint{column_id(), missing, false, ConstraintKind::foreign_key, false}, begin};
    }
    if (at("index"_kw) || at("key"_kw)) {
        take();
        const bool missing = exists();
        if (accept("primary"_kw))
            return {DropConstraint{"", missing, false, ConstraintKind::primary_key, false}, begin};
        return {DropIndex{column_id(), missing}, begin};
    }
    if (at("constraint"_kw) || (!mariadb() && at("check"_kw))) {
        const bool check = take().is("check"_kw);
        const bool missing = exists();
        return {DropConstraint{column_id(), missing, false, ConstraintKind::check, !check}, begin};
    }
    accept("column"_kw);
    const bool missing = exists();
    DropColumn dropped{column_id(), missing, false};
    if (!accept("restrict"_kw)) accept("cascade"_kw);  // has no effect
    return {std::move(dropped), begin};
}

// ALTER [COLUMN] c SET DEFAULT …; ALTER INDEX i INVISIBLE; ALTER CHECK c NOT ENFORCED
AlterAction MysqlParser::alter_part() {
    const std::uint32_t begin = this->begin();
    take();
    if (at("index"_kw) || (mariadb() && at("key"_kw))) {
        take();
        const bool missing = mariadb() && if_exists();
        SetIndexVisible set{column_id(), true, missing};
        if (mariadb()) {
            set.visible = accept("not"_kw);
            expect("ignored"_kw);
        } else if (accept("invisible"_kw)) {
            set.visible = false;
        } else {
            expect("visible"_kw);
        }
        return {std::move(set), begin};
    }
    if (!mariadb() && (at("check"_kw) || at("constraint"_kw))) {
        take();
        AlterConstraint altered;
        altered.name = column_id();
        altered.enforced = !accept("not"_kw);
        expect("enforced"_kw);
        return {std::move(altered), begin};
    }
    accept("column"_kw);
    if (mariadb()) if_exists();
    std::string name = column_id();
    if (accept("drop"_kw)) {
        expect("default"_kw);
        return {DropDefault{std::move(name)}, begin};
    }
    expect("set"_kw);
    if (!mariadb() && at_any("visible"_kw, "invisible"_kw))
        return {SetColumnVisible{std::move(name), take().is("visible"_kw)}, begin};
    expect("default"_kw);
    const std::uint32_t value = this->begin();
    SetDefault set{std::move(name), now_or_value(), {}};
    set.text = source_since(value);
    return {std::move(set), begin};
}

AlterAction MysqlParser::modify() {
    const std::uint32_t begin = this->begin();
    const bool change = take().is("change"_kw);
    accept("column"_kw);
    ModifyColumn modified;
    if (mariadb()) modified.if_exists = if_exists();
    modified.old_name = column_id();
    std::string name = change ? column_id() : modified.old_name;
    modified.column = column(std::move(name));
    placement(modified.after, modified.first);
    return {std::move(modified), begin};
}

AlterAction MysqlParser::rename() {
    const std::uint32_t begin = this->begin();
    take();
    if (at("column"_kw)) {
        take();
        RenameColumn renamed;
        renamed.if_exists = mariadb() && if_exists();
        renamed.from = column_id();
        expect("to"_kw);
        renamed.to = column_id();
        return {std::move(renamed), begin};
    }
    if (at("index"_kw) || at("key"_kw)) {
        take();
        RenameIndex renamed;
        renamed.if_exists = mariadb() && if_exists();
        renamed.from = column_id();
        expect("to"_kw);
        renamed.to = column_id();
        return {std::move(renamed), begin};
    }
    if (!accept("to"_kw) && !accept("as"_kw)) accept('=');
    return {RenameTable{table_name()}, begin};
}

}  // namespace ormgate::dialects
