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

constexpr bool starts_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}
constexpr bool continues_word(char c) {
    return starts_word(c) || (c >= '0' && c <= '9') || c == '$';
}
constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
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
                i = code(piece, i);
                continue;
            case Mode::word:
                if (continues_word(c)) {
                    word_.add(lower(c));
                    break;
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
                if (continues_word(c) || c == '.') break;
                mode_ = Mode::code;
                continue;
            case Mode::text:
            case Mode::escaped_text:
                if (c == '\'')
                    end_text();
                else if (c == '\\' && mode_ == Mode::escaped_text)
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
                } else if (continues_word(c)) {
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
                } else if (continues_word(c)) {
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

// One token outside strings and comments, from `at`; returns where to go on.
std::size_t Classifier::code(std::string_view piece, std::size_t at) {
    const char c = piece[at];
    if (starts_word(c)) {
        mode_ = Mode::word;
        word_.clear();
        word_.add(lower(c));
        return at + 1;
    }
    if (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '\v') return at + 1;
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
    if (!quoted && count_ > 1) {
        const std::string_view word = word_.text();
        const std::string_view statement = first(0);
        const std::string_view before = previous_.text();
        const bool creates = statement == "create" && (before == "create" || before == "replace" ||
                                                       before == "local" || before == "global");
        if ((word == "temp" || word == "temporary") && (creates || before == "into"))
            temporary_ = true;
        else if (word == "hold" && before == "with" && statement == "declare")
            traits_.pins.add(Pin::hold_cursor);
        else if (word == "drop" && before == "commit")
            drops_on_commit_ = true;
        else if (word == "pg_temp" && statement == "create")
            temporary_ = true;
    }
    previous_ = word_;
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
    return previous_.text() == "template" && count_ > 3 && first(0) == "create" && first(1) == "database";
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
