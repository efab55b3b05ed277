#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/error.hpp"
#include "server/backend/sqlite/functions/regex_syntax.hpp"

struct pcre2_real_code_8;
struct pcre2_real_match_data_8;
struct pcre2_real_match_context_8;

namespace ormgate::sqlite {

// RegexMatch holds where a match and its groups are, in bytes; nowhere: a group that took no part.
struct RegexMatch {
    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
    struct Span {
        std::size_t begin = nowhere, end = nowhere;
        bool matched() const { return begin != nowhere; }
        std::string_view of(std::string_view text) const { return text.substr(begin, end - begin); }
    };
    std::vector<Span> spans;  // the whole, then each group
    const Span& whole() const { return spans.front(); }
};

// Regex is a compiled pattern. Its matches are PostgreSQL's: leftmost, and there the longest or shortest.
class Regex {
public:
    static Result<std::unique_ptr<Regex>> compile(std::string_view pattern, RegexOptions options);
    ~Regex();
    Regex(const Regex&) = delete;
    Regex& operator=(const Regex&) = delete;

    int groups() const { return syntax_.groups; }
    Result<bool> matches(std::string_view text);
    // False: no match at or behind the byte `from`.
    Result<bool> search(std::string_view text, std::size_t from, RegexMatch& match);

private:
    Regex() = default;
    Result<bool> run(std::string_view text, std::size_t from);
    Result<bool> run_by_states(std::string_view text, std::size_t from, std::size_t& begin, std::size_t& end);
    Result<bool> run_to_end(std::string_view text, std::size_t begin, std::size_t end);
    Result<std::size_t> preferred_end(std::string_view text, std::size_t begin);
    void copy_spans(RegexMatch& match) const;

    RegexSyntax syntax_;
    pcre2_real_code_8* code_ = nullptr;
    pcre2_real_code_8* code_to_end_ = nullptr;  // asks at its end whether that is where the match shall end
    pcre2_real_match_data_8* data_ = nullptr;
    pcre2_real_match_context_8* limits_ = nullptr;
    std::vector<int> workspace_;
};

// RegexCache keeps a connection's compiled patterns, the most recently used ones.
class RegexCache {
public:
    // Valid until the next call.
    Result<Regex*> find(std::string_view pattern, RegexOptions options);

private:
    static constexpr std::size_t most_patterns = 64;
    struct Entry {
        std::string key;
        std::unique_ptr<Regex> regex;
    };
    std::list<Entry> entries_;
    std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key_;
};

}  // namespace ormgate::sqlite
