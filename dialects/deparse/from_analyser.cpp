// What stands in FROM, and the names it makes visible.
#include <algorithm>
#include <set>

#include "dialects/bind/binder.hpp"
#include "dialects/bind/types.hpp"
#include "dialects/catalog/relations.hpp"
#include "dialects/deparse/analyser.hpp"

namespace ormgate::dialects::deparse {
namespace {

bool is_called(const RangeTerm& range, const ast::Name& name) {
    if (name.size() == 1) return range.name == name.front();
    return !range.aliased && range.kind == RangeTerm::Kind::relation && range.relation == name.back() &&
           (range.schema == name[name.size() - 2] ||
            (range.schema.empty() &&
             (name[name.size() - 2] == "public" || name[name.size() - 2] == "pg_catalog")));
}

// An item's columns have names of their own each: a, a_1.
void make_unique(RangeTerm& range) {
    std::set<std::string> names;
    for (RangeTerm::Column& column : range.columns) {
        column.shown = column.name;
        for (int i = 1; !names.insert(column.shown).second; ++i)
            column.shown = column.name + "_" + std::to_string(i);
        range.columns_renamed |= column.shown != column.name;
    }
}

std::vector<RangeTerm::Column> columns_of(const FunctionRow& row, Type result, const std::string& name) {
    std::vector<RangeTerm::Column> out;
    for (std::string_view rest = row.outputs; !rest.empty();) {
        const std::string_view word = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(word.size() + 1, rest.size()));
        const std::size_t colon = word.find(':');
        const std::string column(word.substr(0, colon));
        out.push_back({column, column, type_of_pg_name(word.substr(colon + 1))});
    }
    if (out.empty()) out.push_back({name, name, result});
    return out;
}

bool names_columns_of(const Term& term, const std::vector<RangeTermPtr>& ranges) {
    if (term.range != nullptr && std::ranges::find(ranges, term.range) != ranges.end()) return true;
    return std::ranges::any_of(
        term.args, [&](const TermPtr& arg) { return arg != nullptr && names_columns_of(*arg, ranges); });
}

}  // namespace

TermPtr Analyser::column_term(RangeTermPtr range, std::size_t place) {
    if (range == nullptr) throw NotUnderstood();
    TermPtr made = make_term(TermKind::column, range->columns.at(place).type, range->columns[place].name);
    made->range = std::move(range);
    made->place = place;
    return made;
}

// A column, or the whole row of an item of FROM.
TermPtr Analyser::named(const ast::Name& parts) {
    for (Names* level = names_; level != nullptr && parts.size() == 1; level = level->outer) {
        const Names::Column* found = nullptr;
        for (const Names::Column& column : level->visible) {
            if (column.name != parts.front()) continue;
            if (found != nullptr) throw NotUnderstood();
            found = &column;
        }
        if (found != nullptr) return column_term(found->range, found->place);
    }
    const auto whole = [&](const RangeTermPtr& range) {
        TermPtr made = make_term(TermKind::column, TypeId::record, "*");
        made->range = range;
        return made;
    };
    for (Names* level = names_; level != nullptr; level = level->outer)
        for (const RangeTermPtr& range : level->ranges) {
            if (is_called(*range, parts)) return whole(range);
            if (parts.size() < 2 || !is_called(*range, {parts.begin(), parts.end() - 1})) continue;
            for (std::size_t i = 0; i < range->columns.size(); ++i)
                if (range->columns[i].name == parts.back()) return column_term(range, i);
        }
    throw NotUnderstood();
}

RangeTermPtr Analyser::table_range(const ast::Name& name) {
    auto made = std::make_shared<RangeTerm>();
    made->name = made->relation = name.back();
    for (Names* level = names_; level != nullptr && name.size() == 1; level = level->outer)
        for (const Names::CommonTable& common : level->common_tables)
            if (common.name == name.back()) {
                made->kind = RangeTerm::Kind::common_table;
                made->columns = common.columns;
                return made;
            }
    const Schema& catalog = catalog::postgres_catalog();
    const TableDef* table = nullptr;
    const auto look = [&](const Schema& schema, std::string_view space) {
        if (table == nullptr) table = schema.table(space, name.back());
    };
    if (name.size() == 1) {
        look(schema_, "pg_temp");
        look(catalog, "pg_catalog");
        look(schema_, "public");
    } else {
        look(schema_, name[name.size() - 2]);
        look(catalog, name[name.size() - 2]);
    }
    if (table == nullptr) throw NotUnderstood();
    const bool usual =
        table->schema == "public" || table->schema == "pg_catalog" || table->schema == "pg_temp";
    if (!usual) made->schema = table->schema;
    for (const ColumnDef& column : table->columns)
        made->columns.push_back({column.name, column.name, column.type});
    return made;
}

RangeTermPtr Analyser::subquery_range(const ast::SubqueryRef& node) {
    auto made = std::make_shared<RangeTerm>();
    made->kind = RangeTerm::Kind::subquery;
    made->lateral = node.lateral;
    // Its neighbours are no names for it unless it is LATERAL.
    std::vector<Names::Column> visible;
    std::vector<RangeTermPtr> ranges;
    if (!node.lateral) {
        visible.swap(names_->visible);
        ranges.swap(names_->ranges);
    }
    made->query = query(*node.query);
    if (!node.lateral) {
        visible.swap(names_->visible);
        ranges.swap(names_->ranges);
    }
    for (const OutputTerm& output : made->query->outputs)
        made->columns.push_back({output.name, output.name, output.term->type});
    return made;
}

RangeTermPtr Analyser::function_range(const ast::FunctionRef& node, const ast::Alias& alias) {
    if (node.rows_from || node.calls.size() != 1 || !node.column_types.empty()) throw NotUnderstood();
    const auto* call = node.calls.front()->as<ast::Call>();
    if (call == nullptr || call->syntax != ast::CallSyntax::plain) throw NotUnderstood();
    auto made = std::make_shared<RangeTerm>();
    made->kind = RangeTerm::Kind::function;
    made->ordinality = node.with_ordinality;
    made->lateral = node.lateral;
    made->name = output_name(*node.calls.front());
    called_ = nullptr;
    made->call = term(*node.calls.front());
    if (made->call->kind != TermKind::call || called_ == nullptr) throw NotUnderstood();
    made->lateral |= names_columns_of(*made->call, names_->ranges);
    const std::string& single = alias.name.empty() ? made->name : alias.name;
    made->columns = columns_of(*called_, made->call->type, single);
    if (called_->result == "record" && called_->outputs.empty()) throw NotUnderstood();
    if (made->ordinality) made->columns.push_back({"ordinality", "ordinality", TypeId::int64});
    made->columns_renamed = true;  // their names are always shown
    return made;
}

Analyser::FromPart Analyser::range_item(RangeTermPtr range, const ast::Alias& alias) {
    range->aliased = !alias.name.empty();
    if (range->aliased) range->name = alias.name;
    if (alias.columns.size() > range->columns.size()) throw NotUnderstood();
    for (std::size_t i = 0; i < alias.columns.size(); ++i) {
        const bool differs = range->columns[i].name != alias.columns[i];
        range->columns_renamed |= differs || range->kind != RangeTerm::Kind::relation;
        range->columns[i].name = alias.columns[i];
    }
    make_unique(*range);
    FromPart part;
    for (std::size_t i = 0; i < range->columns.size(); ++i)
        part.visible.push_back({range->columns[i].name, range, i});
    names_->query->ranges.push_back(range);
    names_->ranges.push_back(range);
    part.term = std::make_unique<FromTerm>();
    part.term->range = std::move(range);
    return part;
}

Analyser::FromPart Analyser::from_item(const ast::FromItem& item) {
    if (const auto* table = item.as<ast::TableRef>()) {
        if (!table->sample_method.empty()) throw NotUnderstood();
        RangeTermPtr range = table_range(table->name);
        range->only = table->only;
        return range_item(std::move(range), item.alias);
    }
    if (const auto* inner = item.as<ast::SubqueryRef>())
        return range_item(subquery_range(*inner), item.alias);
    if (const auto* function = item.as<ast::FunctionRef>())
        return range_item(function_range(*function, item.alias), item.alias);
    if (const auto* join = item.as<ast::Join>()) return join_item(*join, item.alias);
    throw NotUnderstood();
}

Analyser::FromPart Analyser::join_item(const ast::Join& node, const ast::Alias& alias) {
    if (!alias.name.empty()) throw NotUnderstood();
    FromPart part;
    part.term = std::make_unique<FromTerm>();
    part.term->kind = node.kind;
    FromPart left = from_item(*node.left);
    const std::vector<Names::Column> before = names_->visible;
    names_->visible.insert(names_->visible.end(), left.visible.begin(), left.visible.end());
    FromPart right = from_item(*node.right);
    part.visible = merged_columns(node, left, right, *part.term);
    names_->visible = part.visible;
    if (node.on) part.term->on = boolean(*node.on);
    names_->visible = before;
    part.term->using_alias = node.using_alias;
    part.term->left = std::move(left.term);
    part.term->right = std::move(right.term);
    return part;
}

// USING and NATURAL show the columns of both sides once, and first. Where they are neither side's own column
// they have a name but no table; what names them is not understood.
std::vector<Names::Column> Analyser::merged_columns(const ast::Join& node,
                                                    FromPart& left,
                                                    FromPart& right,
                                                    FromTerm& join) {
    join.using_columns = node.using_columns;
    const auto find = [](std::vector<Names::Column>& columns, const std::string& name) {
        return std::ranges::find(columns, name, &Names::Column::name);
    };
    if (node.natural)
        for (const Names::Column& column : left.visible)
            if (find(right.visible, column.name) != right.visible.end())
                join.using_columns.push_back(column.name);
    std::vector<Names::Column> out;
    for (const std::string& name : join.using_columns) {
        const auto on_left = find(left.visible, name), on_right = find(right.visible, name);
        if (on_left == left.visible.end() || on_right == right.visible.end() || !on_left->range ||
            !on_right->range)
            throw NotUnderstood();
        const Type left_type = on_left->range->columns[on_left->place].type,
                   right_type = on_right->range->columns[on_right->place].type;
        const bool of_neither = node.kind == ast::JoinKind::full || left_type != right_type;
        out.push_back(of_neither                          ? Names::Column{name, nullptr, 0}
                      : node.kind == ast::JoinKind::right ? *on_right
                                                          : *on_left);
        left.visible.erase(on_left);
        right.visible.erase(on_right);
    }
    if (!node.using_alias.empty()) throw NotUnderstood();
    out.insert(out.end(), left.visible.begin(), left.visible.end());
    out.insert(out.end(), right.visible.begin(), right.visible.end());
    return out;
}

void name_ranges(QueryTerm& query, std::vector<std::string> taken) {
    for (const RangeTermPtr& range : query.ranges) {
        range->shown = range->name;
        for (int i = 1; std::ranges::find(taken, range->shown) != taken.end(); ++i)
            range->shown = range->name + "_" + std::to_string(i);
        taken.push_back(range->shown);
    }
    for (const QueryTermPtr& nested : query.nested) name_ranges(*nested, taken);
}

}  // namespace ormgate::dialects::deparse
