#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ormgate {

// What ties a client to its connection beyond a transaction.
enum class Pin : std::uint16_t {
    temporary_object = 1 << 0,
    listen = 1 << 1,
    advisory_lock = 1 << 2,
    hold_cursor = 1 << 3,
    loaded_library = 1 << 4,
    sql_prepare = 1 << 5,
    random_seed = 1 << 6,
    sequence_value = 1 << 7,
    unknown_setting = 1 << 8,
    session_mode = 1 << 9,
};

// PinSet is a set of Pins, and the words for them that an operator is shown.
class PinSet {
public:
    constexpr PinSet() = default;
    constexpr PinSet(Pin pin) : bits_(static_cast<std::uint16_t>(pin)) {}
    constexpr void add(PinSet other) { bits_ = static_cast<std::uint16_t>(bits_ | other.bits_); }
    constexpr void remove(PinSet other) { bits_ = static_cast<std::uint16_t>(bits_ & ~other.bits_); }
    constexpr void keep(PinSet those) { bits_ = static_cast<std::uint16_t>(bits_ & those.bits_); }
    constexpr bool has(Pin pin) const { return (bits_ & static_cast<std::uint16_t>(pin)) != 0; }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr void clear() { bits_ = 0; }
    static constexpr PinSet all() {
        PinSet set;
        set.bits_ = 0xffff;
        return set;
    }
    std::string reasons() const;  // "temporary table, LISTEN"
    friend constexpr bool operator==(PinSet, PinSet) = default;

private:
    std::uint16_t bits_ = 0;
};

// Traits is what a relay must know about a text of SQL before it passes it on.
struct Traits {
    PinSet pins;
    PinSet unpins;                // what may have ended: a cursor that is closed need not be the last one
    bool begins = false;          // BEGIN, START TRANSACTION
    bool reads_sequence = false;  // lastval(), currval()
    bool resets_all = false;      // RESET ALL
    bool discards_all = false;    // DISCARD ALL
    bool deallocates_all = false;
    bool own = false;         // a setting of ormgate's own: ormgate.session …
    bool translates = false;  // EXPLAIN (TRANSLATE …
    std::uint32_t statements = 0;
    // SHOW, SET or RESET of such a setting in words that PostgreSQL understands: "join" is none of its names.
    std::string own_command;
    // Values given to settings of ormgate's own; nullopt where the text does not tell.
    std::vector<std::pair<std::string, std::optional<std::string>>> own_values;
    std::vector<std::string> touched;      // settings whose value may differ afterwards, lower case
    std::vector<std::string> reset;        // RESET name, SET name TO DEFAULT
    std::vector<std::string> deallocated;  // names of DEALLOCATE
    // Those that CREATE, ALTER and DROP DATABASE make, rename, remove or copy.
    std::vector<std::string> databases;

    bool plain() const {
        return pins.empty() && unpins.empty() && touched.empty() && reset.empty() && deallocated.empty() &&
               databases.empty() &&
               !(translates || begins || reads_sequence || resets_all || discards_all || deallocates_all ||
                 own);
    }
};

// Classifier reads SQL text, in pieces if need be, for what outlives a statement: a tokenizer and a glance at
// the first words of each statement and at the functions called. It never allocates for a statement that
// leaves nothing behind.
class Classifier {
public:
    // Without standard_conforming_strings a backslash escapes in every string.
    explicit Classifier(bool backslash_escapes = false) : backslash_escapes_(backslash_escapes) {}

    void feed(std::string_view piece);
    const Traits& finish();

    // A setting's name as it is compared, and whether it is one of ormgate's own.
    static std::string folded(std::string_view name);
    static bool is_own(std::string_view name) { return name.starts_with("ormgate."); }

private:
    enum class Mode : std::uint8_t {
        code,
        word,
        quoted_word,
        number,
        text,
        escaped_text,
        escape,
        dollar_tag,
        dollar_text,
        dollar_end,
        dash,
        line_comment,
        slash,
        block_comment,
        block_star,
        block_slash
    };
    static constexpr std::size_t word_size = 64;
    struct Word {
        std::array<char, word_size> chars;
        std::uint8_t size = 0;
        void clear() { size = 0; }
        void add(char c) {
            if (size < word_size) chars[size++] = c;
        }
        void add(std::string_view more) {
            const std::size_t n = std::min(more.size(), word_size - size);
            std::copy_n(more.data(), n, chars.data() + size);
            size = static_cast<std::uint8_t>(size + n);
        }
        std::string_view text() const { return {chars.data(), size}; }
    };

    std::size_t code(std::string_view piece, std::size_t at);
    std::size_t word(std::string_view piece, std::size_t at);
    void end_word(bool quoted);
    void note_word();
    bool creates_here() const;
    void call();
    void end_text();
    void end_statement();
    void set_statement();
    void reset_statement();
    void deallocate_statement();
    void discard_statement();
    void database_statement();
    bool follows_template() const;
    void touch(std::string_view name);
    void reset(std::string_view name);
    std::string_view first(std::size_t index) const {
        return index < count_ && index < first_.size() ? first_[index].text() : std::string_view();
    }

    Traits traits_;
    Mode mode_ = Mode::code;
    bool backslash_escapes_;
    bool after_word_ = false;         // the last token was a word: a '(' would call it
    bool joins_ = false;              // a dot came: the next word belongs to the last name
    bool setting_name_next_ = false;  // set_config( was read
    bool shown_name_next_ = false;    // current_setting( was read
    bool temporary_ = false, drops_on_commit_ = false, starts_ = true;
    std::uint32_t depth_ = 0;  // of block comments
    std::size_t count_ = 0;    // words of this statement
    std::size_t texts_ = 0;    // literals of this statement
    std::array<Word, 5> first_;
    Word word_, previous_, tag_, closing_, literal_;
    Word template_;  // of CREATE DATABASE
};

Traits classify(std::string_view sql, bool backslash_escapes = false);

}  // namespace ormgate
