#include "dialects/printer/writer.hpp"

namespace ormgate::dialects {

using namespace ast;

void Writer::overriding(Overriding overriding) {
    if (overriding == Overriding::system_value) out += " OVERRIDING SYSTEM VALUE";
    if (overriding == Overriding::user_value) out += " OVERRIDING USER VALUE";
}

void Writer::write(const Insert& node) {
    with(node.with);
    out += "INSERT INTO ";
    name(node.table);
    if (!node.alias.empty()) {
        out += " AS ";
        identifier(node.alias);
    }
    if (!node.columns.empty()) columns(node.columns);
    overriding(node.overriding);
    if (node.default_values) {
        out += " DEFAULT VALUES";
    } else {
        out += ' ';
        query(*node.source);
    }
    if (node.on_conflict) on_conflict(*node.on_conflict);
    returning(node.returning);
}

void Writer::on_conflict(const OnConflict& conflict) {
    out += " ON CONFLICT";
    if (!conflict.target.constraint.empty()) {
        out += " ON CONSTRAINT ";
        identifier(conflict.target.constraint);
    }
    if (!conflict.target.keys.empty()) {
        out += " (";
        list(conflict.target.keys, [this](const ConflictTarget::Key& key) {
            const bool plain = key.expr->as<ColumnRef>() != nullptr || key.expr->as<Call>() != nullptr;
            if (!plain) out += '(';
            expression(*key.expr);
            if (!plain) out += ')';
            if (!key.collation.empty()) {
                out += " COLLATE ";
                identifier(key.collation);
            }
            if (key.opclass.empty()) return;
            out += ' ';
            identifier(key.opclass);
        });
        out += ')';
    }
    if (conflict.target.where) {
        out += " WHERE ";
        expression(*conflict.target.where);
    }
    if (conflict.do_nothing) {
        out += " DO NOTHING";
        return;
    }
    out += " DO UPDATE SET ";
    assignments(conflict.set);
    where(conflict.where, {});
}

void Writer::assignments(const std::vector<Assignment>& all) {
    list(all, [this](const Assignment& assignment) {
        if (assignment.columns.empty()) {
            name(assignment.target);
        } else {
            out += '(';
            names(assignment.columns);
            out += ')';
        }
        for (const ExprPtr& subscript : assignment.subscripts) expression(*subscript);
        out += " = ";
        expression(*assignment.value);
    });
}

void Writer::where(const ExprPtr& condition, const std::string& current_of) {
    if (condition) {
        out += " WHERE ";
        expression(*condition);
    }
    if (current_of.empty()) return;
    out += " WHERE CURRENT OF ";
    identifier(current_of);
}

void Writer::returning(const std::vector<SelectItem>& items) {
    if (items.empty()) return;
    out += " RETURNING ";
    select_items(items);
}

void Writer::write(const Update& node) {
    with(node.with);
    out += "UPDATE ";
    from_list(node.targets);
    out += " SET ";
    assignments(node.set);
    if (!node.from.empty()) {
        out += " FROM ";
        from_list(node.from);
    }
    where(node.where, node.current_of);
    returning(node.returning);
}

void Writer::write(const Delete& node) {
    with(node.with);
    out += "DELETE FROM ";
    from_list(node.targets);
    if (!node.using_.empty()) {
        out += " USING ";
        from_list(node.using_);
    }
    where(node.where, node.current_of);
    returning(node.returning);
}

void Writer::write(const Merge& node) {
    with(node.with);
    out += "MERGE INTO ";
    from_item(*node.target, false);
    out += " USING ";
    from_item(*node.source, false);
    out += " ON ";
    expression(*node.on);
    for (const MergeAction& action : node.actions) {
        out += action.match == MergeAction::Match::matched ? " WHEN MATCHED" : " WHEN NOT MATCHED";
        if (action.condition) {
            out += " AND ";
            expression(*action.condition);
        }
        out += " THEN ";
        switch (action.verb) {
            case MergeAction::Verb::do_nothing:
                out += "DO NOTHING";
                break;
            case MergeAction::Verb::delete_:
                out += "DELETE";
                break;
            case MergeAction::Verb::update:
                out += "UPDATE SET ";
                assignments(action.set);
                break;
            case MergeAction::Verb::insert:
                out += "INSERT";
                if (!action.columns.empty()) columns(action.columns);
                overriding(action.overriding);
                if (action.default_values) {
                    out += " DEFAULT VALUES";
                    break;
                }
                out += " VALUES (";
                expressions(action.values);
                out += ')';
        }
    }
}

}  // namespace ormgate::dialects
