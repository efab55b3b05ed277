#include "server/relay/classify.hpp"

#include <algorithm>

namespace ormgate {

namespace {

struct PinName {
    Pin pin;
    std::string_view words;
};
constexpr PinName pin_names[] = {
    {Pin::temporary_object, "temporary object"},
    {Pin::listen, "LISTEN"},
    {Pin::advisory_lock, "session advisory lock"},
    {Pin::hold_cursor, "cursor WITH HOLD"},
    {Pin::loaded_library, "LOAD"},
    {Pin::sql_prepare, "SQL PREPARE"},
    {Pin::random_seed, "random seed"},
    {Pin::sequence_value, "lastval() or currval()"},
    {Pin::unknown_setting, "set_config() of a computed name"},
    {Pin::session_mode, "pool mode session"},
};

// A function whose call leaves something behind in the server's session.
struct FunctionEffect {
    std::string_view name;
    PinSet pins, unpins;
};
// clang-format off: one row a line
constexpr FunctionEffect function_effects[] = {
    {"pg_advisory_lock", Pin::advisory_lock, {}},
    {"pg_advisory_lock_shared", Pin::advisory_lock, {}},
    {"pg_advisory_unlock", {}, Pin::advisory_lock},
    {"pg_advisory_unlock_all", {}, Pin::advisory_lock},
    {"pg_advisory_unlock_shared", {}, Pin::advisory_lock},
    {"pg_try_advisory_lock", Pin::advisory_lock, {}},
    {"pg_try_advisory_lock_shared", Pin::advisory_lock, {}},
    {"setseed", Pin::random_seed, {}},
};
// clang-format on

// What a character can be, and what it is folded to: every byte of every statement is looked up here.
enum CharacterClass : std::uint8_t { word_start = 1, word_part = 2, white = 4 };
struct Characters {
    std::array<std::uint8_t, 256> classes{};
    std::array<char, 256> folded{};  // what a word has for it, 0 if no word has it
    constexpr Characters() {
        for (unsigned c = 0; c < 256; ++c) {
            const bool capital = c >= 'A' && c <= 'Z';
            const bool letter = capital || (c >= 'a' && c <= 'z') || c == '_' || c >= 0x80;
            const bool digit = c >= '0' && c <= '9';
            if (letter) classes[c] |= word_start;
            if (letter || digit || c == '$') classes[c] |= word_part;
            if (c == ' ' || (c >= '\t' && c <= '\r')) classes[c] |= white;
            if (letter || digit || c == '$') folded[c] = static_cast<char>(capital ? c + ('a' - 'A') : c);
        }
    }
};
constexpr Characters characters;

constexpr bool is(char c, CharacterClass what) {
    return (characters.classes[static_cast<unsigned char>(c)] & what) != 0;
}

}  // namespace

std::string PinSet::reasons() const {
    std::string out;
    for (const PinName& row : pin_names) {
        if (!has(row.pin)) continue;
        if (!out.empty()) out += ", ";
        out += row.words;
    }
    return out;
}

Traits classify(std::string_view sql, bool backslash_escapes) {
    Classifier classifier(backslash_escapes);
    classifier.feed(sql);
    return classifier.finish();
}

void Classifier::feed(std::string_view piece) {
    for (std::size_t i = 0; i < piece.size();) {
        const char c = piece[i];
        switch (mode_) {
            case Mode::code:
                if (is(c, white)) break;
                i = code(piece, i);
                continue;
            case Mode::word:
                if (is(c, word_part)) {
                    i = word(piece, i);
                    continue;
                }
                if (c == '\'') {  // E'…': the word was the literal's prefix
                    mode_ = word_.text() == "e" || backslash_escapes_ ? Mode::escaped_text : Mode::text;
                    literal_.clear();
                    break;
                }
                mode_ = Mode::code;
                end_word(false);
                continue;
            case Mode::quoted_word:
                if (c == '"') {
                    mode_ = Mode::code;
                    end_word(true);
                } else {
                    word_.add(c);
                }
                break;
            case Mode::number:  // 1e5, 0x1F, 1_000: no word of their own
                if (is(c, word_part) || c == '.') break;
                mode_ = Mode::code;
                continue;
            case Mode::text: {
                const std::size_t end = std::min(piece.find('\'', i), piece.size());
                literal_.add(piece.substr(i, end - i));
                i = end;
                if (end == piece.size()) return;
                end_text();
                break;
            }
            case Mode::escaped_text:
                if (c == '\'')
                    end_text();
                else if (c == '\\')
                    mode_ = Mode::escape;
                else
                    literal_.add(c);
                break;
            case Mode::escape:
                mode_ = Mode::escaped_text;
                break;
            case Mode::dollar_tag:
                if (c == '$') {
                    mode_ = Mode::dollar_text;
                } else if (is(c, word_part)) {
                    tag_.add(c);
                } else {
                    mode_ = Mode::code;  // a parameter, $1
                    continue;
                }
                break;
            case Mode::dollar_text: {
                const std::size_t end = piece.find('$', i);
                if (end == std::string_view::npos) return;
                i = end;
                closing_.clear();
                mode_ = Mode::dollar_end;
                break;
            }
            case Mode::dollar_end:
                if (c == '$') {
                    const bool closed = closing_.text() == tag_.text();
                    closing_.clear();
                    if (closed) mode_ = Mode::code;
                } else if (is(c, word_part)) {
                    closing_.add(c);
                } else {
                    mode_ = Mode::dollar_text;
                }
                break;
            case Mode::dash:
                mode_ = c == '-' ? Mode::line_comment : Mode::code;
                if (mode_ == Mode::code) continue;
                break;
            case Mode::line_comment:
                if (c == '\n' || c == '\r') mode_ = Mode::code;
                break;
            case Mode::slash:
                mode_ = c == '*' ? Mode::block_comment : Mode::code;
                depth_ = 1;
                if (mode_ == Mode::code) continue;
                break;
            case Mode::block_comment:
                if (c == '*')
                    mode_ = Mode::block_star;
                else if (c == '/')
                    mode_ = Mode::block_slash;
                break;
            case Mode::block_star:
                if (c == '*') break;
                mode_ = Mode::block_comment;
                if (c == '/' && --depth_ == 0) mode_ = Mode::code;
                break;
            case Mode::block_slash:
                if (c == '/') break;
                mode_ = Mode::block_comment;
                if (c == '*') ++depth_;
                break;
        }
        ++i;
    }
}

// As much of a word as the piece has.
std::size_t Classifier::word(std::string_view piece, std::size_t at) {
    const char* const from = piece.data() + at;
    char* const to = word_.chars.data() + word_.size;
    const std::size_t room = std::min(piece.size() - at, word_size - word_.size);
    std::size_t n = 0;
    for (; n < room; ++n) {
        const char c = characters.folded[static_cast<unsigned char>(from[n])];
        if (c == 0) break;
        to[n] = c;
    }
    word_.size = static_cast<std::uint8_t>(word_.size + n);
    at += n;
    while (word_.size == word_size && at < piece.size() && is(piece[at], word_part)) ++at;
    return at;
}

// One token outside strings and comments, from `at`; returns where to go on.
std::size_t Classifier::code(std::string_view piece, std::size_t at) {
    const char c = piece[at];
    if (is(c, word_start)) {
        mode_ = Mode::word;
        word_.clear();
        return word(piece, at);
    }
    if (c == '-' || c == '/') {
        // A comment is white space; what else it could be ends a name all the same when the next token comes.
        mode_ = c == '-' ? Mode::dash : Mode::slash;
        return at + 1;
    }
    if (c == ';') {
        end_statement();
        return at + 1;
    }
    if (c == '(' && after_word_)
        call();
    else if (c != '\'' && c != '"' && c != '(' && setting_name_next_) {
        // set_config's name is neither a literal nor in brackets: a column, a parameter, an expression.
        traits_.pins.add(Pin::unknown_setting);
        setting_name_next_ = false;
    }
    after_word_ = false;
    joins_ = c == '.' || (joins_ && c == '"');
    switch (c) {
        case '\'':
            mode_ = backslash_escapes_ ? Mode::escaped_text : Mode::text;
            literal_.clear();
            break;
        case '"':
            mode_ = Mode::quoted_word;
            word_.clear();
            break;
        case '$':
            mode_ = Mode::dollar_tag;
            tag_.clear();
            break;
        default:
            if (c >= '0' && c <= '9') mode_ = Mode::number;
    }
    return at + 1;
}

void Classifier::end_word(bool quoted) {
    if (setting_name_next_) {
        traits_.pins.add(Pin::unknown_setting);
        setting_name_next_ = false;
    }
    if (starts_) {
        starts_ = false;
        ++traits_.statements;
    }
    after_word_ = true;
    if (joins_ && count_ > 0) {
        joins_ = false;
        if (count_ <= first_.size()) {
            Word& name = first_[count_ - 1];
            name.add('.');
            for (char c : word_.text()) name.add(c);
        }
        previous_ = word_;
        return;
    }
    if (count_ < first_.size()) first_[count_] = word_;
    if (follows_template()) template_ = word_;
    ++count_;
    if (!quoted && count_ > 1) note_word();
    previous_ = word_;
}

// A word that means something wherever it stands in certain statements.
void Classifier::note_word() {
    const std::string_view word = word_.text();
    switch (word[0]) {
        case 't':
            if (word == "temp" || word == "temporary") temporary_ = temporary_ || creates_here();
            break;
        case 'h':
            if (word == "hold" && previous_.text() == "with" && first(0) == "declare")
                traits_.pins.add(Pin::hold_cursor);
            break;
        case 'd':
            if (word == "drop" && previous_.text() == "commit") drops_on_commit_ = true;
            break;
        case 'p':
            if (word == "pg_temp" && first(0) == "create") temporary_ = true;
            break;
        default:
            break;
    }
}

// CREATE [OR REPLACE] [LOCAL | GLOBAL] or SELECT … INTO came last.
bool Classifier::creates_here() const {
    const std::string_view before = previous_.text();
    if (before == "into") return true;
    return first(0) == "create" &&
           (before == "create" || before == "replace" || before == "local" || before == "global");
}

// A '(' follows the last word.
void Classifier::call() {
    const std::string_view name = previous_.text();
    if (name.size() < 7) return;
    if (name == "set_config") {
        setting_name_next_ = true;
        return;
    }
    if (name == "current_setting") {
        shown_name_next_ = true;
        return;
    }
    if (name == "lastval" || name == "currval") {
        traits_.reads_sequence = true;
        return;
    }
    if (name[0] != 'p' && name[0] != 's') return;
    for (const FunctionEffect& effect : function_effects) {
        if (name != effect.name) continue;
        traits_.pins.add(effect.pins);
        traits_.unpins.add(effect.unpins);
        return;
    }
}

void Classifier::end_text() {
    mode_ = Mode::code;
    if (starts_) {
        starts_ = false;
        ++traits_.statements;
    }
    if (setting_name_next_) {
        setting_name_next_ = false;
        touch(literal_.text());
        if (traits_.own) traits_.own_values.emplace_back(folded(literal_.text()), std::nullopt);
    }
    if (shown_name_next_) {
        shown_name_next_ = false;
        if (is_own(folded(literal_.text()))) traits_.own = true;
    }
    ++texts_;
    if (follows_template()) template_ = literal_;
    previous_.clear();
}

// CREATE DATABASE … TEMPLATE [=] was read.
bool Classifier::follows_template() const {
    return count_ > 3 && previous_.text() == "template" && first(0) == "create" && first(1) == "database";
}

const Traits& Classifier::finish() {
    if (mode_ == Mode::word) {
        mode_ = Mode::code;
        end_word(false);
    }
    end_statement();
    return traits_;
}

}  // namespace ormgate
