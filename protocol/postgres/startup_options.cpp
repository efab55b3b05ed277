#include "protocol/postgres/startup_options.hpp"

#include <algorithm>
#include <iterator>

namespace ormgate::postgres {

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static std::vector<std::string> split(std::string_view options) {
    std::vector<std::string> words;
    bool in_word = false;
    for (std::size_t i = 0; i < options.size(); ++i) {
        if (is_space(options[i])) {
            in_word = false;
            continue;
        }
        if (!in_word) words.emplace_back();
        in_word = true;
        // A backslash at the very end stands for nothing.
        if (options[i] == '\\' && ++i == options.size()) break;
        words.back() += options[i];
    }
    return words;
}

// What is shorter than -c for one setting.
struct Switch {
    std::string_view letter, setting;
};
static constexpr Switch switches[] = {{"-S", "work_mem"}};

static std::unexpected<Error> invalid(const std::string& word) {
    return fail(Errc::syntax_error, "invalid command-line argument for server process: " + word);
}

// name=value; PostgreSQL takes a dash in the name for an underscore.
static Result<std::pair<std::string, std::string>> assignment(std::string_view text,
                                                              const std::string& shown) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return fail(Errc::syntax_error, shown + " requires a value");
    std::string name(text.substr(0, equals));
    std::ranges::replace(name, '-', '_');
    return std::pair(std::move(name), std::string(text.substr(equals + 1)));
}

Result<SettingList> parse_options(std::string_view options) {
    SettingList settings;
    const std::vector<std::string> words = split(options);
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string_view word = words[i];
        const bool lengthy = word.starts_with("--");
        const Switch* found =
            std::ranges::find_if(switches, [&](const Switch& s) { return word.starts_with(s.letter); });
        const bool known = found != std::end(switches);
        if (!lengthy && !known && !word.starts_with("-c")) return invalid(words[i]);
        if (word == "--") return invalid(words[i]);
        word.remove_prefix(2);
        if (!lengthy && word.empty()) {
            if (++i == words.size()) return invalid(words[i - 1]);
            word = words[i];
        }
        if (known) {
            settings.emplace_back(found->setting, word);
            continue;
        }
        auto setting = assignment(word, (lengthy ? "--" : "-c ") + std::string(word));
        if (!setting) return fail(std::move(setting.error()));
        settings.push_back(std::move(*setting));
    }
    return settings;
}

}  // namespace ormgate::postgres
