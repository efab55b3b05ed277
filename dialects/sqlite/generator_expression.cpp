#include <algorithm>
#include <cctype>

#include "core/text_io.hpp"
#include "dialects/bind/binder.hpp"
#include "dialects/sqlite/generator.hpp"

namespace ormgate::dialects {

using ast::ExprPtr;

std::string sqlite_identifier(std::string_view name) {
    std::string out = "\"";
    for (const char c : name) {
        out += c;
        if (c == '"') out += '"';
    }
    return out + '"';
}

std::string quote_text(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        out += c;
        if (c == '\'') out += '\'';
    }
    return out + '\'';
}

namespace {

// name(…) or a bare word: it needs no parentheses around it.
bool is_atomic(std::string_view spelling) {
    const auto word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    if (std::ranges::all_of(spelling, word)) return true;
    std::size_t i = 0;
    while (i < spelling.size() && word(spelling[i])) ++i;
    if (i == spelling.size() || spelling[i] != '(') return false;
    int depth = 0;
    for (; i < spelling.size(); ++i) {
        if (spelling[i] == '(') ++depth;
        if (spelling[i] == ')' && --depth == 0) return i + 1 == spelling.size();
    }
    return false;
}

bool needs_parentheses(const ast::Expr& e) {
    if (const auto* node = e.as<ast::Spelled>()) {
        if (node->shared) return needs_parentheses(*node->shared);
        if (node->spelling == "$1") return needs_parentheses(*node->args[0]);
        return !is_atomic(node->spelling);
    }
    if (const auto* node = e.as<ast::Literal>()) return node->text.starts_with('-') && node->slot < 0;
    if (const auto* node = e.as<ast::Unary>(); node != nullptr) return true;
    return e.as<ast::Parameter>() == nullptr && e.as<ast::ColumnRef>() == nullptr &&
           e.as<ast::Call>() == nullptr && e.as<ast::Subquery>() == nullptr && e.as<ast::Row>() == nullptr &&
           e.as<ast::Case>() == nullptr;
}

std::string hex(ByteView bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out = "X'";
    for (const std::byte b : bytes) {
        out += digits[std::to_integer<unsigned>(b) >> 4];
        out += digits[std::to_integer<unsigned>(b) & 15];
    }
    return out + "'";
}

// A canonical value as SQLite's SQL.
std::string constant(const Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    if (const auto* number = std::get_if<double>(&value)) {
        std::string text = print_float64(*number);
        if (text == "Infinity") return "9e999";
        if (text == "-Infinity") return "-9e999";
        if (text.find_first_of(".e") == std::string::npos) text += ".0";
        return text;
    }
    if (const auto* text = std::get_if<std::string>(&value)) return quote_text(*text);
    if (const auto* bytes = std::get_if<Bytes>(&value)) return hex(*bytes);
    return "NULL";
}

}  // namespace

void Generator::operand(const ast::Expr& e) {
    if (!needs_parentheses(e)) return expression(e);
    text("(");
    expression(e);
    text(")");
}

void Generator::list(const std::vector<ExprPtr>& items) {
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) text(", ");
        expression(*items[i]);
    }
}

void Generator::bare_expression(const ast::Expr& e) {
    const bool before = bare_;
    bare_ = true;
    expression(e);
    bare_ = before;
}

void Generator::placeholder(Binding::Source source, std::uint16_t index, Type type) {
    if (type.id == TypeId::enumeration || type.id == TypeId::unknown) type = Type(TypeId::text, type.array);
    type.user_oid = 0;
    std::size_t place = 0;
    while (place < bindings_.size() && !(bindings_[place].source == source &&
                                         bindings_[place].index == index && bindings_[place].type == type))
        ++place;
    if (place == bindings_.size()) bindings_.push_back({source, index, type});
    text("?" + std::to_string(place + 1));
}

void Generator::literal(const ast::Literal& node, const ast::Expr& e) {
    if (node.kind == ast::LiteralKind::null) return text("NULL");
    if (node.kind == ast::LiteralKind::boolean && e.type.id == TypeId::boolean)
        return text(node.text == "true" ? "1" : "0");
    if (node.slot >= 0 && literals_ == Literals::bound)
        return placeholder(Binding::Source::literal, static_cast<std::uint16_t>(node.slot), e.type);
    Type type = e.type;
    if (type.id == TypeId::unknown || type.id == TypeId::enumeration) type = TypeId::text;
    if (type.id == TypeId::text && !type.array && node.kind == ast::LiteralKind::string)
        return text(quote_text(node.text));
    const auto value = parse_text(node.text, type, settings_);
    if (!value) throw BindFailure{value.error()};
    if (node.kind == ast::LiteralKind::string && node.slot < 0) settle(*value, node, type, e.position);
    text(constant(*value));
}

void Generator::settle(const Value& value, const ast::Literal& node, Type type, std::uint32_t position) {
    const auto elsewhere = parse_text(node.text, type, TextSettings{});
    if (elsewhere && *elsewhere == value) return;
    std::string fixed;
    print_text(view(value), type, TextSettings{}, fixed);
    settled_.push_back({position, std::move(fixed)});
}

void Generator::expression(const ast::Expr& e) {
    if (const auto* node = e.as<ast::Literal>()) return literal(*node, e);
    if (const auto* node = e.as<ast::Parameter>()) {
        if (literals_ == Literals::inlined)
            throw BindFailure{
                Error(Errc::undefined_parameter, "there is no parameter $" + std::to_string(node->number))};
        return placeholder(Binding::Source::parameter, static_cast<std::uint16_t>(node->number - 1), e.type);
    }
    if (const auto* node = e.as<ast::ColumnRef>()) {
        if (!bare_ && node->parts.size() > 1) {
            name(node->parts[0]);
            text(".");
        }
        return name(node->parts.back());
    }
    if (const auto* node = e.as<ast::Spelled>()) return spelled(*node);
    if (const auto* node = e.as<ast::Call>()) return call(*node);
    if (const auto* node = e.as<ast::Case>()) return case_(*node);
    if (const auto* node = e.as<ast::In>()) return in(*node);
    if (const auto* node = e.as<ast::Unary>()) {
        if (e.type.id == TypeId::numeric) {
            text("pg_numeric_neg(");
            expression(*node->operand);
            return text(")");
        }
        text("-");
        return operand(*node->operand);
    }
    if (const auto* node = e.as<ast::Logical>()) {
        // A chain is a tree as high as it is long to SQLite, which bounds its height: a long one is printed
        // in halves.
        constexpr std::size_t longest = 100;
        const std::string_view op = node->op == ast::LogicalOp::and_ ? " AND " : " OR ";
        const auto chain = [&](const auto& self, std::size_t begin, std::size_t end) -> void {
            if (end - begin > longest) {
                const std::size_t middle = begin + (end - begin) / 2;
                text("(");
                self(self, begin, middle);
                text(")");
                text(op);
                text("(");
                self(self, middle, end);
                return text(")");
            }
            for (std::size_t i = begin; i < end; ++i) {
                if (i > begin) text(op);
                operand(*node->operands[i]);
            }
        };
        return chain(chain, 0, node->operands.size());
    }
    if (const auto* node = e.as<ast::Not>()) {
        text("NOT ");
        return operand(*node->operand);
    }
    if (const auto* node = e.as<ast::Is>()) {
        operand(*node->operand);
        text(node->negated ? " IS NOT " : " IS ");
        return text(node->kind == ast::IsKind::true_    ? "TRUE"
                    : node->kind == ast::IsKind::false_ ? "FALSE"
                                                        : "NULL");
    }
    if (const auto* node = e.as<ast::IsDistinct>()) {
        operand(*node->left);
        text(node->negated ? " IS " : " IS NOT ");
        return operand(*node->right);
    }
    if (const auto* node = e.as<ast::Collate>()) {
        operand(*node->operand);
        text(" COLLATE ");
        return text(node->collation.back());
    }
    if (const auto* node = e.as<ast::Row>()) {
        text("(");
        list(node->elements);
        return text(")");
    }
    if (const auto* node = e.as<ast::Subquery>()) {
        if (node->kind == ast::SubqueryKind::exists) text("EXISTS ");
        const bool bare = bare_;
        bare_ = false;
        text("(");
        query(*node->query);
        text(")");
        bare_ = bare;
        return;
    }
    throw BindFailure{Error(Errc::internal, "the generator met an expression no pass has lowered")};
}

void Generator::spelled(const ast::Spelled& node) {
    if (node.shared) return expression(*node.shared);
    const std::string_view spelling = node.spelling;
    for (std::size_t i = 0; i < spelling.size(); ++i) {
        if (spelling[i] != '$') {
            sql_ += spelling[i];
            continue;
        }
        if (i + 1 < spelling.size() && spelling[i + 1] == '$') {
            sql_ += '$';
            ++i;
            continue;
        }
        std::size_t n = 0, end = i + 1;
        while (end < spelling.size() && std::isdigit(static_cast<unsigned char>(spelling[end])) != 0)
            n = n * 10 + static_cast<std::size_t>(spelling[end++] - '0');
        if (node.args.at(n - 1) == nullptr)
            throw BindFailure{
                Error(Errc::internal, "a spelling names an argument that there is not: " + node.spelling)};
        const ast::Expr& argument = *node.args.at(n - 1);
        const std::string_view before = spelling.substr(0, i);
        const bool opened = before.empty() || before.ends_with('(') || before.ends_with(", ");
        const bool closed = end == spelling.size() || spelling[end] == ')' || spelling[end] == ',';
        if (opened && closed) {
            expression(argument);
        } else {
            operand(argument);
        }
        i = end - 1;
    }
}

void Generator::call(const ast::Call& node) {
    text(node.function.back());
    text("(");
    if (node.distinct) text("DISTINCT ");
    if (node.star) text("*");
    for (std::size_t i = 0; i < node.args.size(); ++i) {
        if (i > 0) text(", ");
        expression(*node.args[i].value);
    }
    text(")");
    if (node.filter) {
        text(" FILTER (WHERE ");
        expression(*node.filter);
        text(")");
    }
    if (!node.over) return;
    text(" OVER ");
    if (node.over->by_name_only) return name(node.over->name);
    text("(");
    window(*node.over);
    text(")");
}

void Generator::case_(const ast::Case& node) {
    text("CASE");
    if (node.operand) {
        text(" ");
        operand(*node.operand);
    }
    for (const ast::When& when : node.whens) {
        text(" WHEN ");
        expression(*when.condition);
        text(" THEN ");
        expression(*when.result);
    }
    if (node.otherwise) {
        text(" ELSE ");
        expression(*node.otherwise);
    }
    text(" END");
}

void Generator::in(const ast::In& node) {
    operand(*node.operand);
    text(node.negated ? " NOT IN (" : " IN (");
    if (node.query) {
        query(*node.query);
    } else {
        list(node.list);
    }
    text(")");
}

void Generator::sort_keys(const std::vector<ast::SortKey>& keys) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (i > 0) text(", ");
        expression(*keys[i].expr);
        if (keys[i].descending) text(" DESC");
        // SQLite holds nulls for the smallest values, PostgreSQL for the greatest
        if (keys[i].nulls_first && *keys[i].nulls_first == keys[i].descending)
            text(*keys[i].nulls_first ? " NULLS FIRST" : " NULLS LAST");
    }
}

void Generator::frame_bound(const ast::FrameBound& bound) {
    switch (bound.kind) {
        case ast::FrameBoundKind::unbounded_preceding:
            return text("UNBOUNDED PRECEDING");
        case ast::FrameBoundKind::unbounded_following:
            return text("UNBOUNDED FOLLOWING");
        case ast::FrameBoundKind::current_row:
            return text("CURRENT ROW");
        case ast::FrameBoundKind::preceding:
        case ast::FrameBoundKind::following:
            operand(*bound.offset);
            return text(bound.kind == ast::FrameBoundKind::preceding ? " PRECEDING" : " FOLLOWING");
    }
}

void Generator::window(const ast::Window& window) {
    std::string_view gap;
    if (!window.base.empty()) {
        name(window.base);
        gap = " ";
    }
    if (!window.partition_by.empty()) {
        text(gap);
        text("PARTITION BY ");
        list(window.partition_by);
        gap = " ";
    }
    if (!window.order_by.empty()) {
        text(gap);
        text("ORDER BY ");
        sort_keys(window.order_by);
        gap = " ";
    }
    if (!window.frame) return;
    text(gap);
    text(window.frame->unit == ast::FrameUnit::rows    ? "ROWS "
         : window.frame->unit == ast::FrameUnit::range ? "RANGE "
                                                       : "GROUPS ");
    if (window.frame->end) text("BETWEEN ");
    frame_bound(window.frame->start);
    if (window.frame->end) {
        text(" AND ");
        frame_bound(*window.frame->end);
    }
    switch (window.frame->exclusion) {
        case ast::FrameExclusion::current_row:
            return text(" EXCLUDE CURRENT ROW");
        case ast::FrameExclusion::group:
            return text(" EXCLUDE GROUP");
        case ast::FrameExclusion::ties:
            return text(" EXCLUDE TIES");
        case ast::FrameExclusion::no_others:
            return;
    }
}

}  // namespace ormgate::dialects
