#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

StatementPtr Parser::query_or_dml() {
    Descent descent(*this);
    const std::uint32_t begin = this->begin();
    With with;
    if (at("with"_kw)) {
        with = with_clause();
        if (!at_any("insert"_kw, "update"_kw, "delete"_kw, "merge"_kw)) {
            QueryPtr left = set_expression(0);
            return finish(query_rest(std::move(left), std::move(with), begin), begin);
        }
    }
    if (at("insert"_kw) || (sqlite() && at("replace"_kw))) return finish(insert(std::move(with)), begin);
    if (at("update"_kw)) return finish(update(std::move(with)), begin);
    if (at("delete"_kw)) return finish(delete_(std::move(with)), begin);
    if (at("merge"_kw) && !sqlite()) return finish(merge(std::move(with)), begin);
    if (!at('(') && !at_query_word(0)) refuse();
    return finish(query(), begin);
}

Overriding Parser::overriding() {
    if (!accept("overriding"_kw)) return Overriding::none;
    const bool system = accept("system"_kw);
    if (!system) expect("user"_kw);
    expect("value"_kw);
    return system ? Overriding::system_value : Overriding::user_value;
}

Insert Parser::insert(With with) {
    Insert insert;
    insert.with = std::move(with);
    if (take().is("replace"_kw)) {
        insert.verb = InsertVerb::replace;
    } else if (sqlite() && accept("or"_kw)) {
        const Token word = take();
        insert.verb = word.is("replace"_kw)  ? InsertVerb::replace
                      : word.is("ignore"_kw) ? InsertVerb::insert_ignore
                      : word.is("abort"_kw)  ? InsertVerb::insert_or_abort
                      : word.is("fail"_kw)   ? InsertVerb::insert_or_fail
                                             : InsertVerb::insert_or_rollback;
    }
    expect("into"_kw);
    insert.table_position = begin();
    insert.table = qualified_name();
    if (accept("as"_kw)) insert.alias = column_id();
    insert_source(insert);
    if (accept("on"_kw)) {
        expect("conflict"_kw);
        insert.on_conflict = on_conflict();
        while (sqlite() && accept("on"_kw)) {
            expect("conflict"_kw);
            insert.more_conflicts.push_back(on_conflict());
        }
    }
    insert.returning = returning();
    return insert;
}

void Parser::insert_columns(Insert& insert) {
    expect('(');
    do {
        insert.column_positions.push_back(begin());
        insert.columns.push_back(column_id());
        if (at('.') || at('[')) refuse_unsupported("a field or element as an INSERT's target", begin());
    } while (accept(','));
    expect(')');
}

void Parser::insert_source(Insert& insert) {
    if (accept("default"_kw)) {
        expect("values"_kw);
        insert.default_values = true;
        return;
    }
    if (at('(') && !at_query_in_parentheses()) insert_columns(insert);
    if (!sqlite()) insert.overriding = overriding();
    if (sqlite() && accept("default"_kw)) {
        expect("values"_kw);
        insert.default_values = true;
        return;
    }
    if (!at('(') && !at_query_word(0)) refuse();
    insert.source = query();
}

OnConflict Parser::on_conflict() {
    OnConflict result;
    result.target = conflict_target();
    expect("do"_kw);
    if (accept("nothing"_kw)) return result;
    result.do_nothing = false;
    expect("update"_kw, "set"_kw);
    result.set = assignments();
    if (accept("where"_kw)) result.where = expression();
    return result;
}

ConflictTarget Parser::conflict_target() {
    ConflictTarget target;
    if (!sqlite() && accept("on"_kw)) {
        expect("constraint"_kw);
        target.constraint = column_id();
        return target;
    }
    if (!accept('(')) return target;
    do {
        ConflictTarget::Key key;
        CreateIndex::Key element = index_element();
        key.expr = std::move(element.expr);
        key.collation = std::move(element.collation);
        if (!element.opclass.empty()) key.opclass = std::move(element.opclass.back());
        target.keys.push_back(std::move(key));
    } while (accept(','));
    expect(')');
    if (accept("where"_kw)) target.where = expression();
    return target;
}

std::vector<Assignment> Parser::assignments() {
    std::vector<Assignment> list;
    do list.push_back(assignment());
    while (accept(','));
    return list;
}

Assignment Parser::assignment() {
    Assignment result;
    result.position = begin();
    if (accept('(')) {
        do {
            result.columns.push_back(column_id());
            if (at('.') || at('['))
                refuse_unsupported("a field or element in a list of columns to set", begin());
        } while (accept(','));
        expect(')');
    } else {
        result.target.push_back(column_id());
        while (at('.') || at('[')) {
            if (at('[')) {
                result.subscripts.push_back(subscript({}, begin()));
                continue;
            }
            take();
            if (!result.subscripts.empty()) refuse_unsupported("a field of an element to set", begin());
            result.target.push_back(label());
        }
    }
    expect('=');
    result.value = expression();
    return result;
}

std::vector<SelectItem> Parser::returning() {
    if (!accept("returning"_kw)) return {};
    return select_items();
}

void Parser::where_or_current_of(ExprPtr& where, std::string& current_of) {
    if (!accept("where"_kw)) return;
    if (at("current"_kw, "of"_kw)) {
        take();
        take();
        current_of = column_id();
        return;
    }
    where = expression();
}

Update Parser::update(With with) {
    take();
    Update update;
    update.with = std::move(with);
    if (sqlite() && accept("or"_kw)) {
        if (!at_any("rollback"_kw, "abort"_kw, "fail"_kw, "ignore"_kw, "replace"_kw)) refuse();
        update.ignore = at("ignore"_kw);
        update.on_violation = text(take());
    }
    update.targets.push_back(target_relation());
    expect("set"_kw);
    update.set = assignments();
    if (accept("from"_kw)) update.from = from_list();
    where_or_current_of(update.where, update.current_of);
    update.returning = returning();
    if (sqlite()) sqlite_order_and_limit(update.order_by, update.limit, update.offset);
    return update;
}

Delete Parser::delete_(With with) {
    take();
    expect("from"_kw);
    Delete result;
    result.with = std::move(with);
    result.targets.push_back(target_relation());
    if (accept("using"_kw)) result.using_ = from_list();
    where_or_current_of(result.where, result.current_of);
    result.returning = returning();
    if (sqlite()) sqlite_order_and_limit(result.order_by, result.limit, result.offset);
    return result;
}

void Parser::sqlite_order_and_limit(std::vector<SortKey>& order_by, ExprPtr& limit, ExprPtr& offset) {
    if (accept("order"_kw)) {
        expect("by"_kw);
        order_by = sort_clause();
    }
    Query limits;
    sqlite_limit(limits);
    limit = std::move(limits.limit);
    offset = std::move(limits.offset);
}

Merge Parser::merge(With with) {
    take();
    Merge merge;
    merge.with = std::move(with);
    expect("into"_kw);
    merge.target = target_relation();
    expect("using"_kw);
    merge.source = from_item();
    expect("on"_kw);
    merge.on = expression();
    if (!at("when"_kw)) refuse();
    while (accept("when"_kw)) merge.actions.push_back(merge_action());
    return merge;
}

MergeAction Parser::merge_action() {
    MergeAction action;
    if (accept("not"_kw)) action.match = MergeAction::Match::not_matched;
    expect("matched"_kw);
    if (accept("and"_kw)) action.condition = expression();
    expect("then"_kw);
    const bool matched = action.match == MergeAction::Match::matched;
    if (accept("do"_kw)) {
        expect("nothing"_kw);
    } else if (matched && accept("update"_kw)) {
        expect("set"_kw);
        action.verb = MergeAction::Verb::update;
        action.set = assignments();
    } else if (matched && accept("delete"_kw)) {
        action.verb = MergeAction::Verb::delete_;
    } else if (!matched && accept("insert"_kw)) {
        merge_insert(action);
    } else {
        refuse();
    }
    return action;
}

void Parser::merge_insert(MergeAction& action) {
    action.verb = MergeAction::Verb::insert;
    if (accept("default"_kw)) {
        expect("values"_kw);
        action.default_values = true;
        return;
    }
    if (at('(')) action.columns = column_list();
    action.overriding = overriding();
    expect("values"_kw, '(');
    action.values = expression_list();
    expect(')');
}

}  // namespace ormgate::dialects
