#include "dialects/parser.hpp"
#include "server/session/session_commands.hpp"

namespace ormgate {
namespace {

std::string_view name(ast::LockStrength strength) {
    switch (strength) {
        case ast::LockStrength::update:
            return "FOR UPDATE";
        case ast::LockStrength::no_key_update:
            return "FOR NO KEY UPDATE";
        case ast::LockStrength::share:
            return "FOR SHARE";
        case ast::LockStrength::key_share:
            return "FOR KEY SHARE";
    }
    return "FOR UPDATE";
}

// A cursor whose rows are locked as they are fetched sees them as they are then, and only once.
Result<void> check(const ast::DeclareCursor& declare) {
    const bool scroll = declare.scroll.value_or(false);
    if (declare.query->locking.empty() || (!declare.hold && !scroll)) return {};
    const std::string kind = declare.hold ? "CURSOR WITH HOLD" : "SCROLL CURSOR";
    const std::string locking(name(declare.query->locking.front().strength));
    return fail(Error(Errc::unsupported, "DECLARE " + kind + " ... " + locking + " is not supported")
                    .with_detail(declare.hold ? "Holdable cursors must be READ ONLY."
                                              : "Scrollable cursors must be READ ONLY."));
}

}  // namespace

// A cursor's query is prepared from its own text, so that it shares templates with the same query sent alone.
asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::DeclareCursor& declare) {
    if (!declare.hold && (!session.transaction_.in_block() || session.transaction_.implicit()))
        co_return ormgate::fail(Errc::no_active_transaction,
                                "DECLARE CURSOR can only be used in transaction blocks");
    if (const Result<void> sane = check(declare); !sane) co_return ormgate::fail(sane.error());
    if (session.portals_.contains(declare.name))
        co_return ormgate::fail(Errc::duplicate_cursor, "cursor \"" + declare.name + "\" already exists");
    // The plan's tree may come from a text with other literals: only this text's own parse has its positions.
    const Result<ast::StatementPtr> own =
        dialects::parse_statement(source(), dialects::dialect(dialects::DialectId::postgres));
    if (!own) co_return ormgate::fail(own.error());
    const std::uint32_t from = (*own)->as<ast::DeclareCursor>()->query->position;
    Result<PreparedPtr> query =
        co_await session.prepare_text(std::string(source().substr(from)), portal.statement->declared);
    if (!query) {
        if (query.error().position != 0) query.error().position += from;
        co_return ormgate::fail(query.error());
    }
    Result<PortalPtr> cursor = session.open(std::move(*query), std::move(portal.parameters));
    if (!cursor) co_return ormgate::fail(cursor.error());
    (*cursor)->is_cursor = true;
    (*cursor)->written = source();
    (*cursor)->hold = declare.hold;
    (*cursor)->binary = declare.binary;
    (*cursor)->scroll = declare.scroll.value_or(false);
    (*cursor)->keeps_rows = (*cursor)->scroll;
    (*cursor)->made_in_block = session.transaction_.in_block();
    (*cursor)->depth = session.transaction_.depth();
    // The snapshot is that of DECLARE: start the query without taking a row.
    Result<void> started = co_await session.start(**cursor);
    if (!started) co_return ormgate::fail(started.error());
    PortalPtr made = *cursor;
    const Result<void> stored = session.store_portal(declare.name, std::move(*cursor));
    if (!stored) co_return ormgate::fail(stored.error());
    if (!session.transaction_.in_block()) {
        const Result<void> held = co_await session.hold_cursors();
        if (!held) co_return ormgate::fail(held.error());
    }
    co_return "DECLARE CURSOR";
}

asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::CloseCursor& close) {
    if (close.all) {
        std::erase_if(session.portals_, [&](const auto& entry) { return entry.second.get() != &portal; });
        co_return "CLOSE CURSOR ALL";
    }
    const auto found = session.portals_.find(close.name);
    if (found == session.portals_.end())
        co_return ormgate::fail(Errc::undefined_cursor, "cursor \"" + close.name + "\" does not exist");
    session.portals_.erase(found);
    co_return "CLOSE CURSOR";
}

}  // namespace ormgate
