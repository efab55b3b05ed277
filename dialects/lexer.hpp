#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "dialects/ast/expression.hpp"
#include "dialects/dialect.hpp"
#include "dialects/token.hpp"

namespace ormgate::dialects {

// LiftedLiteral is a literal taken out of a statement so that statements differing only in it share a
// template.
struct LiftedLiteral {
    ast::LiteralKind kind = ast::LiteralKind::string;
    std::string text;            // decoded
    std::uint32_t position = 0;  // byte offset in the text the template was cut from
};

// Template is one statement of a client's text with its literals lifted out.
struct Template {
    std::string key;  // equal keys: same tokens but for the lifted literals' values
    std::vector<LiftedLiteral> literals;
    std::string_view text;    // the statement, without its semicolon; borrows from the client's text
    std::uint32_t begin = 0;  // offset of `text` in the client's text
};

// Cuts a client's text at its semicolons and lifts the literals of each statement. One pass over the bytes.
// Errors: unterminated quotes or comments, with their position; bytes a dialect's text cannot hold.
Result<std::vector<Template>> cut_templates(std::string_view sql, const Dialect& dialect);

// Refuses what no statement can be: bytes that are not UTF-8, more than 1 GB.
Result<void> check_text(std::string_view sql, const Dialect& dialect);
inline constexpr std::size_t longest_text = std::size_t{1} << 30;

ast::LiteralKind literal_kind(TokenKind kind);

}  // namespace ormgate::dialects
