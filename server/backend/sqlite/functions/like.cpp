#include <unicode/uchar.h>

#include <string>

#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/utf8.hpp"

namespace ormgate::sqlite {
namespace {

// How two texts are walked: by UTF-8 character, by character without case, or by byte.
struct Exact {
    static std::size_t step(std::string_view text, std::size_t at) { return character_size(text, at); }
    static bool equal(std::string_view a, std::string_view b) { return a == b; }
};
struct Caseless {
    static std::size_t step(std::string_view text, std::size_t at) { return character_size(text, at); }
    static bool equal(std::string_view a, std::string_view b) {
        if (a == b) return true;
        std::size_t i = 0, j = 0;
        return u_tolower(static_cast<UChar32>(take_character(a, i))) ==
               u_tolower(static_cast<UChar32>(take_character(b, j)));
    }
};
struct Bytewise {
    static std::size_t step(std::string_view, std::size_t) { return 1; }
    static bool equal(std::string_view a, std::string_view b) { return a == b; }
};

Error ends_with_escape() {
    return {Errc::invalid_escape_sequence, "LIKE pattern must not end with escape character"};
}

// Remembers the last % only: a later one can always take what an earlier one could, so going back further
// never helps.
template <class Walk>
Result<bool> matches(std::string_view text, std::string_view pattern, std::string_view escape) {
    constexpr std::size_t nowhere = std::string_view::npos;
    std::size_t t = 0, p = 0, percent = nowhere, resume = 0;
    for (;;) {
        bool advanced = false;
        if (p < pattern.size()) {
            std::string_view symbol = pattern.substr(p, Walk::step(pattern, p));
            bool escaped = !escape.empty() && symbol == escape;
            if (!escaped && symbol == "%") {
                percent = p += 1;
                resume = t;
                continue;
            }
            std::size_t after = p + symbol.size();
            if (escaped) {
                if (after >= pattern.size()) return fail(ends_with_escape());
                symbol = pattern.substr(after, Walk::step(pattern, after));
                after += symbol.size();
            }
            if (t < text.size()) {
                std::string_view character = text.substr(t, Walk::step(text, t));
                if ((!escaped && symbol == "_") || Walk::equal(character, symbol)) {
                    t += character.size();
                    p = after;
                    advanced = true;
                }
            }
        } else if (t == text.size()) {
            return true;
        }
        if (advanced) continue;
        if (percent == nowhere || resume >= text.size()) return false;
        resume += Walk::step(text, resume);
        t = resume;
        p = percent;
    }
}

template <class Walk>
Answer like(Call& call) {
    std::string_view escape = call.count() > 2 ? as_text(call.bytes(2)) : "\\";
    if (!escape.empty() && Walk::step(escape, 0) != escape.size())
        return fail(Error(Errc::invalid_escape_sequence, "invalid escape string")
                        .with_hint("Escape string must be empty or one character."));
    return answer_result(call, matches<Walk>(as_text(call.bytes(0)), as_text(call.bytes(1)), escape));
}

constexpr ScalarFunction functions[] = {
    {"pg_ilike", 2, 3, pure, like<Caseless>},
    {"pg_like", 2, 3, pure, like<Exact>},
    {"pg_like_bytea", 2, 3, pure, like<Bytewise>},
};

}  // namespace

std::span<const ScalarFunction> like_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
