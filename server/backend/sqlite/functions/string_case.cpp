#include <unicode/uchar.h>

#include <algorithm>

#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/utf8.hpp"

namespace ormgate::sqlite {
namespace {

// PostgreSQL's C.UTF-8 maps character by character ("simple" mapping): ß stays ß.
template <UChar32 (*map)(UChar32), char first, char last>
Answer map_case(Call& call) {
    std::string_view text = call.text(0);
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        char c = text[at];
        if (static_cast<signed char>(c) >= 0) {
            out.push_back(c >= first && c <= last ? static_cast<char>(c ^ 0x20) : c);
            ++at;
            continue;
        }
        append_character(out, static_cast<char32_t>(map(static_cast<UChar32>(take_character(text, at)))));
    }
    call.answer(out);
    return {};
}

Answer initcap(Call& call) {
    std::string_view text = call.text(0);
    std::string out;
    out.reserve(text.size());
    bool inside_word = false;
    for (std::size_t at = 0; at < text.size();) {
        auto code = static_cast<UChar32>(take_character(text, at));
        append_character(out, static_cast<char32_t>(inside_word ? u_tolower(code) : u_toupper(code)));
        inside_word = u_isalnum(code) != 0;
    }
    call.answer(out);
    return {};
}

constexpr ScalarFunction functions[] = {
    {"pg_initcap", 1, 1, pure, initcap},
    {"pg_lower", 1, 1, pure, map_case<u_tolower, 'A', 'Z'>},
    {"pg_upper", 1, 1, pure, map_case<u_toupper, 'a', 'z'>},
};

}  // namespace

std::span<const ScalarFunction> string_case_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
