#define PCRE2_CODE_UNIT_WIDTH 8
#include "server/backend/sqlite/functions/regex_cache.hpp"

#include <pcre2.h>

#include <algorithm>
#include <optional>

namespace ormgate::sqlite {
namespace {

// A hostile pattern ends with an error after some tenths of a second.
constexpr std::uint32_t match_limit = 5'000'000;
constexpr std::uint32_t heap_limit_kibibytes = 64 * 1024;
constexpr std::size_t first_workspace = 2'000;
constexpr std::size_t largest_workspace = 4'000'000;

Error error_of(int code) {
    switch (code) {
        case PCRE2_ERROR_MATCHLIMIT:
        case PCRE2_ERROR_DEPTHLIMIT:
        case PCRE2_ERROR_HEAPLIMIT:
        case PCRE2_ERROR_DFA_WSSIZE:
        case PCRE2_ERROR_DFA_RECURSE:
            return {Errc::statement_too_complex,
                    "regular expression failed: it takes too many steps on this text"};
        case PCRE2_ERROR_NOMEMORY:
            return {Errc::out_of_memory, "out of memory"};
        default:
            break;
    }
    if (code <= PCRE2_ERROR_UTF8_ERR1 && code >= PCRE2_ERROR_UTF8_ERR21)
        return {Errc::character_not_in_repertoire, "invalid byte sequence for encoding \"UTF8\""};
    PCRE2_UCHAR text[128];
    pcre2_get_error_message(code, text, sizeof text);
    return {Errc::internal, std::string("regular expression failed: ") + reinterpret_cast<const char*>(text)};
}

PCRE2_SPTR bytes_of(std::string_view text) {
    return reinterpret_cast<PCRE2_SPTR>(text.data() == nullptr ? "" : text.data());
}

Result<pcre2_code*> compiled(const std::string& pattern, std::uint32_t options) {
    int code = 0;
    PCRE2_SIZE offset = 0;
    pcre2_code* result = pcre2_compile(bytes_of(pattern), pattern.size(), options, &code, &offset, nullptr);
    if (result != nullptr) return result;
    PCRE2_UCHAR text[160];
    pcre2_get_error_message(code, text, sizeof text);
    return fail(Errc::invalid_regular_expression,
                std::string("invalid regular expression: ") + reinterpret_cast<const char*>(text));
}

// Where the next match shall end, or the best end seen so far.
struct EndSearch {
    std::optional<std::size_t> wanted;
    std::optional<std::size_t> best;
    std::size_t text_size = 0;
    bool shortest = false;
};

// Called where the pattern is at its end: 0 accepts, 1 looks further.
int consider_end(pcre2_callout_block* block, void* data) {
    auto& search = *static_cast<EndSearch*>(data);
    std::size_t here = block->current_position;
    if (search.wanted) return here == *search.wanted ? 0 : 1;
    if (!search.best || (search.shortest ? here < *search.best : here > *search.best)) search.best = here;
    bool cannot_be_better = search.shortest ? here == block->start_match : here == search.text_size;
    return cannot_be_better ? 0 : 1;
}

}  // namespace

Result<std::unique_ptr<Regex>> Regex::compile(std::string_view pattern, RegexOptions options) {
    Result<RegexSyntax> syntax = translate_regex(pattern, options);
    if (!syntax) return fail(syntax.error());
    std::unique_ptr<Regex> regex(new Regex);
    regex->syntax_ = std::move(*syntax);
    std::uint32_t flags = PCRE2_UTF | PCRE2_UCP | PCRE2_DOTALL | PCRE2_NEVER_BACKSLASH_C;
    if (regex->syntax_.caseless) flags |= PCRE2_CASELESS;
    if (!regex->syntax_.predictable) flags |= PCRE2_NO_AUTO_POSSESS;  // every possible end must be seen
    Result<pcre2_code*> code = compiled(regex->syntax_.pattern, flags);
    if (!code) return fail(code.error());
    regex->code_ = *code;
    regex->data_ = pcre2_match_data_create_from_pattern(regex->code_, nullptr);
    regex->limits_ = pcre2_match_context_create(nullptr);
    if (regex->data_ == nullptr || regex->limits_ == nullptr) throw std::bad_alloc();
    pcre2_set_match_limit(regex->limits_, match_limit);
    pcre2_set_heap_limit(regex->limits_, heap_limit_kibibytes);
    if (!regex->syntax_.predictable) {
        Result<pcre2_code*> to_end = compiled("(?:" + regex->syntax_.pattern + ")(?C1)", flags);
        if (!to_end) return fail(to_end.error());
        regex->code_to_end_ = *to_end;
    }
    return regex;
}

Regex::~Regex() {
    pcre2_code_free(code_);
    pcre2_code_free(code_to_end_);
    pcre2_match_data_free(data_);
    pcre2_match_context_free(limits_);
}

Result<bool> Regex::run(std::string_view text, std::size_t from) {
    int count = pcre2_match(code_, bytes_of(text), text.size(), from, 0, data_, limits_);
    if (count == PCRE2_ERROR_NOMATCH) return false;
    if (count < 0) return fail(error_of(count));
    return true;
}

// Follows all ways at once, so it needs no going back; it knows where the match is, but not its groups.
Result<bool> Regex::run_by_states(std::string_view text,
                                  std::size_t from,
                                  std::size_t& begin,
                                  std::size_t& end) {
    if (workspace_.empty()) workspace_.resize(first_workspace);
    std::uint32_t flags = syntax_.shortest ? PCRE2_DFA_SHORTEST : 0;
    for (;;) {
        int count = pcre2_dfa_match(code_,
                                    bytes_of(text),
                                    text.size(),
                                    from,
                                    flags,
                                    data_,
                                    limits_,
                                    workspace_.data(),
                                    workspace_.size());
        if (count == PCRE2_ERROR_NOMATCH) return false;
        if (count == PCRE2_ERROR_DFA_WSSIZE && workspace_.size() < largest_workspace) {
            workspace_.resize(workspace_.size() * 8);
            continue;
        }
        if (count < 0) return fail(error_of(count));
        const PCRE2_SIZE* offsets = pcre2_get_ovector_pointer(data_);
        begin = offsets[0];
        end = offsets[1];
        return true;
    }
}

Result<std::size_t> Regex::preferred_end(std::string_view text, std::size_t begin) {
    EndSearch search;
    search.text_size = text.size();
    search.shortest = syntax_.shortest;
    pcre2_set_callout(limits_, consider_end, &search);
    int count = pcre2_match(code_to_end_, bytes_of(text), text.size(), begin, PCRE2_ANCHORED, data_, limits_);
    pcre2_set_callout(limits_, nullptr, nullptr);
    if (count < 0 && count != PCRE2_ERROR_NOMATCH) return fail(error_of(count));
    if (!search.best) return fail(Errc::internal, "regular expression lost its match");
    return *search.best;
}

Result<bool> Regex::run_to_end(std::string_view text, std::size_t begin, std::size_t end) {
    EndSearch search;
    search.wanted = end;
    pcre2_set_callout(limits_, consider_end, &search);
    int count = pcre2_match(code_to_end_, bytes_of(text), text.size(), begin, PCRE2_ANCHORED, data_, limits_);
    pcre2_set_callout(limits_, nullptr, nullptr);
    if (count == PCRE2_ERROR_NOMATCH) return false;
    if (count < 0) return fail(error_of(count));
    return true;
}

void Regex::copy_spans(RegexMatch& match) const {
    match.spans.resize(static_cast<std::size_t>(groups()) + 1);
    const PCRE2_SIZE* offsets = pcre2_get_ovector_pointer(data_);
    for (std::size_t i = 0; i < match.spans.size(); ++i) {
        match.spans[i] = {offsets[2 * i], offsets[2 * i + 1]};
        if (offsets[2 * i] == PCRE2_UNSET) match.spans[i] = {};
    }
}

Result<bool> Regex::matches(std::string_view text) {
    int count = pcre2_match(code_, bytes_of(text), text.size(), 0, 0, data_, limits_);
    if (count >= 0) return true;
    if (count == PCRE2_ERROR_NOMATCH) return false;
    if (count == PCRE2_ERROR_MATCHLIMIT && !syntax_.back_references) {
        std::size_t begin = 0, end = 0;
        return run_by_states(text, 0, begin, end);
    }
    return fail(error_of(count));
}

Result<bool> Regex::search(std::string_view text, std::size_t from, RegexMatch& match) {
    if (syntax_.predictable) {
        Result<bool> found = run(text, from);
        if (found && *found) copy_spans(match);
        return found;
    }
    std::size_t begin = 0, end = 0;
    if (syntax_.back_references) {
        Result<bool> found = run(text, from);
        if (!found || !*found) return found;
        begin = pcre2_get_ovector_pointer(data_)[0];
        Result<std::size_t> preferred = preferred_end(text, begin);
        if (!preferred) return fail(preferred.error());
        end = *preferred;
    } else {
        Result<bool> found = run_by_states(text, from, begin, end);
        if (!found || !*found) return found;
        if (groups() == 0) {
            match.spans.assign(1, {begin, end});
            return true;
        }
    }
    Result<bool> found = run_to_end(text, begin, end);
    if (found && *found) copy_spans(match);
    if (found && !*found) return fail(Errc::internal, "regular expression lost its match");
    return found;
}

Result<Regex*> RegexCache::find(std::string_view pattern, RegexOptions options) {
    auto bits = static_cast<char>('A' + (options.caseless ? 1 : 0) + (options.dot_stops_at_newline ? 2 : 0) +
                                  (options.anchors_at_newlines ? 4 : 0) + (options.expanded ? 8 : 0) +
                                  (options.literal ? 16 : 0));
    std::string key(1, bits);
    key += pattern;
    if (auto found = by_key_.find(key); found != by_key_.end()) {
        entries_.splice(entries_.begin(), entries_, found->second);
        return entries_.front().regex.get();
    }
    Result<std::unique_ptr<Regex>> regex = Regex::compile(pattern, options);
    if (!regex) return fail(regex.error());
    entries_.push_front({std::move(key), std::move(*regex)});
    by_key_.emplace(entries_.front().key, entries_.begin());
    if (entries_.size() > most_patterns) {
        by_key_.erase(entries_.back().key);
        entries_.pop_back();
    }
    return entries_.front().regex.get();
}

}  // namespace ormgate::sqlite
