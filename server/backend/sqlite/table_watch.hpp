#pragma once

#include "server/backend/sqlite/connection.hpp"
#include "server/backend/sqlite/functions/statement_rows.hpp"

namespace ormgate::sqlite {

// TableWatch notes, while it lives, which rows of the watched tables change on a connection.
class TableWatch {
public:
    TableWatch(Connection& connection, StatementRows& rows);
    ~TableWatch();
    TableWatch(const TableWatch&) = delete;
    TableWatch& operator=(const TableWatch&) = delete;

private:
    static void note(void* self,
                     sqlite3* handle,
                     int operation,
                     const char* database,
                     const char* table,
                     sqlite3_int64 before,
                     sqlite3_int64 after);

    sqlite3* handle_;  // null: nothing is watched
    StatementRows& rows_;
};

}  // namespace ormgate::sqlite
