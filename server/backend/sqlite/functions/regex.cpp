#include "server/backend/sqlite/functions/regex.hpp"

#include <limits>

#include "core/array.hpp"
#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/utf8.hpp"

namespace ormgate::sqlite {
namespace {

Error no_global(std::string_view function, std::string hint = {}) {
    return Error(Errc::invalid_parameter_value,
                 std::string(function) + "() does not support the \"global\" option")
        .with_hint(std::move(hint));
}

Error bad_parameter(std::string_view name, std::int64_t value) {
    return {Errc::invalid_parameter_value,
            "invalid value for parameter \"" + std::string(name) + "\": " + std::to_string(value)};
}

template <bool caseless>
Answer match(Call& call) {
    RegexOptions options;
    options.caseless = caseless;
    Result<Regex*> regex = call.context().regexes->find(call.text(1), options);
    if (!regex) return fail(regex.error());
    return answer_result(call, (*regex)->matches(call.text(0)));
}

Answer similar_to(Call& call) {
    Result<std::string> pattern = similar_to_regex(call.text(1), call.count() > 2 ? call.text(2) : "\\");
    if (!pattern) return fail(pattern.error());
    Result<Regex*> regex = call.context().regexes->find(*pattern, {});
    if (!regex) return fail(regex.error());
    return answer_result(call, (*regex)->matches(call.text(0)));
}

// Where all matches are; a search for more goes on behind the last, or one character further after an empty
// one.
template <class Each>
Answer each_match(Regex& regex, std::string_view text, std::size_t from, Each&& each) {
    RegexMatch match;
    while (from <= text.size()) {
        Result<bool> found = regex.search(text, from, match);
        if (!found) return fail(found.error());
        if (!*found || !each(match)) return {};
        from = match.whole().end;
        if (match.whole().begin == from) from += from < text.size() ? character_size(text, from) : 1;
    }
    return {};
}

std::string groups_as_array(const RegexMatch& match, std::string_view text) {
    Array array;
    std::size_t first = match.spans.size() > 1 ? 1 : 0;
    array.dimensions = {match.spans.size() - first};
    for (std::size_t i = first; i < match.spans.size(); ++i) {
        const RegexMatch::Span& span = match.spans[i];
        array.elements.emplace_back(span.matched() ? Value(std::string(span.of(text))) : Value());
    }
    return canonical_array(array, TypeId::text);
}

struct Prepared {
    Regex* regex = nullptr;
    RegexOptions options;
};
Result<Prepared> prepare(FunctionContext& context, std::string_view pattern, std::string_view flags) {
    Result<RegexOptions> options = parse_regex_flags(flags);
    if (!options) return fail(options.error());
    Result<Regex*> regex = context.regexes->find(pattern, *options);
    if (!regex) return fail(regex.error());
    return Prepared{*regex, *options};
}

// Of functions that take no "g".
Result<Regex*> prepare_single(Call& call,
                              std::string_view function,
                              int flags_argument,
                              std::string hint = {}) {
    std::string_view flags = call.count() > flags_argument ? call.text(flags_argument) : std::string_view();
    Result<Prepared> prepared = prepare(call.context(), call.text(1), flags);
    if (!prepared) return fail(prepared.error());
    if (prepared->options.global) return fail(no_global(function, std::move(hint)));
    return prepared->regex;
}

Answer regexp_like(Call& call) {
    Result<Regex*> regex = prepare_single(call, "regexp_like", 2);
    if (!regex) return fail(regex.error());
    return answer_result(call, (*regex)->matches(call.text(0)));
}

Answer regexp_match(Call& call) {
    Result<Regex*> regex =
        prepare_single(call, "regexp_match", 2, "Use the regexp_matches function instead.");
    if (!regex) return fail(regex.error());
    RegexMatch match;
    Result<bool> found = (*regex)->search(call.text(0), 0, match);
    if (!found) return fail(found.error());
    if (*found) call.answer(groups_as_array(match, call.text(0)));
    return {};
}

// Argument i, a number of at least `least`, or the default if it is not given.
Result<std::int64_t> number_argument(
    Call& call, int i, std::string_view name, std::int64_t least, std::int64_t otherwise) {
    if (i >= call.count()) return otherwise;
    std::int64_t value = call.integer(i);
    if (value < least) return fail(bad_parameter(name, value));
    return value;
}

Answer regexp_count(Call& call) {
    Result<std::int64_t> start = number_argument(call, 2, "start", 1, 1);
    if (!start) return fail(start.error());
    Result<Regex*> regex = prepare_single(call, "regexp_count", 3);
    if (!regex) return fail(regex.error());
    std::string_view text = call.text(0);
    if (static_cast<std::size_t>(*start) > count_characters(text) + 1) {
        call.answer(0);
        return {};
    }
    std::int64_t count = 0;
    std::size_t from = offset_of_character(text, static_cast<std::size_t>(*start - 1));
    Answer done = each_match(**regex, text, from, [&](const RegexMatch&) { return ++count > 0; });
    if (!done) return done;
    call.answer(count);
    return {};
}

// The n-th match from a start: what regexp_instr() and regexp_substr() look at.
struct NthMatch {
    bool found = false;
    RegexMatch::Span span;
};
Result<NthMatch> nth_match(Call& call, std::string_view function, int flags_argument, int group_argument) {
    Result<std::int64_t> start = number_argument(call, 2, "start", 1, 1);
    if (!start) return fail(start.error());
    Result<std::int64_t> n = number_argument(call, 3, "n", 1, 1);
    if (!n) return fail(n.error());
    Result<std::int64_t> group = number_argument(call, group_argument, "subexpr", 0, 0);
    if (!group) return fail(group.error());
    Result<Regex*> regex = prepare_single(call, function, flags_argument);
    if (!regex) return fail(regex.error());
    std::string_view text = call.text(0);
    NthMatch result;
    if (*group > (*regex)->groups() || static_cast<std::size_t>(*start) > count_characters(text) + 1)
        return result;
    std::int64_t left = *n;
    std::size_t from = offset_of_character(text, static_cast<std::size_t>(*start - 1));
    Answer done = each_match(**regex, text, from, [&](const RegexMatch& match) {
        if (--left > 0) return true;
        result.span = match.spans[static_cast<std::size_t>(*group)];
        result.found = result.span.matched();
        return false;
    });
    if (!done) return fail(done.error());
    return result;
}

Answer regexp_instr(Call& call) {
    std::int64_t end_option = call.count() > 4 ? call.integer(4) : 0;
    if (end_option != 0 && end_option != 1) return fail(bad_parameter("endoption", end_option));
    Result<NthMatch> match = nth_match(call, "regexp_instr", 5, 6);
    if (!match) return fail(match.error());
    std::size_t at = end_option == 1 ? match->span.end : match->span.begin;
    std::size_t position = match->found ? count_characters(call.text(0).substr(0, at)) + 1 : 0;
    call.answer(static_cast<std::int64_t>(position));
    return {};
}

Answer regexp_substr(Call& call) {
    Result<NthMatch> match = nth_match(call, "regexp_substr", 4, 5);
    if (!match) return fail(match.error());
    if (match->found) call.answer(match->span.of(call.text(0)));
    return {};
}

void append_replacement(std::string& out,
                        std::string_view replacement,
                        std::string_view text,
                        const RegexMatch& match) {
    for (std::size_t i = 0; i < replacement.size(); ++i) {
        char c = replacement[i];
        char next = i + 1 < replacement.size() ? replacement[i + 1] : '\0';
        if (c != '\\' || !((next >= '1' && next <= '9') || next == '&' || next == '\\')) {
            out.push_back(c);
            continue;
        }
        ++i;
        if (next == '\\') {
            out.push_back('\\');
            continue;
        }
        auto group = static_cast<std::size_t>(next == '&' ? 0 : next - '0');
        if (group < match.spans.size() && match.spans[group].matched())
            out.append(match.spans[group].of(text));
    }
}

// n = 0 replaces all matches, else only the n-th.
Answer replace(Call& call, Regex& regex, std::size_t from, std::int64_t n) {
    std::string_view text = call.text(0), replacement = call.text(2);
    std::string out;
    std::size_t copied = 0;
    std::int64_t seen = 0;
    Answer done = each_match(regex, text, from, [&](const RegexMatch& match) {
        ++seen;
        if (n > 0 && seen != n) return true;
        out.append(text.substr(copied, match.whole().begin - copied));
        append_replacement(out, replacement, text, match);
        copied = match.whole().end;
        return n == 0 && out.size() <= call.longest_result();
    });
    if (!done) return done;
    call.answer(out.append(text.substr(copied)));
    return {};
}

Answer regexp_replace(Call& call) {
    std::string_view flags = call.count() > 3 ? call.text(3) : std::string_view();
    if (!flags.empty() && flags[0] >= '0' && flags[0] <= '9')
        return fail(
            Error(Errc::invalid_parameter_value,
                  "invalid regular expression option: \"" + std::string(flags.substr(0, 1)) + "\"")
                .with_hint(
                    "If you meant to use regexp_replace() with a start parameter, cast the fourth argument "
                    "to integer explicitly."));
    Result<Prepared> prepared = prepare(call.context(), call.text(1), flags);
    if (!prepared) return fail(prepared.error());
    return replace(call, *prepared->regex, 0, prepared->options.global ? 0 : 1);
}

Answer regexp_replace_from(Call& call) {
    Result<std::int64_t> start = number_argument(call, 3, "start", 1, 1);
    if (!start) return fail(start.error());
    Result<std::int64_t> n = number_argument(call, 4, "n", 0, 1);
    if (!n) return fail(n.error());
    Result<Prepared> prepared =
        prepare(call.context(), call.text(1), call.count() > 5 ? call.text(5) : std::string_view());
    if (!prepared) return fail(prepared.error());
    std::string_view text = call.text(0);
    if (static_cast<std::size_t>(*start) > count_characters(text) + 1) {
        call.answer(text);
        return {};
    }
    return replace(
        call, *prepared->regex, offset_of_character(text, static_cast<std::size_t>(*start - 1)), *n);
}

Answer regexp_split_to_array(Call& call) {
    std::string_view flags = call.count() > 2 ? call.text(2) : std::string_view();
    Result<std::vector<std::string>> pieces =
        regex_pieces(call.context(), "regexp_split_to_array", call.text(0), call.text(1), flags);
    if (!pieces) return fail(pieces.error());
    Array array;
    array.dimensions = {pieces->size()};
    for (std::string& piece : *pieces) array.elements.emplace_back(std::move(piece));
    call.answer(canonical_array(array, TypeId::text));
    return {};
}

Answer answer_substring(Call& call, std::string_view pattern) {
    Result<Regex*> regex = call.context().regexes->find(pattern, {});
    if (!regex) return fail(regex.error());
    RegexMatch match;
    Result<bool> found = (*regex)->search(call.text(0), 0, match);
    if (!found) return fail(found.error());
    if (!*found) return {};
    const RegexMatch::Span& span = match.spans[match.spans.size() > 1 ? 1 : 0];
    if (span.matched()) call.answer(span.of(call.text(0)));
    return {};
}

// clang-format off: one row a line
constexpr ScalarFunction functions[] = {
    {"pg_regex_imatch", 2, 2, pure, match<true>},
    {"pg_regex_match", 2, 2, pure, match<false>},
    {"pg_regexp_count", 2, 4, pure, regexp_count},
    {"pg_regexp_instr", 2, 7, pure, regexp_instr},
    {"pg_regexp_like", 2, 3, pure, regexp_like},
    {"pg_regexp_match", 2, 3, pure, regexp_match},
    {"pg_regexp_replace", 3, 4, pure, regexp_replace},
    {"pg_regexp_replace_from", 4, 6, pure, regexp_replace_from},
    {"pg_regexp_split_to_array", 2, 3, pure, regexp_split_to_array},
    {"pg_regexp_substr", 2, 6, pure, regexp_substr},
    {"pg_similar", 2, 3, pure, similar_to},
    {"pg_substring_regex", 2, 2, pure, regex_substring},
    {"pg_substring_similar", 3, 3, pure, similar_substring},
};
// clang-format on

}  // namespace

Answer regex_substring(Call& call) {
    return answer_substring(call, call.text(1));
}

Answer similar_substring(Call& call) {
    Result<std::string> pattern = similar_to_regex(call.text(1), call.text(2));
    if (!pattern) return fail(pattern.error());
    return answer_substring(call, *pattern);
}

Result<std::vector<std::string>> regex_match_rows(FunctionContext& context,
                                                  std::string_view text,
                                                  std::string_view pattern,
                                                  std::string_view flags) {
    Result<Prepared> prepared = prepare(context, pattern, flags);
    if (!prepared) return fail(prepared.error());
    std::vector<std::string> rows;
    Answer done = each_match(*prepared->regex, text, 0, [&](const RegexMatch& match) {
        rows.push_back(groups_as_array(match, text));
        return prepared->options.global;
    });
    if (!done) return fail(done.error());
    return rows;
}

// Empty matches at the ends of the text or right behind another match do not split.
Result<std::vector<std::string>> regex_pieces(FunctionContext& context,
                                              std::string_view function,
                                              std::string_view text,
                                              std::string_view pattern,
                                              std::string_view flags) {
    Result<Prepared> prepared = prepare(context, pattern, flags);
    if (!prepared) return fail(prepared.error());
    if (prepared->options.global) return fail(no_global(function));
    std::vector<std::string> pieces;
    std::size_t piece = 0, previous_end = 0;
    Answer done = each_match(*prepared->regex, text, 0, [&](const RegexMatch& match) {
        RegexMatch::Span span = match.whole();
        if (span.begin < text.size() && span.end > previous_end) {
            pieces.emplace_back(text.substr(piece, span.begin - piece));
            piece = span.end;
        }
        previous_end = span.end;
        return true;
    });
    if (!done) return fail(done.error());
    pieces.emplace_back(text.substr(piece));
    return pieces;
}

std::span<const ScalarFunction> regex_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
