#include "server/relay/link.hpp"

namespace ormgate {

namespace {

// How the server tells whether a pin's reason is still there.
struct PinQuestion {
    Pin pin;
    std::string_view sql;
};
// clang-format off: one row a line
constexpr PinQuestion pin_questions[] = {
    {Pin::temporary_object, "SELECT FROM pg_catalog.pg_depend WHERE refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND refobjid = pg_catalog.pg_my_temp_schema()"},
    {Pin::listen, "SELECT FROM pg_catalog.pg_listening_channels()"},
    {Pin::advisory_lock, "SELECT FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND pid = pg_catalog.pg_backend_pid()"},
    {Pin::hold_cursor, "SELECT FROM pg_catalog.pg_cursors WHERE is_holdable"},
    {Pin::sql_prepare, "SELECT FROM pg_catalog.pg_prepared_statements WHERE from_sql"},
};
// clang-format on

}  // namespace

// After a transaction: what may have ended, and what it should have begun and may not have, is asked for.
asio::awaitable<void> Link::settle_pins() {
    const PinSet begun = std::exchange(new_pins_, PinSet());
    PinSet doubtful = std::exchange(unpins_, PinSet());
    const bool certain = !failed_ && status_before_ == 'I';
    if (certain && discard_all_) {
        session_.pins.remove(doubtful);
        co_return;
    }
    if (!certain) doubtful.add(begun);
    doubtful.keep(session_.pins);
    std::string sql;
    std::vector<Pin> asked;
    for (const PinQuestion& question : pin_questions) {
        if (!doubtful.has(question.pin)) continue;
        doubtful.remove(question.pin);
        asked.push_back(question.pin);
        sql += sql.empty() ? "SELECT EXISTS(" : ",EXISTS(";
        sql += question.sql;
        sql += ')';
    }
    if (certain) session_.pins.remove(doubtful);  // no question tells, and the statement has succeeded
    if (asked.empty()) co_return;
    const auto row = co_await ask(std::move(sql));
    if (!row || row->size() != asked.size())
        throw ServerLost{row ? Error(Errc::protocol_violation, "the server did not tell what a session holds")
                             : row.error()};
    for (std::size_t i = 0; i < asked.size(); ++i)
        if ((*row)[i] == "f") session_.pins.remove(asked[i]);
}

}  // namespace ormgate
