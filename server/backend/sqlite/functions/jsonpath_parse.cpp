#include <charconv>

#include "core/decimal.hpp"
#include "core/json_text.hpp"
#include "server/backend/sqlite/functions/jsonpath.hpp"

namespace ormgate::sqlite {
namespace {

using Kind = PathNode::Kind;

constexpr int deepest = 200;

PathNodePtr make(Kind kind) {
    auto node = std::make_unique<PathNode>();
    node->kind = kind;
    return node;
}

PathNodePtr make(Kind kind, PathNodePtr a, PathNodePtr b = nullptr) {
    PathNodePtr node = make(kind);
    node->operands.push_back(std::move(a));
    if (b) node->operands.push_back(std::move(b));
    return node;
}

bool is_predicate(const PathNode& node) {
    return node.kind >= Kind::equal && node.next == nullptr;
}

// Parser reads a path by recursive descent: or, and, comparisons, sums, products, signs, accessors. What it
// throws does not leave parse_jsonpath().
class Parser {
public:
    explicit Parser(std::string_view text) : in_(text) {}

    JsonPath run() {
        JsonPath path;
        if (accept_word("strict"))
            path.strict = true;
        else
            accept_word("lax");
        path.expression = disjunction();
        skip_blanks();
        if (!in_.empty()) refuse();
        return path;
    }

private:
    [[noreturn]] void refuse() {
        skip_blanks();
        const std::string quoted = "of jsonpath input";
        std::string near(in_.substr(0, in_.find_first_of(" \t\r\n")));
        throw Error(Errc::syntax_error,
                    in_.empty() ? "syntax error at end " + quoted
                                : "syntax error at or near \"" + near.substr(0, 1) + "\" " + quoted);
    }

    void skip_blanks() {
        for (;;) {
            const std::size_t n = in_.find_first_not_of(" \t\r\n");
            in_.remove_prefix(n == in_.npos ? in_.size() : n);
            if (!in_.starts_with("/*")) return;
            const std::size_t end = in_.find("*/", 2);
            in_.remove_prefix(end == in_.npos ? in_.size() : end + 2);
        }
    }
    bool at(std::string_view symbol) {
        skip_blanks();
        return in_.starts_with(symbol);
    }
    bool accept(std::string_view symbol) {
        if (!at(symbol)) return false;
        in_.remove_prefix(symbol.size());
        return true;
    }
    void expect(std::string_view symbol) {
        if (!accept(symbol)) refuse();
    }
    static bool is_word(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               static_cast<unsigned char>(c) >= 0x80;
    }
    std::string_view peek_word() {
        skip_blanks();
        std::size_t n = 0;
        while (n < in_.size() && is_word(in_[n])) ++n;
        return in_.substr(0, n);
    }
    bool accept_word(std::string_view word) {
        if (peek_word() != word) return false;
        in_.remove_prefix(word.size());
        return true;
    }
    std::string name() {
        if (at("\"")) return string();
        const std::string_view word = peek_word();
        if (word.empty()) refuse();
        in_.remove_prefix(word.size());
        return std::string(word);
    }
    std::string string() {
        skip_blanks();
        Result<std::string> text = take_json_string(in_);
        if (!text) refuse();
        return *text;
    }

    // A guard of the parser's own stack.
    struct Depth {
        explicit Depth(Parser& parser) : parser_(parser) {
            if (++parser_.depth_ > deepest)
                throw Error(Errc::statement_too_complex, "stack depth limit exceeded");
        }
        ~Depth() { --parser_.depth_; }
        Parser& parser_;
    };

    PathNodePtr condition(PathNodePtr node) {
        if (!is_predicate(*node)) refuse();
        return node;
    }

    PathNodePtr disjunction() {
        const Depth guard(*this);
        PathNodePtr left = conjunction();
        while (at("||")) {
            left = condition(std::move(left));
            accept("||");
            PathNodePtr right = condition(conjunction());
            left = make(Kind::or_, std::move(left), std::move(right));
        }
        return left;
    }

    PathNodePtr conjunction() {
        PathNodePtr left = comparison();
        while (at("&&")) {
            left = condition(std::move(left));
            accept("&&");
            PathNodePtr right = condition(comparison());
            left = make(Kind::and_, std::move(left), std::move(right));
        }
        return left;
    }

    PathNodePtr comparison() {
        if (!at("!=") && accept("!")) {
            PathNodePtr inner;
            if (accept("(")) {
                inner = condition(disjunction());
                expect(")");
            } else {
                inner = condition(comparison());
            }
            return make(Kind::not_, std::move(inner));
        }
        PathNodePtr left = sum();
        static constexpr std::pair<std::string_view, Kind> comparisons[] = {
            {"==", Kind::equal},
            {"=", Kind::equal},
            {"!=", Kind::not_equal},
            {"<>", Kind::not_equal},
            {"<=", Kind::less_or_equal},
            {"<", Kind::less},
            {">=", Kind::greater_or_equal},
            {">", Kind::greater},
        };
        for (const auto& [symbol, kind] : comparisons) {
            if (!accept(symbol)) continue;
            PathNodePtr right = sum();
            return make(kind, std::move(left), std::move(right));
        }
        if (accept_word("starts")) {
            if (!accept_word("with")) refuse();
            PathNodePtr prefix = primary();
            return make(Kind::starts_with, std::move(left), std::move(prefix));
        }
        if (accept_word("like_regex")) {
            PathNodePtr node = make(Kind::like_regex, std::move(left));
            node->text = string();
            if (accept_word("flag")) node->flags = string();
            return node;
        }
        return left;
    }

    PathNodePtr sum() {
        PathNodePtr left = product();
        for (;;) {
            const bool plus = at("+");
            if (!plus && !at("-")) return left;
            in_.remove_prefix(1);
            PathNodePtr right = product();
            left = make(plus ? Kind::add : Kind::subtract, std::move(left), std::move(right));
        }
    }

    PathNodePtr product() {
        PathNodePtr left = sign();
        for (;;) {
            const Kind kind = at("*")   ? Kind::multiply
                              : at("/") ? Kind::divide
                              : at("%") ? Kind::modulo
                                        : Kind::root;
            if (kind == Kind::root) return left;
            in_.remove_prefix(1);
            PathNodePtr right = sign();
            left = make(kind, std::move(left), std::move(right));
        }
    }

    PathNodePtr sign() {
        const Depth guard(*this);
        if (accept("+")) return make(Kind::positive, sign());
        if (accept("-")) return make(Kind::negative, sign());
        return accessors(primary());
    }

    PathNodePtr primary() {
        if (accept("$")) {
            if (in_.starts_with('"') || (!in_.empty() && is_word(in_.front()))) {
                PathNodePtr node = make(Kind::variable);
                node->text = name();
                return node;
            }
            return make(Kind::root);
        }
        if (accept("@")) {
            if (filters_ == 0) throw Error(Errc::syntax_error, "@ is not allowed in root expressions");
            return make(Kind::current);
        }
        if (accept("(")) {
            PathNodePtr inner = disjunction();
            expect(")");
            if (is_predicate(*inner) && accept_word("is")) {
                if (!accept_word("unknown")) refuse();
                return make(Kind::is_unknown, std::move(inner));
            }
            return inner;
        }
        if (at("\"")) {
            PathNodePtr node = make(Kind::literal);
            node->value = Json::of_text(string());
            return node;
        }
        const std::string_view word = peek_word();
        if ((!word.empty() && word[0] >= '0' && word[0] <= '9') || at(".")) return number();
        if (accept_word("exists")) {
            expect("(");
            PathNodePtr inner = disjunction();
            expect(")");
            return make(Kind::exists, std::move(inner));
        }
        if (accept_word("last")) {
            if (subscripts_ == 0) throw Error(Errc::syntax_error, "LAST is allowed only in array subscripts");
            return make(Kind::last);
        }
        PathNodePtr node = make(Kind::literal);
        if (accept_word("true"))
            node->value = Json::of_boolean(true);
        else if (accept_word("false"))
            node->value = Json::of_boolean(false);
        else if (!accept_word("null"))
            refuse();
        return node;
    }

    PathNodePtr number() {
        skip_blanks();
        std::size_t n = 0;
        const auto digits = [&] {
            while (n < in_.size() && in_[n] >= '0' && in_[n] <= '9') ++n;
        };
        digits();
        if (n < in_.size() && in_[n] == '.' && n + 1 < in_.size() && in_[n + 1] >= '0' && in_[n + 1] <= '9') {
            ++n;
            digits();
        }
        if (n > 0 && n < in_.size() && (in_[n] == 'e' || in_[n] == 'E')) {
            ++n;
            if (n < in_.size() && (in_[n] == '+' || in_[n] == '-')) ++n;
            digits();
        }
        Result<Decimal> value = Decimal::parse(in_.substr(0, n));
        if (n == 0 || !value) refuse();
        in_.remove_prefix(n);
        if (!in_.empty() && is_word(in_.front()))
            throw Error(Errc::syntax_error,
                        "trailing junk after numeric literal at or near \"" + std::string(in_.substr(0, 1)) +
                            "\" of jsonpath input");
        PathNodePtr node = make(Kind::literal);
        node->value = Json::of_number(value->text());
        return node;
    }

    std::int64_t level() {
        if (accept_word("last")) return -1;
        const std::string_view word = peek_word();
        std::int64_t value = 0;
        const auto [end, status] = std::from_chars(word.data(), word.data() + word.size(), value);
        if (status != std::errc() || end != word.data() + word.size()) refuse();
        in_.remove_prefix(word.size());
        return value;
    }

    // What stands behind a value, each applied to what the one before yields.
    PathNodePtr accessors(PathNodePtr first) {
        PathNode* tail = first.get();
        for (;;) {
            PathNodePtr node = accessor();
            if (!node) return first;
            while (tail->next) tail = tail->next.get();
            tail->next = std::move(node);
            tail = tail->next.get();
        }
    }

    PathNodePtr accessor() {
        if (accept("?")) {
            expect("(");
            ++filters_;
            PathNodePtr inner = condition(disjunction());
            --filters_;
            expect(")");
            return make(Kind::filter, std::move(inner));
        }
        if (accept("[")) return subscripts();
        if (!accept(".")) return nullptr;
        if (accept("**")) {
            PathNodePtr node = make(Kind::descendants);
            if (accept("{")) {
                node->low = node->high = level();
                if (accept_word("to")) node->high = level();
                expect("}");
            }
            return node;
        }
        if (accept("*")) return make(Kind::any_key);
        const bool quoted = at("\"");
        PathNodePtr node = make(Kind::key);
        node->text = name();
        if (quoted || !accept("(")) return node;
        static constexpr std::string_view methods[] = {"type", "size", "double", "ceiling", "floor", "abs"};
        bool known = false;
        for (const std::string_view method : methods) known = known || method == node->text;
        if (node->text == "datetime" || node->text == "keyvalue")
            throw Error(Errc::unsupported, "the jsonpath method ." + node->text + "() is not supported");
        if (!known) refuse();
        expect(")");
        node->kind = Kind::method;
        return node;
    }

    PathNodePtr subscripts() {
        if (accept("*")) {
            expect("]");
            return make(Kind::any_item);
        }
        PathNodePtr node = make(Kind::subscripts);
        ++subscripts_;
        do {
            node->operands.push_back(sum());
            node->operands.push_back(accept_word("to") ? sum() : nullptr);
        } while (accept(","));
        --subscripts_;
        expect("]");
        return node;
    }

    std::string_view in_;
    int depth_ = 0, filters_ = 0, subscripts_ = 0;
};

}  // namespace

Result<JsonPath> parse_jsonpath(std::string_view text) {
    if (text.find_first_not_of(" \t\r\n") == text.npos)
        return fail(Errc::invalid_text_representation,
                    "invalid input syntax for type jsonpath: \"" + std::string(text) + "\"");
    try {
        return Parser(text).run();
    } catch (Error& error) {
        return fail(std::move(error));
    }
}

}  // namespace ormgate::sqlite
