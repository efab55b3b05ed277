#include "dialects/parser.hpp"
#include "server/session/session_commands.hpp"

namespace ormgate {

// A cursor's query is prepared from its own text, so that it shares templates with the same query sent alone.
asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::DeclareCursor& declare) {
    if (!declare.hold && (!session.transaction_.in_block() || session.transaction_.implicit()))
        co_return ormgate::fail(Errc::no_active_transaction,
                                "DECLARE CURSOR can only be used in transaction blocks");
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
    (*cursor)->hold = declare.hold;
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

namespace {

// NullSink lets MOVE and the rows FETCH ABSOLUTE skips fall on the floor.
class NullSink : public RowSink {
public:
    bool row(std::span<const ValueView>) override { return true; }
    asio::awaitable<void> drain() override { co_return; }
};

Error backward_refused() {
    return Error(Errc::object_not_in_prerequisite_state, "cursor can only scan forward")
        .with_hint("Declare it with SCROLL option to enable backward scan.");
}

}  // namespace

// Moves a scrolling cursor `rows` back and answers those rows, nearest first. Its position is that of the
// next row.
static std::uint64_t step_back(Portal& cursor, std::uint64_t rows, RowSink& sink, bool& full) {
    std::uint64_t sent = 0;
    std::vector<ValueView> views;
    // kept_position counts rows passed; the current row is the one before it.
    while (sent < rows && cursor.kept_position > 0) {
        --cursor.kept_position;
        if (cursor.kept_position == 0) break;
        views.clear();
        for (const Value& value : cursor.kept[cursor.kept_position - 1]) views.push_back(view(value));
        ++sent;
        full = !sink.row(views);
    }
    return sent;
}

asio::awaitable<Result<Completion>> Session::run_fetch(const ast::Fetch& fetch, RowSink& sink) {
    PortalPtr cursor = find_portal(fetch.cursor);
    if (cursor == nullptr)
        co_return ormgate::fail(Errc::undefined_cursor, "cursor \"" + fetch.cursor + "\" does not exist");
    NullSink nowhere;
    RowSink& target = fetch.move ? static_cast<RowSink&>(nowhere) : sink;
    const std::string_view verb = fetch.move ? "MOVE " : "FETCH ";
    std::uint64_t sent = 0;

    ast::FetchDirection direction = fetch.direction;
    std::optional<std::int64_t> count = fetch.count;
    if (count && *count < 0 && direction != ast::FetchDirection::absolute &&
        direction != ast::FetchDirection::relative) {
        direction = direction == ast::FetchDirection::forward ? ast::FetchDirection::backward
                                                              : ast::FetchDirection::forward;
        count = -*count;
    }
    const auto forward = [&](std::uint64_t rows, RowSink& into) -> asio::awaitable<Result<std::uint64_t>> {
        const std::uint64_t before = cursor->row_count;
        const Result<Completion> done = co_await run_translated(*cursor, rows, into);
        if (!done) co_return ormgate::fail(done.error());
        co_return cursor->row_count - before;
    };
    const bool can_scroll = cursor->scroll;
    bool full = false;
    Result<std::uint64_t> moved = std::uint64_t{0};
    switch (direction) {
        case ast::FetchDirection::forward:
            if (count && *count == 0)
                break;  // re-fetching the current row needs a scrolling cursor; none is sent
            moved = co_await forward(count ? static_cast<std::uint64_t>(*count) : 0, target);
            break;
        case ast::FetchDirection::backward:
            if (count && *count == 0) break;
            if (!can_scroll) co_return ormgate::fail(backward_refused());
            moved = step_back(*cursor, count ? static_cast<std::uint64_t>(*count) : UINT64_MAX, target, full);
            break;
        case ast::FetchDirection::absolute:
        case ast::FetchDirection::relative: {
            const auto here =
                static_cast<std::int64_t>(can_scroll ? cursor->kept_position : cursor->row_count);
            std::int64_t goal = direction == ast::FetchDirection::relative ? here + *count : *count;
            if (direction == ast::FetchDirection::absolute && goal < 0) {  // from the end
                if (!can_scroll) co_return ormgate::fail(backward_refused());
                const Result<std::uint64_t> rest = co_await forward(0, nowhere);
                if (!rest) co_return ormgate::fail(rest.error());
                goal = static_cast<std::int64_t>(cursor->kept.size()) + 1 + goal;
            }
            if (goal <= here &&
                !(goal == here && direction == ast::FetchDirection::relative && !can_scroll)) {
                if (!can_scroll) co_return ormgate::fail(backward_refused());
                cursor->kept_position = goal <= 0 ? 0 : static_cast<std::size_t>(goal - 1);
                if (goal > 0) moved = co_await forward(1, target);
                break;
            }
            if (goal - here > 1) {
                const Result<std::uint64_t> skipped =
                    co_await forward(static_cast<std::uint64_t>(goal - here - 1), nowhere);
                if (!skipped) co_return ormgate::fail(skipped.error());
            }
            if (goal > here) moved = co_await forward(1, target);
            break;
        }
    }
    if (!moved) co_return ormgate::fail(moved.error());
    if (full) co_await sink.drain();
    sent = *moved;
    co_return Completion{std::string(verb) + std::to_string(sent), false};
}

}  // namespace ormgate
