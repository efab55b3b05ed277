#define SQLITE_ENABLE_PREUPDATE_HOOK
#include "server/backend/sqlite/table_watch.hpp"

#include "server/backend/sqlite/functions/call.hpp"

namespace ormgate::sqlite {

TableWatch::TableWatch(Connection& connection, StatementRows& rows)
    : handle_(rows.watched.empty() ? nullptr : connection.handle()), rows_(rows) {
    if (handle_ != nullptr) sqlite3_preupdate_hook(handle_, note, this);
}

TableWatch::~TableWatch() {
    if (handle_ != nullptr) sqlite3_preupdate_hook(handle_, nullptr, nullptr);
}

void TableWatch::note(void* self,
                      sqlite3* handle,
                      int operation,
                      const char*,
                      const char* name,
                      sqlite3_int64 before,
                      sqlite3_int64 after) {
    auto& watched = static_cast<TableWatch*>(self)->rows_.watched;
    const auto found = watched.find(std::string_view(name));
    if (found == watched.end()) return;
    StatementRows::Table& table = found->second;
    const auto touch = [&](sqlite3_int64 rowid, bool existed) {
        const auto [place, is_new] = table.touched.try_emplace(rowid);
        if (!is_new) return;  // what counts is how it was at first
        table.order.push_back(rowid);
        if (!existed) return;
        StatementRows::Row row;
        for (int i = 0; table.images && i < sqlite3_preupdate_count(handle); ++i) {
            sqlite3_value* value = nullptr;
            if (sqlite3_preupdate_old(handle, i, &value) != SQLITE_OK) return;
            row.push_back(copy(view_of(value)));
        }
        place->second = std::move(row);
    };
    if (operation != SQLITE_INSERT) touch(before, true);
    if (operation == SQLITE_INSERT || (operation == SQLITE_UPDATE && before != after)) touch(after, false);
}

}  // namespace ormgate::sqlite
