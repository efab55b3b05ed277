#include <algorithm>

#include "dialects/bind/binder.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

ExprPtr Binder::range_column(const Range& range, std::size_t index, std::uint32_t position) {
    const OutputColumn& column = range.columns[index];
    ast::ColumnRef reference{{range.alias, column.sql_name}};
    reference.range = range.number;
    reference.column = static_cast<std::uint32_t>(index);
    return typed(ast::make(std::move(reference), position), column.type);
}

ExprPtr Binder::merged_column(Scope& scope, const MergedColumn& merged, std::uint32_t position) {
    std::vector<ExprPtr> values;
    for (const auto& [range, index] : merged.sources) {
        ExprPtr value = range_column(scope.ranges[range], index, position);
        if (!same_type(value->type, merged.type)) coerce(value, merged.type, CastContext::implicit);
        values.push_back(std::move(value));
    }
    if (values.size() == 1) return std::move(values.front());
    return typed(ast::make(ast::Special{ast::SpecialFunction::coalesce, std::move(values)}, position),
                 merged.type);
}

// Replaces a bare name by the column of this level that it names; false: there is none.
bool Binder::column_in(ExprPtr& e, Scope& scope, std::string_view name) {
    const std::uint32_t position = e->position;
    int found = 0;
    ExprPtr value;
    for (const MergedColumn& merged : scope.merged) {
        if (merged.name != name) continue;
        if (++found == 1) value = merged_column(scope, merged, position);
    }
    for (const Range& range : scope.ranges) {
        if (range.qualified_only) continue;
        for (std::size_t i = 0; i < range.columns.size(); ++i) {
            if (range.columns[i].name != name || (i < range.merged.size() && range.merged[i])) continue;
            if (++found == 1) value = range_column(range, i, position);
        }
    }
    if (found > 1)
        fail(Errc::ambiguous_column, "column reference \"" + std::string(name) + "\" is ambiguous", position);
    if (found == 0) return false;
    const std::uint32_t end = e->end;
    e = std::move(value);
    e->end = end;
    return true;
}

ExprPtr Binder::whole_row(const Range& range, std::uint32_t position) {
    if (range.nullable) refuse("the whole row of an outer join's table as a value", position);
    return row_of(range, position);
}

ExprPtr Binder::row_of(const Range& range, std::uint32_t position) {
    ast::Row row;
    RowFields fields;
    for (std::size_t i = 0; i < range.columns.size(); ++i) {
        row.names.push_back(range.columns[i].name);
        row.elements.push_back(range_column(range, i, position));
        fields.push_back({range.columns[i].name, range.columns[i].type});
    }
    return typed(ast::make(std::move(row), position), row_type(std::move(fields)));
}

std::pair<Range*, Scope*> Binder::find_range(const ast::Name& qualifier, Scope& scope) {
    for (Scope* level = &scope; level != nullptr; level = level->outer) {
        for (Range& range : level->ranges) {
            if (qualifier.size() == 1 && range.alias == qualifier.back()) return {&range, level};
            if (qualifier.size() == 2 && range.table != nullptr && !range.renamed &&
                range.table->name == qualifier[1] && range.table->schema == qualifier[0])
                return {&range, level};
        }
    }
    return {nullptr, nullptr};
}

Range& Binder::range_named(const ast::Name& qualifier, Scope& scope, std::uint32_t position) {
    if (Range* found = find_range(qualifier, scope).first) return *found;
    const std::string& name = qualifier.back();
    for (Scope* level = &scope; level != nullptr; level = level->outer)
        for (const Range& range : level->ranges)
            if (range.renamed && range.table != nullptr && range.table->name == name)
                fail(Errc::undefined_table,
                     "invalid reference to FROM-clause entry for table \"" + name + "\"",
                     position,
                     "Perhaps you meant to reference the table alias \"" + range.alias + "\".");
    fail(Errc::undefined_table, "missing FROM-clause entry for table \"" + name + "\"", position);
}

void Binder::column(ExprPtr& e, Scope& scope) {
    const ast::Name parts = e->as<ast::ColumnRef>()->parts;
    const std::uint32_t position = e->position;
    const std::string& name = parts.back();
    if (parts.size() == 1) {
        for (Scope* level = &scope; level != nullptr; level = level->outer)
            if (column_in(e, *level, name)) return;
        // a table's name stands for its whole row
        if (const auto [range, level] = find_range(parts, scope); range != nullptr) {
            if (range->function && range->columns.size() == 1) {
                e = range_column(*range, 0, position);
                return;
            }
            e = whole_row(*range, position);
            return;
        }
        std::string hint;
        for (const Range& range : scope.ranges)
            for (const OutputColumn& column : range.columns)
                if (column.name.size() > 3 && name.size() > 3 && hint.empty() &&
                    (column.name.starts_with(name) || name.starts_with(column.name)) &&
                    std::max(column.name.size(), name.size()) - std::min(column.name.size(), name.size()) <=
                        2)
                    hint = "Perhaps you meant to reference the column \"" + range.alias + "." + column.name +
                           "\".";
        static constexpr std::string_view system_columns[] = {
            "ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"};
        if (std::ranges::find(system_columns, name) != std::end(system_columns) && !scope.ranges.empty()) {
            refuse("the system column " + name, position);
            e->type = TypeId::oid;
            return;
        }
        fail(Errc::undefined_column, "column \"" + name + "\" does not exist", position, hint);
    }
    std::string whole = parts.front();
    for (std::size_t i = 1; i < parts.size(); ++i) whole += "." + parts[i];
    check_database(parts, whole, 4, position);
    const ast::Name qualifier(parts.begin(), parts.end() - 1);
    const Range& range = range_named(
        qualifier.size() > 2 ? ast::Name(qualifier.end() - 2, qualifier.end()) : qualifier, scope, position);
    const std::uint32_t end = e->end;
    for (std::size_t i = 0; i < range.columns.size(); ++i) {
        if (range.columns[i].name != name) continue;
        e = range_column(range, i, position);
        e->end = end;
        return;
    }
    static constexpr std::string_view system_columns[] = {"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"};
    if (std::ranges::find(system_columns, name) != std::end(system_columns)) {
        if (name == "tableoid" && range.table != nullptr) {
            e = integer_constant(range.table->oid);
            e->type = TypeId::oid;
            return;
        }
        refuse("the system column " + name, position);
        e->type = TypeId::oid;
        return;
    }
    fail(Errc::undefined_column, "column " + qualifier.back() + "." + name + " does not exist", position);
}

namespace {

// PostgreSQL's FigureColname: how strongly an expression names its column: 2 as itself, 1 for want of better,
// 0 not.
int figure_name(const ast::Expr& e, std::string& name) {
    const auto named = [&](std::string text, int strength) {
        name = std::move(text);
        return strength;
    };
    if (const auto* column = e.as<ast::ColumnRef>()) return named(column->parts.back(), 2);
    if (const auto* call = e.as<ast::Call>()) {
        switch (call->syntax) {
            case ast::CallSyntax::extract:
                return named("extract", 2);
            case ast::CallSyntax::substring_from:
            case ast::CallSyntax::substring_similar:
                return named("substring", 2);
            case ast::CallSyntax::position_in:
                return named("position", 2);
            case ast::CallSyntax::overlay_placing:
                return named("overlay", 2);
            case ast::CallSyntax::trim_both:
                return named("btrim", 2);
            case ast::CallSyntax::trim_leading:
                return named("ltrim", 2);
            case ast::CallSyntax::trim_trailing:
                return named("rtrim", 2);
            default:
                return named(call->function.back(), 2);
        }
    }
    if (const auto* both = e.as<ast::Binary>(); both != nullptr && both->op == "OVERLAPS")
        return named("overlaps", 2);
    if (const auto* cast = e.as<ast::Cast>()) {
        const int inner = cast->operand ? figure_name(*cast->operand, name) : 0;
        return inner > 1 ? inner : named(cast->type.name.back(), 1);
    }
    if (const auto* node = e.as<ast::Case>()) {
        const int inner = node->otherwise ? figure_name(*node->otherwise, name) : 0;
        return inner > 1 ? inner : named("case", 1);
    }
    if (const auto* node = e.as<ast::Subquery>()) {
        if (node->kind == ast::SubqueryKind::exists) return named("exists", 2);
        if (node->kind == ast::SubqueryKind::array) return named("array", 2);
        const ast::Query* inner = node->query.get();
        while (const auto* both = std::get_if<ast::SetOperation>(&inner->body)) inner = both->left.get();
        if (std::get_if<ast::Values>(&inner->body) != nullptr) return named("column1", 2);
        const auto* select_node = std::get_if<ast::Select>(&inner->body);
        if (select_node == nullptr || select_node->items.empty()) return 0;
        const ast::SelectItem& item = select_node->items.front();
        return named(item.alias.empty() ? output_name(*item.expr) : item.alias, 2);
    }
    if (e.as<ast::ArrayLiteral>() != nullptr) return named("array", 2);
    if (e.as<ast::Row>() != nullptr) return named("row", 2);
    if (const auto* node = e.as<ast::Field>()) return named(node->name, 2);
    if (const auto* node = e.as<ast::Subscript>()) return figure_name(*node->base, name);
    if (const auto* node = e.as<ast::Slice>()) return figure_name(*node->base, name);
    if (const auto* node = e.as<ast::Collate>()) return figure_name(*node->operand, name);
    if (e.as<ast::AtTimeZone>() != nullptr) return named("timezone", 2);
    return 0;
}

}  // namespace

std::string output_name(const ast::Expr& e) {
    std::string name;
    return figure_name(e, name) == 0 ? "?column?" : name;
}

}  // namespace ormgate::dialects
