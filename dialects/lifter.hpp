#pragma once

#include <string_view>

#include "dialects/token.hpp"

namespace ormgate::dialects {

// Lifter numbers the literals of one statement that are lifted out of it. cut_templates() and the parser show
// it the same tokens, so that their numbers agree. It knows statements by their first word and types by their
// names only; a literal the grammar turns out to need for its structure is reported by the parser as pinned.
class Lifter {
public:
    explicit Lifter(std::string_view sql) : sql_(sql) {}

    // The slot of a token, -1: it stays in the template. Every token is to be shown, in order.
    std::int32_t slot(const Token& token);

private:
    static constexpr std::int32_t most =
        16384;  // bound values a statement of any backend takes besides parameters

    bool is_type_before_parenthesis() const;

    std::string_view sql_;
    Token previous_;
    std::int32_t next_ = 0;
    bool decided_ = false, lifts_ = false, in_type_ = false;
};

}  // namespace ormgate::dialects
