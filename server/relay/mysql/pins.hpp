#pragma once

#include <cstdint>
#include <string>

namespace ormgate {

// What ties a MySQL client to its connection beyond a transaction.
enum class MysqlPin : std::uint32_t {
    temporary_table = 1 << 0,
    user_variable = 1 << 1,     // with a value only the server knows
    sql_prepare = 1 << 2,       // PREPARE in SQL
    user_lock = 1 << 3,         // GET_LOCK()
    table_lock = 1 << 4,        // LOCK TABLES, FLUSH TABLES WITH READ LOCK
    found_rows = 1 << 5,        // SQL_CALC_FOUND_ROWS
    savepoint = 1 << 6,         // that no transaction of the server's shows
    next_transaction = 1 << 7,  // SET TRANSACTION
    handler = 1 << 8,           // HANDLER … OPEN
    xa_transaction = 1 << 9,
    role = 1 << 10,                  // SET ROLE
    replication_variable = 1 << 11,  // last_insert_id, insert_id, rand_seed1 …: used up by what follows
    cursor = 1 << 12,
    long_data = 1 << 13,
    warnings = 1 << 14,         // until the next statement, which may ask for them
    previous_result = 1 << 15,  // asks for ROW_COUNT() or the like
    unknown_state = 1 << 16,    // the server says that something of the session has changed
    session_mode = 1 << 17,
};

// MysqlPins is a set of them, and the words for them that an operator is shown.
class MysqlPins {
public:
    constexpr MysqlPins() = default;
    constexpr MysqlPins(MysqlPin pin) : bits_(static_cast<std::uint32_t>(pin)) {}
    constexpr void add(MysqlPins other) { bits_ |= other.bits_; }
    constexpr void remove(MysqlPins other) { bits_ &= ~other.bits_; }
    constexpr bool has(MysqlPin pin) const { return (bits_ & static_cast<std::uint32_t>(pin)) != 0; }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr void clear() { bits_ = 0; }
    constexpr bool contains(MysqlPins other) const { return (other.bits_ & ~bits_) == 0; }
    std::string reasons() const;  // "temporary table, user variable"
    friend constexpr bool operator==(MysqlPins, MysqlPins) = default;

private:
    std::uint32_t bits_ = 0;
};

}  // namespace ormgate
