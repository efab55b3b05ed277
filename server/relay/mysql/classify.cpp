#include "server/relay/mysql/classify.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "dialects/scanner.hpp"

namespace ormgate {

using dialects::Scanner;
using dialects::Token;
using dialects::TokenKind;

// clang-format off: one row a line
static constexpr std::pair<MysqlPin, std::string_view> pin_words[] = {
    {MysqlPin::temporary_table, "temporary table"},
    {MysqlPin::user_variable, "user variable"},
    {MysqlPin::sql_prepare, "PREPARE"},
    {MysqlPin::user_lock, "GET_LOCK"},
    {MysqlPin::table_lock, "LOCK TABLES"},
    {MysqlPin::found_rows, "SQL_CALC_FOUND_ROWS"},
    {MysqlPin::savepoint, "SAVEPOINT"},
    {MysqlPin::next_transaction, "SET TRANSACTION"},
    {MysqlPin::handler, "HANDLER"},
    {MysqlPin::xa_transaction, "XA"},
    {MysqlPin::role, "SET ROLE"},
    {MysqlPin::replication_variable, "replication variable"},
    {MysqlPin::cursor, "cursor"},
    {MysqlPin::long_data, "long data"},
    {MysqlPin::warnings, "warnings"},
    {MysqlPin::previous_result, "asks for the statement before"},
    {MysqlPin::unknown_state, "state that only the server knows"},
    {MysqlPin::session_mode, "pool.mode session"},
};
static constexpr std::string_view replication_variables[] = {
    "gtid_domain_id", "gtid_next", "gtid_seq_no", "identity", "insert_id", "last_insert_id", "pseudo_slave_mode",
    "pseudo_thread_id", "rand_seed1", "rand_seed2", "server_id", "skip_replication", "statement_id", "timestamp",
};
// clang-format on

std::string MysqlPins::reasons() const {
    std::string out;
    for (const auto& [pin, words] : pin_words) {
        if (!has(pin)) continue;
        if (!out.empty()) out += ", ";
        out += words;
    }
    return out;
}

bool is_replication_variable(std::string_view name) {
    return std::ranges::find(replication_variables, name) != std::end(replication_variables);
}

static std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    return out;
}

static bool same(std::string_view text, std::string_view upper) {
    return std::ranges::equal(text, upper, [](char a, char b) {
        return (a >= 'a' && a <= 'z' ? static_cast<char>(a - ('a' - 'A')) : a) == b;
    });
}

const dialects::Dialect& mysql_dialect_of(bool mariadb, std::string_view sql_mode) {
    using namespace dialects;
    std::uint8_t modes = 0;
    while (!sql_mode.empty()) {
        const std::size_t comma = sql_mode.find(',');
        const std::string_view word = sql_mode.substr(0, comma);
        if (word == "ANSI_QUOTES") modes |= sql_mode::ansi_quotes;
        if (word == "NO_BACKSLASH_ESCAPES") modes |= sql_mode::no_backslash_escapes;
        sql_mode = comma == std::string_view::npos ? std::string_view() : sql_mode.substr(comma + 1);
    }
    return dialect(mariadb ? DialectId::mariadb : DialectId::mysql, modes);
}

namespace {

// Reading is one pass over a text's tokens, a statement at a time.
class Reading {
public:
    Reading(std::string_view sql, const dialects::Dialect& dialect)
        : sql_(sql), dialect_(dialect), scanner_(sql, dialect) {
        advance();
        advance();
    }

    MysqlTraits run() {
        while (!ended()) {
            if (token_.is(';')) {
                advance();
                continue;
            }
            ++traits_.statements;
            first_ = token_;
            statement();
            while (!ended() && !token_.is(';')) part();
        }
        if (traits_.statements != 1) traits_.kill.reset();
        return std::move(traits_);
    }

private:
    bool ended() const { return token_.kind == TokenKind::end || token_.kind == TokenKind::error; }
    std::string_view text(const Token& token) const {
        return sql_.substr(token.begin, token.end - token.begin);
    }
    bool is_word(const Token& token, std::string_view upper) const {
        return token.kind == TokenKind::word && same(text(token), upper);
    }
    bool at(std::string_view upper) const { return is_word(token_, upper); }
    bool next_is(std::string_view upper) const { return is_word(next_, upper); }
    bool take(std::string_view upper) {
        if (!at(upper)) return false;
        advance();
        return true;
    }
    void advance() {
        previous_ = token_;
        token_ = next_;
        next_ = scanner_.next();
    }
    std::string name_of(const Token& token) const {
        const Result<std::string> name = dialects::decode(token, sql_, dialect_);
        return name ? lower(*name) : std::string();
    }

    void statement();
    void set();
    void assignment();
    void user_variable_set();
    void system_variable_set(bool session);
    void kill();
    void part();
    void word();
    bool called() const { return next_.is('('); }
    void reads_previous() {
        if (traits_.statements == 1) traits_.reads_previous = true;
    }
    void reads_warnings() {
        if (traits_.statements == 1) traits_.reads_warnings = true;
    }

    std::string_view sql_;
    const dialects::Dialect& dialect_;
    Scanner scanner_;
    Token previous_, token_, next_, first_;
    MysqlTraits traits_;
    bool into_ = false;
};

// What the first words tell.
void Reading::statement() {
    into_ = false;
    struct Row {
        std::string_view first, second;  // second empty: whatever follows
        MysqlPin pin;
    };
    static constexpr Row rows[] = {
        {"HANDLER", "", MysqlPin::handler},
        {"LOCK", "TABLE", MysqlPin::table_lock},
        {"LOCK", "TABLES", MysqlPin::table_lock},
        {"PREPARE", "", MysqlPin::sql_prepare},
        {"SAVEPOINT", "", MysqlPin::savepoint},
        {"XA", "START", MysqlPin::xa_transaction},
        {"XA", "BEGIN", MysqlPin::xa_transaction},
    };
    if (token_.kind != TokenKind::word) return;
    for (const Row& row : rows)
        if (at(row.first) && (row.second.empty() || next_is(row.second))) traits_.pins.add(row.pin);
    if (at("UNLOCK")) traits_.unpins.add(MysqlPin::table_lock);
    if (at("XA") && (next_is("COMMIT") || next_is("ROLLBACK"))) traits_.unpins.add(MysqlPin::xa_transaction);
    if (at("FLUSH")) traits_.runs_code = true;
    if (at("CALL") || at("EXECUTE") || (at("BEGIN") && next_is("NOT")) || at("LOAD") || at("FETCH"))
        traits_.runs_code = true;
    if (at("SHOW") && (next_is("WARNINGS") || next_is("ERRORS") || next_is("COUNT"))) reads_warnings();
    if (at("GET") && (next_is("DIAGNOSTICS") || next_is("CURRENT"))) reads_warnings();
    if (at("KILL")) return kill();
    if (at("SET")) return set();
    if (at("USE") && !ended()) {
        advance();
        const Result<std::string> name = dialects::decode(token_, sql_, dialect_);
        if (name) traits_.database = *name;
    }
}

void Reading::kill() {
    advance();
    MysqlTraits::Kill found;
    if (!take("HARD")) take("SOFT");
    found.query = at("QUERY");
    if (!take("QUERY")) take("CONNECTION");
    const std::string_view number = text(token_);
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), found.id);
    const bool whole = error == std::errc() && end == number.data() + number.size();
    if (token_.kind == TokenKind::integer && whole && (next_.kind == TokenKind::end || next_.is(';')))
        traits_.kill = found;
}

void Reading::set() {
    traits_.sets = true;
    advance();
    if (at("STATEMENT")) {
        traits_.borrows_settings = true;
        return;
    }
    if (at("TRANSACTION")) return traits_.pins.add(MysqlPin::next_transaction);
    if (at("ROLE")) return traits_.pins.add(MysqlPin::role);
    if (at("PASSWORD") || at("DEFAULT") || at("RESOURCE")) return;
    while (!ended() && !token_.is(';')) {
        assignment();
        std::uint32_t depth = 0;
        while (!ended() && !token_.is(';') && (depth > 0 || !token_.is(','))) {
            if (token_.is('(')) ++depth;
            if (token_.is(')') && depth > 0) --depth;
            part();
        }
        if (token_.is(',')) advance();
    }
}

// One of SET's list; what its value holds is read as any expression.
void Reading::assignment() {
    if (at("NAMES") || at("CHARACTER") || at("CHARSET") || at("CHAR")) {
        traits_.sets_characters = true;
        return;
    }
    if (token_.kind == TokenKind::user_variable) return user_variable_set();
    bool session = true;
    const bool marked = token_.kind == TokenKind::system_variable;
    if (marked) advance();
    if (at("GLOBAL") || at("PERSIST") || at("PERSIST_ONLY")) session = false;
    if (!session || at("SESSION") || at("LOCAL")) {
        if (next_is("TRANSACTION")) return;
        advance();
        if (marked && token_.is('.')) advance();
    }
    system_variable_set(session);
}

void Reading::system_variable_set(bool session) {
    std::string name = name_of(token_);
    if (!session || name.empty()) return;
    if (name.starts_with("ormgate_")) traits_.own.push_back(name);
    if (name.starts_with("character_set_") || name.starts_with("collation_")) traits_.sets_characters = true;
    if (is_replication_variable(name)) traits_.pins.add(MysqlPin::replication_variable);
    advance();
}

// A literal is set again wherever the client's statements run; of anything else only the server has the
// value.
void Reading::user_variable_set() {
    const std::string name(text(token_));
    advance();
    if (token_.kind != TokenKind::colon_equals && !token_.is('='))
        return traits_.pins.add(MysqlPin::user_variable);
    advance();
    const Token begin = token_;
    if ((token_.is('-') || token_.is('+')) && next_.is_literal()) advance();
    const bool literal = token_.is_literal() || at("NULL") || at("TRUE") || at("FALSE");
    const bool alone = next_.kind == TokenKind::end || next_.is(',') || next_.is(';');
    // A text takes its character set from the session.
    const bool ascii =
        std::ranges::none_of(text(token_), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    if (!literal || !alone || !ascii) return traits_.pins.add(MysqlPin::user_variable);
    traits_.user_variables.emplace_back(lower(name), sql_.substr(begin.begin, token_.end - begin.begin));
    advance();
}

// A token of an expression, or of anything else that is no first word.
void Reading::part() {
    if (token_.kind == TokenKind::word) word();
    if (token_.kind == TokenKind::user_variable &&
        (next_.kind == TokenKind::colon_equals || into_ || traits_.runs_code || is_word(first_, "GET")))
        traits_.pins.add(MysqlPin::user_variable);
    if (token_.kind == TokenKind::system_variable) {
        advance();
        if ((at("SESSION") || at("LOCAL") || at("GLOBAL")) && next_.is('.')) {
            advance();
            advance();
        }
        const std::string name = ended() ? std::string() : name_of(token_);
        if (name == "warning_count" || name == "error_count") reads_warnings();
        if (name == "identity" || name == "last_insert_id") traits_.reads_insert_id = true;
        if (name.starts_with("ormgate_")) traits_.own.push_back(name);
        if (ended()) return;
    }
    advance();
}

void Reading::word() {
    if (previous_.is('.')) return;  // a column's name, or a stored function's
    if (called()) {
        if (at("GET_LOCK")) traits_.pins.add(MysqlPin::user_lock);
        if (at("RELEASE_ALL_LOCKS")) traits_.unpins.add(MysqlPin::user_lock);
        if (at("LAST_INSERT_ID")) traits_.reads_insert_id = true;
        if (at("ROW_COUNT") || at("FOUND_ROWS") || at("LASTVAL")) reads_previous();
    }
    if (at("SELECT")) traits_.selects = true;
    if (at("SQL_CALC_FOUND_ROWS")) traits_.pins.add(MysqlPin::found_rows);
    if (at("TEMPORARY") && is_word(first_, "CREATE")) traits_.pins.add(MysqlPin::temporary_table);
    if (at("INTO") && !is_word(first_, "INSERT") && !is_word(first_, "REPLACE")) into_ = true;
    if (at("PREVIOUS") && next_is("VALUE")) reads_previous();
    if (at("READ") && next_is("LOCK") && is_word(first_, "FLUSH")) traits_.pins.add(MysqlPin::table_lock);
}

}  // namespace

MysqlTraits classify_mysql(std::string_view sql, const dialects::Dialect& dialect) {
    return Reading(sql, dialect).run();
}

}  // namespace ormgate
