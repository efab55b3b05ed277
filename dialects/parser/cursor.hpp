#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "dialects/ast/statement.hpp"
#include "dialects/scanner.hpp"

namespace ormgate::dialects {

using namespace literals;

// Refusal carries the first error out of the recursive descent; parse_statement() turns it into a value.
struct Refusal {
    Error error;
};

// Cursor walks the tokens of one statement. A token that does not fit is refused as PostgreSQL's grammar
// refuses it.
class Cursor {
public:
    Cursor(std::string_view sql, const Dialect& dialect);

    const Token& peek(std::size_t ahead = 0) const {
        return tokens_[position_ + ahead < tokens_.size() ? position_ + ahead : tokens_.size() - 1];
    }
    const Token& take();
    bool at(Keyword word) const { return peek().is(word); }
    bool at(Keyword word, Keyword second) const { return at(word) && peek(1).is(second); }
    bool at(char symbol) const { return peek().is(symbol); }
    bool at(TokenKind kind) const { return peek().kind == kind; }
    bool at_end() const { return at(TokenKind::end); }
    template <class... Words>
    bool at_any(Words... words) const {
        return (at(words) || ...);
    }
    template <class What>
    bool accept(What what) {
        if (!at(what)) return false;
        take();
        return true;
    }
    bool accept(Keyword word, Keyword second);
    template <class What>
    void expect(What what) {
        if (!accept(what)) refuse();
    }
    template <class First, class... Rest>
        requires(sizeof...(Rest) > 0)
    void expect(First first, Rest... rest) {
        expect(first);
        (expect(rest), ...);
    }

    // The syntax error at the next token, or at one further on.
    [[noreturn]] void refuse(std::size_t ahead = 0);
    [[noreturn]] void refuse(Error error, std::size_t byte);
    [[noreturn]] void refuse(Errc code, std::string message, std::size_t byte);
    [[noreturn]] void refuse_unsupported(std::string what, std::size_t byte);

    // Names, by how far keywords may be used for them.
    bool is_column_id(const Token& token) const;      // ColId
    bool is_function_name(const Token& token) const;  // type_function_name
    bool is_label(const Token& token) const;          // ColLabel: any word
    bool is_bare_label(const Token& token) const;     // an alias without AS
    std::string column_id();
    std::string function_name();
    std::string label();
    std::string non_reserved_word();
    ast::Name qualified_name();              // a.b.c
    std::vector<std::string> column_list();  // (a, b)
    std::vector<std::string> name_list();    // a, b
    std::vector<ast::Name> qualified_name_list();

    // Constants the grammar needs for its structure; a lifted one is pinned.
    std::string string_constant();
    std::int64_t integer_constant();         // ICONST: fits 32 bits
    std::int64_t signed_integer_constant();  // any width
    bool at_string() const { return peek().is_string() && peek().kind != TokenKind::national_string; }

    KeywordCategory category_of(const Token& token) const { return category(token.keyword, dialect_.id); }
    std::string text(const Token& token);  // decoded
    std::string_view sql() const { return sql_; }
    std::string_view source(const Token& token) const {
        return sql_.substr(token.begin, token.end - token.begin);
    }
    std::string source_since(std::uint32_t begin) const;  // up to the last token taken
    std::string_view source_of(const ast::Expr& expr) const {
        return sql_.substr(expr.position, expr.end - expr.position);
    }
    std::uint32_t begin() const { return peek().begin; }
    std::uint32_t end() const { return position_ == 0 ? 0 : tokens_[position_ - 1].end; }
    void pin(const Token& token);
    const Dialect& dialect() const { return dialect_; }
    bool sqlite() const { return dialect_.id == DialectId::sqlite; }

    std::vector<std::uint16_t> pinned;

protected:
    // Nesting of the text while it is parsed and height of the tree that comes of it are bounded, so that
    // neither the descent nor any walk of the tree can exhaust a stack.
    static constexpr std::size_t deepest = 250, highest = 500;
    class Descent {
    public:
        explicit Descent(Cursor& cursor);
        ~Descent();
        Descent(const Descent&) = delete;
        Descent& operator=(const Descent&) = delete;

    private:
        Cursor& cursor_;
        std::size_t saved_peak_;
    };
    friend class Descent;
    std::size_t depth() const { return depth_; }
    void grow(std::size_t& height);  // of a tree that gets one more level
    void note_height(std::size_t height) { peak_ = std::max(peak_, height); }

    std::size_t height_ = 0;  // of the tree parsed last

private:
    [[noreturn]] void refuse_depth();

    std::string_view sql_;
    const Dialect& dialect_;
    std::vector<Token> tokens_;  // the last one is of kind end or error
    Error scan_error_;
    std::size_t position_ = 0;
    std::size_t depth_ = 0;
    std::size_t peak_ = 0;  // the highest tree below the one being parsed
};

}  // namespace ormgate::dialects
