// Queries as ruleutils.c's get_query_def() writes them: its line breaks and indentations are what clients
// compare with.
#include "dialects/deparse/term_printer.hpp"
#include "dialects/printer/printer.hpp"

namespace ormgate::dialects::deparse {
namespace {

constexpr int step = 8, item_step = 4, join_step = 4;

std::string_view join_words(const FromTerm& item) {
    switch (item.kind) {
        case ast::JoinKind::left:
            return " LEFT JOIN ";
        case ast::JoinKind::right:
            return " RIGHT JOIN ";
        case ast::JoinKind::full:
            return " FULL JOIN ";
        default:
            return item.on != nullptr || !item.using_columns.empty() ? " JOIN " : " CROSS JOIN ";
    }
}

std::string name_list(const std::vector<std::string>& names) {
    std::string out = "(";
    for (const std::string& name : names) out += (out.size() > 1 ? ", " : "") + quote_identifier(name);
    return out + ")";
}

// An operand of a set operation that is one itself has nothing else to it.
bool is_plain_operation(const QueryTerm& query) {
    return query.kind == QueryTerm::Kind::set_operation && query.with.empty() && query.order_by.empty() &&
           !query.limit && !query.offset;
}

bool has_clauses(const QueryTerm& query) {
    return !query.with.empty() || !query.order_by.empty() || query.limit || query.offset;
}

}  // namespace

void TermPrinter::print(const QueryTerm& query, const std::vector<std::string>& names, bool names_visible) {
    const int outer_indent = indent_;
    with(query);
    if (query.kind == QueryTerm::Kind::set_operation)
        set_operation(query, names, names_visible);
    else
        select(query, names, names_visible);
    if (!query.order_by.empty()) {
        keyword_line(" ORDER BY ", -step, step, 1);
        const auto output = [&](std::size_t place) -> const Term& { return *query.outputs[place].term; };
        sort(query.order_by, output, query.kind == QueryTerm::Kind::set_operation);
    }
    limit(query);
    indent_ = outer_indent;
}

void TermPrinter::with(const QueryTerm& query) {
    if (query.with.empty()) return;
    indent_ += step;
    out += ' ';
    std::string_view separator = query.recursive ? "WITH RECURSIVE " : "WITH ";
    for (const CommonTerm& table : query.with) {
        out.append(separator) += quote_identifier(table.name);
        separator = ", ";
        if (!table.columns.empty()) out += name_list(table.columns);
        out += " AS ";
        if (table.materialized) out += *table.materialized ? "MATERIALIZED " : "NOT MATERIALIZED ";
        out += '(';
        keyword_line("");
        print(*table.query, {}, true);
        keyword_line("");
        out += ')';
    }
    indent_ -= step;
    keyword_line("");
}

void TermPrinter::limit(const QueryTerm& query) {
    if (query.offset) {
        keyword_line(" OFFSET ", -step, step);
        print(*query.offset, false);
    }
    if (!query.limit) return;
    if (query.with_ties) {
        keyword_line(" FETCH FIRST ", -step, step);
        out += '(';
        print(*query.limit, false);
        out += ") ROWS WITH TIES";
        return;
    }
    keyword_line(" LIMIT ", -step, step);
    if (query.limit->null)
        out += "ALL";
    else
        print(*query.limit, false);
}

void TermPrinter::values(const QueryTerm& query) {
    out += "VALUES ";
    for (const auto& row : query.rows) {
        if (&row != query.rows.data()) out += ", ";
        out += '(';
        for (const TermPtr& value : row) {
            if (&value != row.data()) out += ',';
            print(*value, false);
        }
        out += ')';
    }
}

// VALUES has no place for its columns' names: with others than its own it is a query's FROM.
void TermPrinter::renamed_values(const QueryTerm& query, const std::vector<std::string>& names) {
    bool renamed = false;
    for (std::size_t i = 0; i < names.size(); ++i) renamed |= names[i] != query.outputs[i].name;
    if (!renamed) return values(query);
    const std::string alias = "\"*VALUES*\"";
    out += "SELECT";
    for (std::size_t i = 0; i < query.outputs.size(); ++i) {
        out += i == 0 ? " " : ", ";
        std::string text = alias + "." + query.outputs[i].name;
        if (names.at(i) != query.outputs[i].name) text += " AS " + quote_identifier(names[i]);
        wrapped(std::move(text), i == 0, false);
    }
    keyword_line(" FROM ", -step, step, 2);
    out += '(';
    values(query);
    out += ") " + alias;
}

void TermPrinter::select(const QueryTerm& query, const std::vector<std::string>& names, bool names_visible) {
    indent_ += step;
    out += ' ';
    if (query.kind == QueryTerm::Kind::values) return renamed_values(query, names);
    const auto output = [&](std::size_t place) -> const Term& { return *query.outputs[place].term; };
    out += "SELECT";
    if (!query.distinct_on.empty()) {
        out += " DISTINCT ON (";
        keys(query.distinct_on, output);
        out += ')';
    } else if (query.distinct) {
        out += " DISTINCT";
    }
    outputs(query, names, names_visible);
    from(query);
    if (query.where) {
        keyword_line(" WHERE ", -step, step, 1);
        print(*query.where, false);
    }
    if (!query.group_by.empty()) {
        keyword_line(" GROUP BY ", -step, step, 1);
        if (query.group_distinct) out += "DISTINCT ";
        for (const GroupTerm& each : query.group_by) {
            if (&each != query.group_by.data()) out += ", ";
            if (query.grouping_sets)
                group(each, output, true);
            else
                keys(each.keys, output);
        }
    }
    if (query.having) {
        keyword_line(" HAVING ", -step, step);
        print(*query.having, false);
    }
    for (const WindowTerm& each : query.windows) {
        if (&each == query.windows.data())
            keyword_line(" WINDOW ", -step, step, 1);
        else
            out += ", ";
        out += quote_identifier(each.name) + " AS ";
        window(each);
    }
}

// Puts a list's item behind the others, or on a line of its own. What begins with a new line needs none.
void TermPrinter::wrapped(std::string text, bool first, bool last_was_multiline) {
    if (wrap_column_ >= 0 && text.starts_with('\n')) {
        while (out.ends_with(' ')) out.pop_back();
    } else if (wrap_column_ >= 0 && !first) {
        const std::size_t line = out.rfind('\n') + 1;
        const bool overflows = out.size() - line + text.size() > static_cast<std::size_t>(wrap_column_);
        if (overflows || last_was_multiline) keyword_line("", -step, step, item_step);
    }
    out += text;
}

void TermPrinter::outputs(const QueryTerm& query, const std::vector<std::string>& names, bool names_visible) {
    bool multiline = false;
    for (std::size_t i = 0; i < query.outputs.size(); ++i) {
        const OutputTerm& output = query.outputs[i];
        out += i == 0 ? " " : ", ";
        std::string text;
        text.swap(out);
        std::string own = names_visible ? std::string() : "?column?";
        if (output.term->kind == TermKind::column && output.term->range && output.term->text != "*") {
            own = output.term->range->columns[output.term->place].shown;
            column(*output.term);
        } else {
            print(*output.term, true);
        }
        const std::string& name = i < names.size() ? names[i] : output.name;
        if (own != name) out += " AS " + quote_identifier(name);
        text.swap(out);
        const bool has_lines = text.find('\n', text.starts_with('\n') ? 1 : 0) != text.npos;
        wrapped(std::move(text), i == 0, multiline);
        multiline = has_lines;
    }
}

// Operations in operations stand in parentheses, unless the same one goes on.
void TermPrinter::set_operation(const QueryTerm& query,
                                const std::vector<std::string>& names,
                                bool names_visible) {
    static constexpr std::string_view words[] = {"UNION ", "INTERSECT ", "EXCEPT "};
    const bool nested =
        is_plain_operation(*query.left) && (query.left->op != query.op || query.left->all != query.all);
    const int inner = nested ? step : 0;
    if (nested) {
        out += '(';
        keyword_line("", inner);
    }
    operand(*query.left, names, names_visible);
    keyword_line(nested ? ") " : "", -inner);
    out += words[static_cast<std::size_t>(query.op)];
    if (query.all) out += "ALL ";
    const bool right_nested = is_plain_operation(*query.right);
    const int right_inner = right_nested ? step : 0;
    if (right_nested) out += '(';
    keyword_line("", right_inner);
    operand(*query.right, names, false);
    indent_ -= right_inner;
    if (right_nested) keyword_line(")");
}

void TermPrinter::operand(const QueryTerm& query, const std::vector<std::string>& names, bool names_visible) {
    if (is_plain_operation(query)) return set_operation(query, names, names_visible);
    const bool parentheses = has_clauses(query);
    if (parentheses) out += '(';
    print(query, names, names_visible);
    if (parentheses) out += ')';
}

void TermPrinter::from(const QueryTerm& query) {
    for (const FromTermPtr& item : query.from) {
        if (&item == query.from.data()) {
            keyword_line(" FROM ", -step, step, 2);
            from_item(*item);
            continue;
        }
        out += ", ";
        std::string text;
        text.swap(out);
        from_item(*item);
        text.swap(out);
        wrapped(std::move(text), false, false);
    }
}

void TermPrinter::from_item(const FromTerm& item) {
    if (item.range)
        range(*item.range);
    else
        join(item);
}

void TermPrinter::range(const RangeTerm& range) {
    if (range.lateral) out += "LATERAL ";
    bool alias = range.aliased || range.columns_renamed;
    switch (range.kind) {
        case RangeTerm::Kind::relation:
            if (range.only) out += "ONLY ";
            if (!range.schema.empty()) out += quote_identifier(range.schema) + ".";
            out += quote_identifier(range.relation);
            break;
        case RangeTerm::Kind::common_table:
            out += quote_identifier(range.relation);
            break;
        case RangeTerm::Kind::subquery:
            out += '(';
            print(*range.query, {}, true);
            out += ')';
            alias = true;
            break;
        case RangeTerm::Kind::function:
            print(*range.call, true);
            if (range.ordinality) out += " WITH ORDINALITY";
            break;
    }
    if (alias || range.shown != range.relation) out += " " + quote_identifier(range.shown);
    if (!range.columns_renamed) return;
    std::vector<std::string> names;
    for (const RangeTerm::Column& column : range.columns) names.push_back(column.shown);
    out += name_list(names);
}

void TermPrinter::join(const FromTerm& item) {
    const bool right_parentheses = pretty_ && !item.right->range;
    open();
    from_item(*item.left);
    keyword_line(join_words(item), -step, step, join_step);
    if (right_parentheses) out += '(';
    from_item(*item.right);
    if (right_parentheses) out += ')';
    if (!item.using_columns.empty()) {
        out += " USING " + name_list(item.using_columns);
    } else if (item.on) {
        out += " ON ";
        open();
        print(*item.on, false);
        close();
    } else if (item.kind != ast::JoinKind::inner && item.kind != ast::JoinKind::cross) {
        out += " ON TRUE";
    }
    close();
}

}  // namespace ormgate::dialects::deparse
