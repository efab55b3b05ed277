#include "dialects/lexer.hpp"

#include <charconv>
#include <cstring>

#include "dialects/lifter.hpp"
#include "dialects/scanner.hpp"

namespace ormgate::dialects {
namespace {

using namespace literals;

// Cutter walks the tokens of a client's text and writes a Template for each statement.
class Cutter {
public:
    Cutter(std::string_view sql, const Dialect& dialect)
        : sql_(sql), dialect_(dialect), scanner_(sql, dialect) {}

    Result<std::vector<Template>> run() {
        for (;;) {
            Token token = scanner_.next();
            if (token.kind == TokenKind::error) return std::unexpected(std::move(scanner_.error()));
            if (token.kind == TokenKind::end || (token.is(';') && depth_ == 0 && body_ == 0)) {
                finish();
                if (token.kind == TokenKind::end) return std::move(templates_);
                continue;
            }
            if (!open_) start(token);
            if (scanner_.in_comment()) in_comment_ = true;
            if (token.is('(')) ++depth_;
            if (token.is(')') && depth_ > 0) --depth_;
            if (creates_) follow_body(token);
            if (auto added = add(token); !added) return std::unexpected(std::move(added).error());
            end_ = token.end;
        }
    }

private:
    std::string_view text(const Token& token) const {
        return sql_.substr(token.begin, token.end - token.begin);
    }

    void start(const Token& token) {
        open_ = true;
        lifter_ = Lifter(sql_);
        current_ = Template{};
        // The executable comment that the statement begins or ends in belongs to its text.
        const bool commented = scanner_.in_comment() && scanner_.comment_begin() >= end_;
        current_.begin = commented ? scanner_.comment_begin() : token.begin;
        in_comment_ = false;
        current_.key.reserve(std::min<std::size_t>(sql_.size() - token.begin, 4096) + 16);
        if (dialect_.modes != 0) current_.key = {'\x02', static_cast<char>('0' + dialect_.modes)};
        creates_ = token.kind == TokenKind::word && find_keyword(text(token)) == "create"_kw;
        program_ = !is_mysql(dialect_);
    }

    void finish() {
        depth_ = 0;
        body_ = 0;
        if (!open_) return;
        open_ = false;
        if (in_comment_) end_ = std::max(end_, scanner_.comment_end());
        current_.text = sql_.substr(current_.begin, end_ - current_.begin);
        templates_.push_back(std::move(current_));
    }

    // CREATE FUNCTION … BEGIN ATOMIC …; …; END holds semicolons, as SQLite's triggers do after BEGIN.
    void follow_body(const Token& token) {
        const Keyword word = token.kind == TokenKind::word ? find_keyword(text(token)) : no_keyword;
        const bool begins = dialect_.id == DialectId::postgres
                                ? word == "atomic"_kw && last_word_ == "begin"_kw
                                : word == "begin"_kw && program_;
        if (is_mysql(dialect_) && follow_program(word)) {
        } else if (body_ == 0 && begins)
            body_ = 1;
        else if (body_ > 0 && word == "case"_kw)
            ++body_;
        else if (body_ > 0 && word == "end"_kw)
            --body_;
        last_word_ = word;
    }

    // MySQL's stored programs: blocks nest; IF, LOOP, WHILE and REPEAT end with END and their own word.
    bool follow_program(Keyword word) {
        if (word == "procedure"_kw || word == "function"_kw || word == "trigger"_kw || word == "event"_kw)
            program_ = true;
        const bool ended = last_word_ == "end"_kw;
        if (body_ == 0 && !ended) return false;
        if (word == "begin"_kw && body_ > 0) ++body_;
        if (ended && (word == "if"_kw || word == "loop"_kw || word == "while"_kw || word == "repeat"_kw))
            ++body_;
        return (word == "begin"_kw && body_ > 1) || (ended && word == "case"_kw);
    }

    Result<void> add(const Token& token) {
        std::string& key = current_.key;
        if (!key.empty()) key += ' ';
        if (token.is_literal()) return add_literal(token);
        std::string_view source = text(token);
        if (token.kind == TokenKind::not_equals) source = "<>";
        const std::size_t at = key.size();
        key += source;
        lifter_.slot(token);
        if (token.kind == TokenKind::word && dialect_.folds_to_lower)
            for (std::size_t i = at; i < key.size(); ++i)
                if (key[i] >= 'A' && key[i] <= 'Z') key[i] = static_cast<char>(key[i] + 32);
        return {};
    }

    // A lifted literal leaves its kind in the key, behind a byte that no token begins with.
    Result<void> add_literal(const Token& token) {
        const std::int32_t slot = lifter_.slot(token);
        if (slot < 0) {
            current_.key += text(token);
            return {};
        }
        auto decoded = decode(token, sql_, dialect_);
        if (!decoded) return std::unexpected(std::move(decoded).error());
        current_.key += '\x01';
        current_.key += kind_mark(token);
        if (current_.literals.empty()) current_.literals.reserve(8);
        current_.literals.push_back({literal_kind(token.kind), std::move(*decoded), token.begin});
        return {};
    }

    char kind_mark(const Token& token) const {
        switch (token.kind) {
            case TokenKind::integer:
                return integer_mark(text(token));
            case TokenKind::decimal:
                return 'd';
            case TokenKind::bit_string:
                return 'b';
            case TokenKind::hex_string:
                return 'x';
            case TokenKind::national_string:
                return 'n';
            default:
                return 's';
        }
    }

    // An integer's size decides its type.
    static char integer_mark(std::string_view digits) {
        std::int64_t value = 0;
        auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        // a minus before the first number past a type's end makes it the type's least
        if (error != std::errc()) return digits == "9223372036854775808" ? 'h' : 'g';
        return value <= INT32_MAX ? '4' : value == -std::int64_t{INT32_MIN} ? '5' : '8';
    }

    std::string_view sql_;
    const Dialect& dialect_;
    Scanner scanner_;
    Lifter lifter_{sql_};
    std::vector<Template> templates_;
    Template current_;
    std::uint32_t end_ = 0;
    std::size_t depth_ = 0, body_ = 0;
    Keyword last_word_ = no_keyword;
    bool open_ = false, creates_ = false;
    bool program_ = false;     // CREATE may have a body
    bool in_comment_ = false;  // an executable comment is among the statement's tokens
};

}  // namespace

ast::LiteralKind literal_kind(TokenKind kind) {
    switch (kind) {
        case TokenKind::integer:
            return ast::LiteralKind::integer;
        case TokenKind::decimal:
            return ast::LiteralKind::decimal;
        case TokenKind::bit_string:
            return ast::LiteralKind::bit_string;
        case TokenKind::hex_string:
            return ast::LiteralKind::hex_string;
        case TokenKind::national_string:
            return ast::LiteralKind::national;
        default:
            return ast::LiteralKind::string;
    }
}

Result<void> check_text(std::string_view sql, const Dialect& dialect) {
    if (sql.size() > longest_text) return fail(Errc::program_limit_exceeded, "statement is longer than 1 GB");
    bool ascii = true;
    std::size_t at = 0;
    for (; ascii && at + 8 <= sql.size(); at += 8) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, sql.data() + at, 8);
        ascii = (eight & 0x8080808080808080u) == 0;
    }
    for (; ascii && at < sql.size(); ++at) ascii = static_cast<unsigned char>(sql[at]) < 0x80;
    if (!ascii && dialect.id == DialectId::postgres && !is_utf8(sql))
        return fail(Errc::character_not_in_repertoire, "invalid byte sequence for encoding \"UTF8\"");
    return {};
}

Result<std::vector<Template>> cut_templates(std::string_view sql, const Dialect& dialect) {
    if (auto checked = check_text(sql, dialect); !checked) return std::unexpected(std::move(checked).error());
    return Cutter(sql, dialect).run();
}

}  // namespace ormgate::dialects
