#include "dialects/sqlite/generator.hpp"

namespace ormgate::dialects {

void Generator::returning(const std::vector<ast::SelectItem>& items) {
    for (std::size_t i = 0; i < items.size(); ++i) {
        text(i == 0 ? " RETURNING " : ", ");
        bare_expression(*items[i].expr);
        if (items[i].alias.empty()) continue;
        text(" AS ");
        name(items[i].alias);
    }
}

void Generator::assignments(const std::vector<ast::Assignment>& set) {
    for (std::size_t i = 0; i < set.size(); ++i) {
        if (i > 0) text(", ");
        if (set[i].columns.empty()) {
            name(set[i].target.back());
        } else {
            text("(");
            for (std::size_t c = 0; c < set[i].columns.size(); ++c) {
                if (c > 0) text(", ");
                name(set[i].columns[c]);
            }
            text(")");
        }
        text(" = ");
        expression(*set[i].value);
    }
}

void Generator::on_conflict(const ast::OnConflict& conflict) {
    text(" ON CONFLICT");
    for (std::size_t i = 0; i < conflict.target.keys.size(); ++i) {
        text(i == 0 ? " (" : ", ");
        bare_expression(*conflict.target.keys[i].expr);
    }
    if (!conflict.target.keys.empty()) text(")");
    if (conflict.target.where) {
        text(" WHERE ");
        bare_expression(*conflict.target.where);
    }
    if (conflict.do_nothing) return text(" DO NOTHING");
    text(" DO UPDATE SET ");
    assignments(conflict.set);
    if (!conflict.where) return;
    text(" WHERE ");
    expression(*conflict.where);
}

void Generator::insert(const ast::Insert& insert) {
    with(insert.with);
    text("INSERT INTO ");
    table(insert.table);
    if (!insert.alias.empty() && insert.alias != insert.table.back()) {
        text(" AS ");
        name(insert.alias);
    }
    if (insert.columns.empty()) {
        text(" DEFAULT VALUES");
    } else {
        text(" (");
        for (std::size_t i = 0; i < insert.columns.size(); ++i) {
            if (i > 0) text(", ");
            name(insert.columns[i]);
        }
        text(") ");
        const bool values = std::get_if<ast::Values>(&insert.source->body) != nullptr;
        if (!values && insert.on_conflict) {
            // else ON would be read as a join's
            text("SELECT * FROM (");
            query(*insert.source);
            text(") WHERE TRUE");
        } else {
            query(*insert.source);
        }
    }
    if (insert.on_conflict) on_conflict(*insert.on_conflict);
    returning(insert.returning);
}

void Generator::update(const ast::Update& update) {
    with(update.with);
    text("UPDATE ");
    from_item(*update.targets.front());
    text(" SET ");
    assignments(update.set);
    from(update.from);
    if (update.where) {
        text(" WHERE ");
        expression(*update.where);
    }
    returning(update.returning);
}

// DELETE … USING chooses the rows by a query over the join.
void Generator::delete_(const ast::Delete& statement) {
    with(statement.with);
    const ast::FromItem& target = *statement.targets.front();
    text("DELETE FROM ");
    if (statement.using_.empty()) {
        from_item(target);
        if (statement.where) {
            text(" WHERE ");
            expression(*statement.where);
        }
    } else {
        table(target.as<ast::TableRef>()->name);
        text(" WHERE rowid IN (SELECT ");
        name(target.alias.name);
        text(".rowid FROM ");
        from_item(target);
        for (const ast::FromItemPtr& item : statement.using_) {
            text(", ");
            from_item(*item);
        }
        if (statement.where) {
            text(" WHERE ");
            expression(*statement.where);
        }
        text(")");
    }
    returning(statement.returning);
}

}  // namespace ormgate::dialects
