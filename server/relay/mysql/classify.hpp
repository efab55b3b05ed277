#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dialects/dialect.hpp"
#include "server/relay/mysql/pins.hpp"

namespace ormgate {

// MysqlTraits is what the relay must know about a text of SQL before it passes it on.
struct MysqlTraits {
    struct Kill {
        bool query = false;  // the statement only, not the connection
        std::uint64_t id = 0;
    };

    MysqlPins pins;                 // begun if the text succeeds
    MysqlPins unpins;               // ended
    bool sets = false;              // SET, of whatever
    bool sets_characters = false;   // SET NAMES and its kin, of which the server does not tell all
    bool borrows_settings = false;  // SET STATEMENT … FOR: what the server tells of variables is over again
    bool runs_code = false;        // CALL, EXECUTE, a compound statement: its text does not show what it does
    bool reads_insert_id = false;  // LAST_INSERT_ID(), @@identity
    bool reads_previous = false;  // begins with what asks for the statement before: ROW_COUNT(), FOUND_ROWS()
    bool reads_warnings = false;  // the same: SHOW WARNINGS, @@warning_count
    bool selects = false;         // SELECT is among its words
    std::uint32_t statements = 0;
    std::vector<std::pair<std::string, std::string>> user_variables;  // SET @name = literal: both as SQL
    std::vector<std::string> own;                                     // settings of ormgate's own, by name
    std::optional<Kill> kill;                                         // the text is nothing else
    std::optional<std::string> database;                              // of the last USE

    bool plain() const {
        return pins.empty() && unpins.empty() && user_variables.empty() && own.empty() && !kill &&
               !database &&
               !(sets || borrows_settings || runs_code || reads_insert_id || reads_previous ||
                 reads_warnings);
    }
};

// Reads a text for what outlives a statement or depends on the one before. The dialect is the server's under
// the client's sql_mode.
MysqlTraits classify_mysql(std::string_view sql, const dialects::Dialect& dialect);

// Variables that the next statement uses up, or that the server sets itself: they are not replayed.
bool is_replication_variable(std::string_view name);

// The dialect's view of an sql_mode: those of its words that change how a text is read.
const dialects::Dialect& mysql_dialect_of(bool mariadb, std::string_view sql_mode);

}  // namespace ormgate
