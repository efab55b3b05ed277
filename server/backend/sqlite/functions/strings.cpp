#include <algorithm>
#include <limits>
#include <string>

#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/regex.hpp"
#include "server/backend/sqlite/functions/utf8.hpp"

namespace ormgate::sqlite {
namespace {

Error too_long() {
    return {Errc::program_limit_exceeded, "requested length too large"};
}

template <std::int64_t unit>
Answer size_in_units(Call& call) {
    call.answer(static_cast<std::int64_t>(call.bytes(0).size()) * unit);
    return {};
}

// The part [first, last) of a text or bytea, in characters or bytes; first may be before the beginning.
void answer_part(Call& call, std::int64_t first, std::int64_t last) {
    first = std::max<std::int64_t>(first, 0);
    last = std::max(first, last);
    auto begin = static_cast<std::size_t>(first);
    auto count = static_cast<std::size_t>(last - first);
    if (call.is_bytes(0)) {
        ByteView bytes = call.bytes(0);
        begin = std::min(begin, bytes.size());
        return call.answer(bytes.subspan(begin, std::min(count, bytes.size() - begin)));
    }
    std::string_view text = call.text(0);
    text.remove_prefix(offset_of_character(text, begin));
    call.answer(text.substr(0, offset_of_character(text, count)));
}

Answer substr(Call& call) {
    std::int64_t start = call.integer(1);
    if (call.count() == 2) {
        answer_part(call,
                    start > std::numeric_limits<std::int64_t>::min() ? start - 1 : 0,
                    std::numeric_limits<std::int64_t>::max());
        return {};
    }
    std::int64_t size = call.integer(2);
    if (size < 0) return fail(Errc::substring_error, "negative substring length not allowed");
    std::int64_t end = 0;
    if (__builtin_add_overflow(start, size, &end)) end = std::numeric_limits<std::int64_t>::max();
    if (end < 1) end = 1;
    answer_part(call, start > 1 ? start - 1 : 0, end - 1);
    return {};
}

std::int64_t size_of(const Call& call) {
    return static_cast<std::int64_t>(count_characters(call.text(0)));
}

Answer left(Call& call) {
    std::int64_t n = call.integer(1);
    answer_part(call, 0, n >= 0 ? n : std::max<std::int64_t>(size_of(call) + n, 0));
    return {};
}

Answer right(Call& call) {
    std::int64_t n = call.integer(1);
    std::int64_t size = size_of(call);
    std::int64_t first = n >= 0 ? size - std::min(n, size) : (n < -size ? size : -n);
    answer_part(call, first, size);
    return {};
}

template <bool at_left>
Answer pad(Call& call) {
    std::string_view text = call.text(0);
    std::string_view fill = call.count() > 2 ? call.text(2) : " ";
    std::int64_t wanted = std::max<std::int64_t>(call.integer(1), 0);
    std::int64_t size = size_of(call);
    if (size >= wanted || fill.empty()) {
        answer_part(call, 0, wanted);
        return {};
    }
    if (static_cast<std::size_t>(wanted) > call.longest_result()) return fail(too_long());
    std::string padding;
    std::size_t at = 0;
    for (std::int64_t missing = wanted - size; missing > 0; --missing) {
        if (at >= fill.size()) at = 0;
        std::size_t step = character_size(fill, at);
        padding.append(fill.substr(at, step));
        at += step;
    }
    if (at_left) {
        padding.append(text);
        call.answer(padding);
        return {};
    }
    padding.insert(0, text);
    call.answer(padding);
    return {};
}

bool has_character(std::string_view set, std::string_view character) {
    for (std::size_t at = 0; at < set.size(); at += character_size(set, at))
        if (set.substr(at, character_size(set, at)) == character) return true;
    return false;
}

std::size_t last_character(std::string_view text) {
    std::size_t at = text.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
    return at;
}

template <bool at_left, bool at_right>
Answer trim_bytes(Call& call) {
    ByteView bytes = call.bytes(0);
    std::string_view set = as_text(call.bytes(1));
    auto in_set = [&](std::byte b) { return set.find(static_cast<char>(b)) != set.npos; };
    while (at_left && !bytes.empty() && in_set(bytes.front())) bytes = bytes.subspan(1);
    while (at_right && !bytes.empty() && in_set(bytes.back())) bytes = bytes.first(bytes.size() - 1);
    call.answer(bytes);
    return {};
}

template <bool at_left, bool at_right>
Answer trim(Call& call) {
    if (call.is_bytes(0) && call.count() > 1) return trim_bytes<at_left, at_right>(call);
    std::string_view text = call.text(0);
    std::string_view set = call.count() > 1 ? call.text(1) : " ";
    while (at_left && !text.empty() && has_character(set, text.substr(0, character_size(text, 0))))
        text.remove_prefix(character_size(text, 0));
    while (at_right && !text.empty() && has_character(set, text.substr(last_character(text))))
        text = text.substr(0, last_character(text));
    call.answer(text);
    return {};
}

Answer repeat(Call& call) {
    std::string_view text = call.text(0);
    std::int64_t times = call.integer(1);
    if (times <= 0 || text.empty()) {
        call.answer("");
        return {};
    }
    if (static_cast<std::uint64_t>(times) > call.longest_result() / text.size()) return fail(too_long());
    std::string out;
    out.reserve(text.size() * static_cast<std::size_t>(times));
    for (; times > 0; --times) out.append(text);
    call.answer(out);
    return {};
}

Answer replace(Call& call) {
    std::string_view text = call.text(0), from = call.text(1), to = call.text(2);
    if (from.empty()) {
        call.answer(text);
        return {};
    }
    std::string out;
    std::size_t at = 0;
    for (std::size_t hit = text.find(from); hit != text.npos; hit = text.find(from, at)) {
        out.append(text.substr(at, hit - at)).append(to);
        at = hit + from.size();
        if (out.size() > call.longest_result()) return fail(too_long());
    }
    out.append(text.substr(at));
    call.answer(out);
    return {};
}

Answer reverse(Call& call) {
    std::string_view text = call.text(0);
    std::string out(text.size(), '\0');
    std::size_t end = text.size();
    for (std::size_t at = 0; at < text.size();) {
        std::size_t size = character_size(text, at);
        end -= size;
        std::copy_n(text.data() + at, size, out.data() + end);
        at += size;
    }
    call.answer(out);
    return {};
}

Answer translate(Call& call) {
    std::string_view text = call.text(0), from = call.text(1), to = call.text(2);
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        std::string_view character = text.substr(at, character_size(text, at));
        at += character.size();
        std::size_t source = 0, target = 0;
        while (source < from.size() && from.substr(source, character_size(from, source)) != character) {
            source += character_size(from, source);
            if (target < to.size()) target += character_size(to, target);
        }
        if (source >= from.size())
            out.append(character);
        else if (target < to.size())
            out.append(to.substr(target, character_size(to, target)));
    }
    call.answer(out);
    return {};
}

// strpos(text, part), position(part in text): from 1, 0 = not found.
Answer strpos(Call& call) {
    if (call.is_bytes(0)) {
        std::size_t found = as_text(call.bytes(0)).find(as_text(call.bytes(1)));
        call.answer(found == std::string_view::npos ? std::int64_t{0} : static_cast<std::int64_t>(found) + 1);
        return {};
    }
    std::string_view text = call.text(0);
    std::size_t found = text.find(call.text(1));
    if (found == text.npos) {
        call.answer(0);
        return {};
    }
    call.answer(static_cast<std::int64_t>(count_characters(text.substr(0, found))) + 1);
    return {};
}

Answer starts_with(Call& call) {
    call.answer(call.text(0).starts_with(call.text(1)));
    return {};
}

Answer ascii(Call& call) {
    std::string_view text = call.text(0);
    std::size_t at = 0;
    call.answer(text.empty() ? std::int64_t{0} : static_cast<std::int64_t>(take_character(text, at)));
    return {};
}

Answer chr(Call& call) {
    std::int64_t code = call.integer(0);
    if (code < 0) return fail(Errc::invalid_parameter_value, "character number must be positive");
    if (code == 0) return fail(Errc::program_limit_exceeded, "null character not permitted");
    if (code > 0x10FFFF)
        return fail(Errc::program_limit_exceeded,
                    "requested character too large for encoding: " + std::to_string(code));
    if (code >= 0xD800 && code <= 0xDFFF)
        return fail(Errc::program_limit_exceeded,
                    "requested character not valid for encoding: " + std::to_string(code));
    std::string out;
    append_character(out, static_cast<char32_t>(code));
    call.answer(out);
    return {};
}

// overlay(text, replacement, from [, count]); of a bytea too.
Answer overlay(Call& call) {
    bool bytes = call.is_bytes(0);
    std::string_view text = bytes ? as_text(call.bytes(0)) : call.text(0);
    std::string_view replacement = bytes ? as_text(call.bytes(1)) : call.text(1);
    auto characters = [&](std::string_view s) {
        return static_cast<std::int64_t>(bytes ? s.size() : count_characters(s));
    };
    auto offset = [&](std::int64_t n) {
        auto at = static_cast<std::size_t>(std::max<std::int64_t>(n, 0));
        return bytes ? std::min(at, text.size()) : offset_of_character(text, at);
    };
    std::int64_t from = call.integer(2);
    std::int64_t count = call.count() > 3 ? call.integer(3) : characters(replacement);
    if (from <= 0) return fail(Errc::substring_error, "negative substring length not allowed");
    std::int64_t next = 0;
    if (__builtin_add_overflow(from, count, &next))
        return fail(Errc::numeric_value_out_of_range, "integer out of range");
    std::string out(text.substr(0, offset(from - 1)));
    out.append(replacement).append(text.substr(offset(next - 1)));
    if (bytes)
        call.answer(as_bytes(out));
    else
        call.answer(out);
    return {};
}

Answer concat(Call& call) {
    std::string out;
    for (int i = 0; i < call.count(); ++i)
        if (!call.null(i)) out.append(call.text(i));
    call.answer(out);
    return {};
}

Answer concat_ws(Call& call) {
    if (call.null(0)) return {};
    std::string out;
    bool first = true;
    for (int i = 1; i < call.count(); ++i) {
        if (call.null(i)) continue;
        if (!first) out.append(call.text(0));
        first = false;
        out.append(call.text(i));
    }
    call.answer(out);
    return {};
}

Answer split_part(Call& call) {
    std::string_view text = call.text(0), separator = call.text(1);
    std::int64_t field = call.integer(2);
    if (field == 0) return fail(Errc::invalid_parameter_value, "field position must not be zero");
    if (separator.empty() || text.empty()) {
        call.answer(field == 1 || field == -1 ? text : std::string_view());
        return {};
    }
    if (field < 0) {  // from the end: fields there are, plus the negative number, plus one
        std::int64_t fields = 1;
        for (std::size_t at = text.find(separator); at != text.npos;
             at = text.find(separator, at + separator.size()))
            ++fields;
        field += fields + 1;
    }
    if (field <= 0) {
        call.answer("");
        return {};
    }
    for (; field > 1; --field) {
        std::size_t at = text.find(separator);
        if (at == text.npos) {
            call.answer("");
            return {};
        }
        text.remove_prefix(at + separator.size());
    }
    call.answer(text.substr(0, text.find(separator)));
    return {};
}

// substring(text, …) has three meanings: by position, by a regular expression, and SIMILAR with an escape.
Answer substring(Call& call) {
    if (call.storage(1) != SQLITE_TEXT) return substr(call);
    return call.count() == 2 ? regex_substring(call) : similar_substring(call);
}

Answer num_nulls(Call& call) {
    int count = 0;
    for (int i = 0; i < call.count(); ++i) count += call.null(i);
    call.answer(count);
    return {};
}

Answer num_nonnulls(Call& call) {
    int count = 0;
    for (int i = 0; i < call.count(); ++i) count += !call.null(i);
    call.answer(count);
    return {};
}

// clang-format off: one row a line
constexpr ScalarFunction functions[] = {
    {"pg_ascii", 1, 1, pure, ascii},
    {"pg_bit_length_bytea", 1, 1, pure, size_in_units<8>},
    {"pg_bit_length_text", 1, 1, pure, size_in_units<8>},
    {"pg_btrim", 1, 2, pure, trim<true, true>},
    {"pg_btrim_bytea", 2, 2, pure, trim_bytes<true, true>},
    {"pg_btrim_text", 2, 2, pure, trim<true, true>},
    {"pg_chr", 1, 1, pure, chr},
    {"pg_concat", 0, any_number, stable, concat},
    {"pg_concat_ws", 1, any_number, stable, concat_ws},
    {"pg_left", 2, 2, pure, left},
    {"pg_lpad", 2, 3, pure, pad<true>},
    {"pg_ltrim", 1, 2, pure, trim<true, false>},
    {"pg_ltrim_bytea", 2, 2, pure, trim_bytes<true, false>},
    {"pg_ltrim_text", 2, 2, pure, trim<true, false>},
    {"pg_num_nonnulls", 0, any_number, stable, num_nonnulls},
    {"pg_num_nulls", 0, any_number, stable, num_nulls},
    {"pg_overlay_bytea", 3, 4, pure, overlay},
    {"pg_overlay_text", 3, 4, pure, overlay},
    {"pg_position_bytea", 2, 2, pure, strpos},
    {"pg_position_text", 2, 2, pure, strpos},
    {"pg_repeat", 2, 2, pure, repeat},
    {"pg_replace", 3, 3, pure, replace},
    {"pg_reverse", 1, 1, pure, reverse},
    {"pg_right", 2, 2, pure, right},
    {"pg_rpad", 2, 3, pure, pad<false>},
    {"pg_rtrim", 1, 2, pure, trim<false, true>},
    {"pg_rtrim_bytea", 2, 2, pure, trim_bytes<false, true>},
    {"pg_rtrim_text", 2, 2, pure, trim<false, true>},
    {"pg_split_part", 3, 3, pure, split_part},
    {"pg_starts_with", 2, 2, pure, starts_with},
    {"pg_strpos", 2, 2, pure, strpos},
    {"pg_substr_bytea", 2, 3, pure, substr},
    {"pg_substr_text", 2, 3, pure, substr},
    {"pg_substring_bytea", 2, 3, pure, substr},
    {"pg_substring_text", 2, 3, pure, substring},
    {"pg_translate", 3, 3, pure, translate},
};
// clang-format on

}  // namespace

std::span<const ScalarFunction> string_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
