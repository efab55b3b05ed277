#include "dialects/bind/bound.hpp"

#include "dialects/bind/notes.hpp"
#include "dialects/functions_postgres.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

ExprPtr typed(ExprPtr e, Type type) {
    e->type = type;
    return e;
}

ExprPtr text_constant(std::string text) {
    return typed(ast::make(ast::Literal{ast::LiteralKind::string, std::move(text), -1}), TypeId::text);
}

ExprPtr integer_constant(std::int64_t value) {
    return typed(ast::make(ast::Literal{ast::LiteralKind::integer, std::to_string(value), -1}),
                 TypeId::int64);
}

ExprPtr null_constant(Type type, std::uint32_t position) {
    return typed(ast::make(ast::Literal{ast::LiteralKind::null, {}, -1}, position), type);
}

bool is_null_literal(const ast::Expr& e) {
    const auto* literal = e.as<ast::Literal>();
    return literal != nullptr && literal->kind == ast::LiteralKind::null;
}

bool is_number_literal(const ast::Expr& e) {
    const auto* literal = e.as<ast::Literal>();
    return literal != nullptr &&
           (literal->kind == ast::LiteralKind::integer || literal->kind == ast::LiteralKind::decimal);
}

bool number_becomes(Type from, Type to) {
    if (to.array || from.array) return false;
    switch (from.id) {
        case TypeId::int32:
            return to.id == TypeId::int64 || to.id == TypeId::numeric || to.id == TypeId::float64 ||
                   to.id == TypeId::oid;
        case TypeId::int64:
            return to.id == TypeId::numeric || to.id == TypeId::float64;
        case TypeId::numeric:
            return to.id == TypeId::float64;
        default:
            return false;
    }
}

const ast::Expr& without_conversions(const ast::Expr& e) {
    const auto* conversion = e.as<ast::Conversion>();
    return conversion == nullptr ? e : without_conversions(*conversion->operand);
}

bool is_aggregate(const ast::Expr& e) {
    const auto* call = e.as<ast::Call>();
    return call != nullptr && call->row != nullptr && !call->over;
}

bool contains_aggregate(const ast::Expr& e) {
    if (is_aggregate(e)) return true;
    bool found = false;
    ast::for_each_operand(e, [&](const ast::Expr& operand) { found = found || contains_aggregate(operand); });
    return found;
}

namespace {

template <class Item>
std::vector<Item> copies(const std::vector<Item>& items);

ExprPtr copy(const ExprPtr& e) {
    return e ? clone(*e) : nullptr;
}

ast::SortKey copy(const ast::SortKey& key) {
    return {copy(key.expr), key.descending, key.nulls_first, key.using_operator};
}

ast::Argument copy(const ast::Argument& argument) {
    return {argument.name, copy(argument.value), argument.variadic};
}

ast::When copy(const ast::When& when) {
    return {copy(when.condition), copy(when.result)};
}

template <class Item>
std::vector<Item> copies(const std::vector<Item>& items) {
    std::vector<Item> out;
    out.reserve(items.size());
    for (const Item& item : items) out.push_back(copy(item));
    return out;
}

std::unique_ptr<ast::Window> copy(const std::unique_ptr<ast::Window>& window) {
    if (!window) return nullptr;
    auto out = std::make_unique<ast::Window>();
    out->name = window->name;
    out->base = window->base;
    out->by_name_only = window->by_name_only;
    out->partition_by = copies(window->partition_by);
    out->order_by = copies(window->order_by);
    if (!window->frame) return out;
    const ast::Frame& frame = *window->frame;
    out->frame = ast::Frame{frame.unit, {frame.start.kind, copy(frame.start.offset)}, {}, frame.exclusion};
    if (frame.end) out->frame->end = ast::FrameBound{frame.end->kind, copy(frame.end->offset)};
    return out;
}

// By node; those that bound trees do not hold, and subqueries, have no copy.
struct Copying {
    ExprPtr operator()(const ast::Literal& node) { return ast::make(node); }
    ExprPtr operator()(const ast::Parameter& node) { return ast::make(node); }
    ExprPtr operator()(const ast::ColumnRef& node) { return ast::make(node); }
    ExprPtr operator()(const ast::Element& node) { return ast::make(node); }
    ExprPtr operator()(const ast::OutputRef& node) { return ast::make(node); }
    ExprPtr operator()(const ast::Unary& node) {
        return ast::make(ast::Unary{node.op, node.op_schema, copy(node.operand), node.postfix});
    }
    ExprPtr operator()(const ast::Binary& node) {
        return ast::make(ast::Binary{node.op, node.op_schema, copy(node.left), copy(node.right)});
    }
    ExprPtr operator()(const ast::Logical& node) {
        return ast::make(ast::Logical{node.op, copies(node.operands)});
    }
    ExprPtr operator()(const ast::Not& node) { return ast::make(ast::Not{copy(node.operand)}); }
    ExprPtr operator()(const ast::Is& node) {
        return ast::make(ast::Is{node.kind, node.negated, copy(node.operand), node.form});
    }
    ExprPtr operator()(const ast::IsDistinct& node) {
        return ast::make(ast::IsDistinct{node.negated, copy(node.left), copy(node.right)});
    }
    ExprPtr operator()(const ast::Between& node) {
        return ast::make(
            ast::Between{node.negated, node.symmetric, copy(node.operand), copy(node.low), copy(node.high)});
    }
    ExprPtr operator()(const ast::Like& node) {
        return ast::make(
            ast::Like{node.kind, node.negated, copy(node.operand), copy(node.pattern), copy(node.escape)});
    }
    ExprPtr operator()(const ast::Case& node) {
        return ast::make(ast::Case{copy(node.operand), copies(node.whens), copy(node.otherwise)});
    }
    ExprPtr operator()(const ast::Collate& node) {
        return ast::make(ast::Collate{copy(node.operand), node.collation});
    }
    ExprPtr operator()(const ast::ArrayLiteral& node) {
        return ast::make(ast::ArrayLiteral{copies(node.elements)});
    }
    ExprPtr operator()(const ast::Row& node) {
        return ast::make(ast::Row{node.explicit_keyword, copies(node.elements), node.names});
    }
    ExprPtr operator()(const ast::Subscript& node) {
        return ast::make(ast::Subscript{copy(node.base), copy(node.index)});
    }
    ExprPtr operator()(const ast::Slice& node) {
        return ast::make(ast::Slice{copy(node.base), copy(node.lower), copy(node.upper)});
    }
    ExprPtr operator()(const ast::Field& node) { return ast::make(ast::Field{copy(node.base), node.name}); }
    ExprPtr operator()(const ast::Applied& node) {
        return ast::make(ast::Applied{node.function, node.op, copies(node.args), node.syntax});
    }
    ExprPtr operator()(const ast::Conversion& node) {
        return ast::make(ast::Conversion{copy(node.operand), node.to, node.row, node.context});
    }
    ExprPtr operator()(const ast::Special& node) {
        return ast::make(ast::Special{node.function, copies(node.args), node.equal});
    }
    ExprPtr operator()(const ast::Grouping& node) { return ast::make(ast::Grouping{copies(node.args)}); }
    ExprPtr operator()(const ast::Spelled& node) {
        return ast::make(ast::Spelled{node.spelling, copies(node.args), node.shared});
    }
    ExprPtr operator()(const ast::In& node) {
        if (node.query) return nullptr;
        return ast::make(ast::In{node.negated, copy(node.operand), copies(node.list), nullptr});
    }
    ExprPtr operator()(const ast::Quantified& node) {
        if (node.query) return nullptr;
        ast::Quantified out;
        out.op = node.op;
        out.all = node.all;
        out.array = copy(node.array);
        out.test = copy(node.test);
        return ast::make(std::move(out));
    }
    ExprPtr operator()(const ast::Call& node) {
        ast::Call out;
        out.function = node.function;
        out.args = copies(node.args);
        out.syntax = node.syntax;
        out.star = node.star;
        out.distinct = node.distinct;
        out.order_by = copies(node.order_by);
        out.within_group = copies(node.within_group);
        out.filter = copy(node.filter);
        out.over = copy(node.over);
        out.row = node.row;
        return ast::make(std::move(out));
    }
    template <class Node>
    ExprPtr operator()(const Node&) {
        return nullptr;
    }
};

}  // namespace

ExprPtr clone(const ast::Expr& e) {
    ExprPtr out = std::visit(Copying(), e.node);
    if (!out)
        throw BindFailure{
            Error(Errc::unsupported, "this expression cannot be evaluated in two places of the translation")};
    out->position = e.position;
    out->end = e.end;
    out->operator_position = e.operator_position;
    out->type = e.type;
    return out;
}

namespace {

// What tells two nodes of a kind apart, beside their operands.
struct Printing {
    std::string& out;
    const ast::Expr& whole;

    void add(std::string_view text) {
        out += ' ';
        out += std::to_string(text.size());
        out += ':';
        out += text;
    }
    template <class Number>
    void number(Number value) {
        out += ' ';
        out += std::to_string(static_cast<long long>(value));
    }
    void place(const void* address) { number(reinterpret_cast<std::intptr_t>(address)); }
    void type(Type of) { number(of.oid()), number(of.modifier); }

    void operator()(const ast::Literal& node) { add(node.text), number(node.kind); }
    void operator()(const ast::Parameter& node) { number(node.number); }
    void operator()(const ast::ColumnRef& node) {
        for (const std::string& part : node.parts) add(part);
        number(node.range), number(node.column);
    }
    void operator()(const ast::Unary& node) { add(node.op); }
    void operator()(const ast::Binary& node) { add(node.op); }
    void operator()(const ast::Logical& node) { number(node.op); }
    void operator()(const ast::Is& node) { number(node.kind), number(node.negated); }
    void operator()(const ast::IsDistinct& node) { number(node.negated); }
    void operator()(const ast::Between& node) { number(node.negated), number(node.symmetric); }
    void operator()(const ast::Like& node) { number(node.kind), number(node.negated); }
    void operator()(const ast::Case& node) { number(node.operand != nullptr), number(node.whens.size()); }
    void operator()(const ast::Collate& node) { add(node.collation.back()); }
    void operator()(const ast::Slice& node) { number(node.lower != nullptr), number(node.upper != nullptr); }
    void operator()(const ast::Applied& node) { place(node.function), place(node.op); }
    void operator()(const ast::Field& node) { add(node.name); }
    void operator()(const ast::Conversion& node) { type(node.to); }
    void operator()(const ast::Special& node) { number(node.function); }
    void operator()(const ast::OutputRef& node) { number(node.place); }
    void operator()(const ast::Spelled& node) { add(node.spelling), place(node.shared.get()); }
    void operator()(const ast::Subquery&) { place(&whole); }
    void operator()(const ast::In& node) {
        number(node.negated);
        if (node.query) place(&whole);
    }
    void operator()(const ast::Quantified& node) {
        number(node.all);
        if (node.query) place(&whole);
    }
    void operator()(const ast::Call& node) {
        add(node.function.back()), place(node.row), number(node.distinct), number(node.args.size());
        if (node.over) place(node.over.get());
    }
    template <class Node>
    void operator()(const Node&) {}
};

void print(const ast::Expr& e, std::string& out) {
    out += '(';
    out += std::to_string(e.node.index());
    std::visit(Printing{out, e}, e.node);
    ast::for_each_operand(e, [&](const ast::Expr& operand) { print(operand, out); });
    out += ')';
}

}  // namespace

std::string fingerprint(const ast::Expr& e) {
    std::string out;
    print(e, out);
    return out;
}

}  // namespace ormgate::dialects
