// Queries: what their parts mean once names are known.
#include <algorithm>
#include <charconv>

#include "dialects/bind/binder.hpp"
#include "dialects/bind/types.hpp"
#include "dialects/deparse/analyser.hpp"

namespace ormgate::dialects::deparse {
namespace {

// Puts a query's names before those around it while it is analysed.
class Within {
public:
    Within(Names*& place, Names& names) : place_(place), before_(place) {
        names.outer = place;
        place = &names;
    }
    ~Within() { place_ = before_; }
    Within(const Within&) = delete;
    Within& operator=(const Within&) = delete;

private:
    Names*& place_;
    Names* before_;
};

bool is_unknown(const Term& term) {
    return term.type.id == TypeId::unknown;
}

// The outputs of VALUES and of set operations have no expressions of their own.
void declare(QueryTerm& query, std::string name, Type type) {
    query.outputs.push_back({make_term(TermKind::column, type), std::move(name)});
}

std::vector<RangeTerm::Column> columns_of(const QueryTerm& query, const std::vector<std::string>& names) {
    std::vector<RangeTerm::Column> out;
    for (std::size_t i = 0; i < query.outputs.size(); ++i) {
        const std::string& name = i < names.size() ? names[i] : query.outputs[i].name;
        out.push_back({name, name, query.outputs[i].term->type});
    }
    return out;
}

}  // namespace

QueryTermPtr Analyser::query(const ast::Query& node, bool keep_unknown) {
    if (!node.locking.empty()) throw NotUnderstood();
    auto made = std::make_shared<QueryTerm>();
    if (names_ != nullptr) names_->query->nested.push_back(made);
    Names names;
    names.query = made.get();
    const Within within(names_, names);
    with(node.with, *made);
    if (const auto* one = std::get_if<ast::Select>(&node.body)) {
        select(*one, *made, keep_unknown);
    } else if (const auto* list = std::get_if<ast::Values>(&node.body)) {
        values(*list, *made);
    } else if (const auto* both = std::get_if<ast::SetOperation>(&node.body)) {
        set_operation(*both, *made);
    } else {
        FromPart part = range_item(table_range(std::get<ast::TableCommand>(node.body).name), {});
        for (const Names::Column& column : part.visible)
            made->outputs.push_back({column_term(column.range, column.place), column.name});
        made->from.push_back(std::move(part.term));
    }
    made->order_by = sort_keys(node.order_by, made.get());
    if (node.limit) made->limit = coerce(term(*node.limit), TypeId::int64, true);
    if (node.offset) made->offset = coerce(term(*node.offset), TypeId::int64, true);
    made->with_ties = node.with_ties;
    return made;
}

void Analyser::with(const ast::With& node, QueryTerm& made) {
    made.recursive = node.recursive;
    for (const ast::CommonTable& table : node.tables) {
        const auto* inner = table.statement->as<ast::QueryPtr>();
        if (inner == nullptr || !table.search.empty() || !table.cycle.empty()) throw NotUnderstood();
        CommonTerm common;
        common.name = table.name;
        common.columns = table.columns;
        common.materialized = table.materialized;
        const auto* both = std::get_if<ast::SetOperation>(&(*inner)->body);
        const bool recursive = node.recursive && both != nullptr;
        if (recursive) {
            // What it yields is known from its first operand; the second may name it.
            QueryTerm aside;
            Names names;
            names.query = &aside;
            const Within within(names_, names);
            const QueryTermPtr first = query(*both->left);
            names.outer->common_tables.push_back({table.name, columns_of(*first, table.columns)});
        }
        common.query = query(**inner);
        if (!recursive)
            names_->common_tables.push_back({table.name, columns_of(*common.query, table.columns)});
        made.with.push_back(std::move(common));
    }
}

void Analyser::star(const ast::Star& node, std::vector<OutputTerm>& out) {
    if (node.qualifier.empty()) {
        for (const Names::Column& column : names_->visible)
            out.push_back({column_term(column.range, column.place), column.name});
        return;
    }
    const TermPtr whole = named(node.qualifier);
    if (whole->text != "*") throw NotUnderstood();
    auto range = std::const_pointer_cast<RangeTerm>(whole->range);
    for (std::size_t i = 0; i < range->columns.size(); ++i)
        out.push_back({column_term(range, i), range->columns[i].name});
}

void Analyser::select(const ast::Select& node, QueryTerm& made, bool keep_unknown) {
    if (!node.into.empty() || node.with_rollup) throw NotUnderstood();
    for (const ast::FromItemPtr& item : node.from) {
        FromPart part = from_item(*item);
        names_->visible.insert(names_->visible.end(), part.visible.begin(), part.visible.end());
        made.from.push_back(std::move(part.term));
    }
    for (const ast::SelectItem& item : node.items) {
        if (const auto* all = item.expr->as<ast::Star>()) {
            star(*all, made.outputs);
            continue;
        }
        TermPtr value = term(*item.expr);
        if (is_unknown(*value) && !keep_unknown) value = settled(std::move(value));
        made.outputs.push_back({std::move(value), item.alias.empty() ? output_name(*item.expr) : item.alias});
    }
    made.distinct = node.distinct;
    made.group_distinct = node.group_distinct;
    if (node.where) made.where = boolean(*node.where);
    for (const ast::ExprPtr& each : node.distinct_on) made.distinct_on.push_back(key(*each, made, true));
    for (const ast::ExprPtr& each : node.group_by) {
        // (a, b) is a and b
        const auto* several = each->as<ast::Row>();
        if (several == nullptr || several->explicit_keyword) {
            made.group_by.push_back(group(*each, made));
            continue;
        }
        for (const ast::ExprPtr& element : several->elements) made.group_by.push_back(group(*element, made));
    }
    made.grouping_sets = std::ranges::any_of(
        made.group_by, [](const GroupTerm& each) { return each.kind != GroupTerm::Kind::keys; });
    if (node.having) made.having = boolean(*node.having);
    for (const ast::Window& each : node.windows) made.windows.push_back(window(each));
}

GroupTerm Analyser::group(const ast::Expr& node, const QueryTerm& query) {
    GroupTerm made;
    if (const auto* sets = node.as<ast::GroupingSets>()) {
        constexpr GroupTerm::Kind kinds[] = {
            GroupTerm::Kind::empty, GroupTerm::Kind::rollup, GroupTerm::Kind::cube, GroupTerm::Kind::sets};
        made.kind = kinds[static_cast<std::size_t>(sets->kind)];
        for (const ast::ExprPtr& element : sets->elements) made.parts.push_back(group(*element, query));
        return made;
    }
    if (const auto* several = node.as<ast::Row>(); several != nullptr && !several->explicit_keyword) {
        for (const ast::ExprPtr& element : several->elements)
            made.keys.push_back(key(*element, query, false));
        return made;
    }
    made.keys.push_back(key(node, query, false));
    return made;
}

// A number is an output's place; a bare name is an output's, too: before a column's of FROM or behind it.
KeyTerm Analyser::key(const ast::Expr& node, const QueryTerm& query, bool output_first) {
    KeyTerm made;
    if (const auto* number = node.as<ast::Literal>();
        number != nullptr && number->kind == ast::LiteralKind::integer) {
        std::size_t place = 0;
        std::from_chars(number->text.data(), number->text.data() + number->text.size(), place);
        if (place < 1 || place > query.outputs.size()) throw NotUnderstood();
        made.output = place - 1;
        return made;
    }
    const auto* column = node.as<ast::ColumnRef>();
    if (column != nullptr && column->parts.size() == 1) {
        const std::string& name = column->parts.front();
        const bool is_input = std::ranges::any_of(
            names_->visible, [&](const Names::Column& each) { return each.name == name; });
        const auto found = std::ranges::find(query.outputs, name, &OutputTerm::name);
        if (found != query.outputs.end() && (output_first || !is_input)) {
            made.output = static_cast<std::size_t>(found - query.outputs.begin());
            return made;
        }
    }
    made.term = term(node);
    if (is_unknown(*made.term)) made.term = settled(std::move(made.term));
    return made;
}

// Of a query, or without one of an aggregate or a window.
std::vector<KeyTerm> Analyser::sort_keys(const std::vector<ast::SortKey>& keys, const QueryTerm* query) {
    std::vector<KeyTerm> out;
    for (const ast::SortKey& sort : keys) {
        KeyTerm made;
        if (query != nullptr) {
            made = key(*sort.expr, *query, true);
        } else {
            made.term = term(*sort.expr);
            if (is_unknown(*made.term)) made.term = settled(std::move(made.term));
        }
        if (!sort.using_operator.empty()) throw NotUnderstood();
        made.descending = sort.descending;
        made.nulls_first = sort.nulls_first;
        out.push_back(std::move(made));
    }
    return out;
}

WindowTerm Analyser::window(const ast::Window& node) {
    WindowTerm made;
    made.name = node.name;
    made.base = node.base;
    for (const ast::ExprPtr& each : node.partition_by) {
        KeyTerm part;
        part.term = term(*each);
        if (is_unknown(*part.term)) part.term = settled(std::move(part.term));
        made.partition_by.push_back(std::move(part));
    }
    made.order_by = sort_keys(node.order_by, nullptr);
    if (!node.frame) return made;
    FrameTerm frame;
    frame.unit = node.frame->unit;
    frame.exclusion = node.frame->exclusion;
    const auto offset = [&](const ast::FrameBound& bound) {
        if (!bound.offset) return TermPtr();
        TermPtr value = term(*bound.offset);
        if (frame.unit != ast::FrameUnit::range) return coerce(std::move(value), TypeId::int64, true);
        if (is_unknown(*value)) throw NotUnderstood();
        return value;
    };
    frame.start = node.frame->start.kind;
    frame.start_offset = offset(node.frame->start);
    if (node.frame->end) {
        frame.end = node.frame->end->kind;
        frame.end_offset = offset(*node.frame->end);
    }
    made.frame = std::move(frame);
    return made;
}

void Analyser::values(const ast::Values& node, QueryTerm& made) {
    made.kind = QueryTerm::Kind::values;
    for (const auto& row : node.rows) {
        made.rows.emplace_back();
        for (const ast::ExprPtr& value : row) made.rows.back().push_back(term(*value));
    }
    for (std::size_t i = 0; i < made.rows.front().size(); ++i) {
        std::vector<TermPtr> column;
        for (auto& row : made.rows) column.push_back(std::move(row.at(i)));
        const Type type = make_common(column);
        for (std::size_t row = 0; row < column.size(); ++row) made.rows[row][i] = std::move(column[row]);
        declare(made, "column" + std::to_string(i + 1), type);
    }
}

void Analyser::set_operation(const ast::SetOperation& node, QueryTerm& made) {
    made.kind = QueryTerm::Kind::set_operation;
    made.op = node.op;
    made.all = node.all;
    made.left = query(*node.left, true);
    made.right = query(*node.right, true);
    if (made.left->outputs.size() != made.right->outputs.size()) throw NotUnderstood();
    for (std::size_t i = 0; i < made.left->outputs.size(); ++i) {
        const std::optional<Type> common =
            common_type({made.left->outputs[i].term->type, made.right->outputs[i].term->type});
        if (!common) throw NotUnderstood();
        settle_output(*made.left, i, *common);
        settle_output(*made.right, i, *common);
        declare(made, made.left->outputs[i].name, *common);
    }
}

// Untyped literals of the operands take the type that the set operation has.
void Analyser::settle_output(QueryTerm& query, std::size_t place, Type type) {
    if (query.kind == QueryTerm::Kind::set_operation) return;
    TermPtr& output = query.outputs[place].term;
    if (is_unknown(*output)) output = coerce(std::move(output), type.without_modifier(), true);
}

TermPtr Analyser::of(const ast::Subquery& node) {
    if (names_ == nullptr) throw NotUnderstood();
    QueryTermPtr inner = query(*node.query);
    TermPtr made = make_term(TermKind::subquery, TypeId::boolean, "EXISTS");
    if (node.kind != ast::SubqueryKind::exists) {
        made->type = inner->outputs.at(0).term->type;
        made->text = "";
    }
    if (node.kind == ast::SubqueryKind::array) {
        made->type = array_of(made->type.without_modifier(), schema_);
        made->text = "ARRAY";
    }
    made->query = std::move(inner);
    return made;
}

// left IN (query), left op ANY (query)
TermPtr Analyser::compared_query(
    const ast::Expr& left, const ast::Query& inner, std::string_view op, bool all, bool negated) {
    if (names_ == nullptr) throw NotUnderstood();
    TermPtr made = make_term(TermKind::subquery, TypeId::boolean, std::string(op));
    made->all = all;
    std::vector<TermPtr> operands;
    if (const auto* row = left.as<ast::Row>()) {
        for (const ast::ExprPtr& element : row->elements) operands.push_back(term(*element));
    } else {
        operands.push_back(term(left));
    }
    made->query = query(inner);
    if (made->query->outputs.size() != operands.size()) throw NotUnderstood();
    for (std::size_t i = 0; i < operands.size(); ++i) {
        TermPtr output = make_term(TermKind::column, made->query->outputs[i].term->type);
        TermPtr comparison = operation(op, std::move(operands[i]), std::move(output));
        made->args.push_back(std::move(comparison->args[0]));
    }
    if (!negated) return made;
    return make_term(TermKind::negation, TypeId::boolean, {}, std::move(made));
}

}  // namespace ormgate::dialects::deparse
