// FETCH and MOVE: a cursor moves as PostgreSQL's portals do (DoPortalRunFetch). It stands before its first
// row, on a row, or after its last.
#include "server/session/session.hpp"

namespace ormgate {
namespace {

// NullSink lets the rows that are only passed fall on the floor.
class NullSink : public RowSink {
public:
    bool row(std::span<const ValueView>) override { return true; }
    asio::awaitable<void> drain() override { co_return; }
};

Error forward_only() {
    return Error(Errc::object_not_in_prerequisite_state, "cursor can only scan forward")
        .with_hint("Declare it with SCROLL option to enable backward scan.");
}

// Of a count that may be the lowest there is.
std::uint64_t magnitude(std::int64_t count) {
    return count < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(count)
                     : static_cast<std::uint64_t>(count);
}

}  // namespace

// Passes `count` rows (none given: all) and answers how many there were.
Session::Scanned Session::scan_forward(Portal& cursor, std::optional<std::uint64_t> count, RowSink& sink) {
    if (cursor.at_end || count == 0) co_return 0;
    const std::uint64_t before = cursor.row_count;
    const Result<Completion> done = co_await run_translated(cursor, count.value_or(0), sink);
    if (!done) co_return ormgate::fail(done.error());
    const std::uint64_t passed = cursor.row_count - before;
    cursor.at_end = !count || passed < *count;
    cursor.position += passed;
    co_return passed;
}

// The same backwards. The rows of a cursor that scrolls have been kept.
Session::Scanned Session::scan_backward(Portal& cursor, std::optional<std::uint64_t> count, RowSink& sink) {
    if (!cursor.scroll) co_return ormgate::fail(forward_only());
    if (cursor.position == 0 && !cursor.at_end) co_return 0;
    std::vector<ValueView> views;
    std::uint64_t passed = 0;
    // The row before the one it stands on; after the end that is the last.
    std::uint64_t next = cursor.at_end ? cursor.position : cursor.position - 1;
    for (; next > 0 && (!count || passed < *count); --next) {
        views.clear();
        for (const Value& value : cursor.kept[next - 1]) views.push_back(view(value));
        ++passed;
        if (!sink.row(views)) co_await sink.drain();
    }
    cursor.at_end = cursor.at_end && count == 0;
    if (!cursor.at_end) cursor.position = !count || passed < *count ? 0 : next + 1;
    cursor.kept_position = cursor.position;
    co_return passed;
}

Result<void> Session::rewind(Portal& cursor) {
    if (cursor.position == 0 && !cursor.at_end) return {};
    if (!cursor.scroll) return ormgate::fail(forward_only());
    cursor.at_end = false;
    cursor.position = cursor.kept_position = 0;
    return {};
}

// To the row of that number, from the end if it is negative.
Session::Scanned Session::fetch_absolute(Portal& cursor, std::int64_t number, RowSink& sink) {
    NullSink nowhere;
    if (number < 0) {
        const Result<std::uint64_t> rest = co_await scan_forward(cursor, std::nullopt, nowhere);
        if (!rest) co_return ormgate::fail(rest.error());
        const Result<std::uint64_t> back = co_await scan_backward(cursor, magnitude(number) - 1, nowhere);
        if (!back) co_return ormgate::fail(back.error());
        co_return co_await scan_backward(cursor, 1, sink);
    }
    const auto goal = static_cast<std::uint64_t>(number);
    const std::uint64_t passed = cursor.position + (cursor.at_end ? 1 : 0);
    if (goal <= passed)
        if (const Result<void> done = rewind(cursor); !done) co_return ormgate::fail(done.error());
    if (goal == 0) co_return 0;
    const Result<std::uint64_t> skipped = co_await scan_forward(cursor, goal - cursor.position - 1, nowhere);
    if (!skipped) co_return ormgate::fail(skipped.error());
    co_return co_await scan_forward(cursor, 1, sink);
}

Session::Scanned Session::fetch_relative(Portal& cursor, std::int64_t offset, RowSink& sink) {
    NullSink nowhere;
    const std::uint64_t skipped = magnitude(offset) - 1;
    const Result<std::uint64_t> on_the_way = offset > 0 ? co_await scan_forward(cursor, skipped, nowhere)
                                                        : co_await scan_backward(cursor, skipped, nowhere);
    if (!on_the_way) co_return ormgate::fail(on_the_way.error());
    if (offset > 0) co_return co_await scan_forward(cursor, 1, sink);
    co_return co_await scan_backward(cursor, 1, sink);
}

// The row it stands on, again. MOVE only says whether there is one.
Session::Scanned Session::fetch_current(Portal& cursor, bool move, RowSink& sink) {
    const bool on_row = cursor.position > 0 && !cursor.at_end;
    if (!on_row || move) co_return on_row ? 1 : 0;
    NullSink nowhere;
    const Result<std::uint64_t> back = co_await scan_backward(cursor, 1, nowhere);
    if (!back) co_return ormgate::fail(back.error());
    co_return co_await scan_forward(cursor, 1, sink);
}

Session::Scanned Session::scan(Portal& cursor, const ast::Fetch& fetch, RowSink& sink) {
    const bool relative = fetch.direction == ast::FetchDirection::relative;
    if (fetch.direction == ast::FetchDirection::absolute)
        co_return co_await fetch_absolute(cursor, *fetch.count, sink);
    if (fetch.count == 0) co_return co_await fetch_current(cursor, fetch.move, sink);
    if (relative) co_return co_await fetch_relative(cursor, *fetch.count, sink);
    const bool turned = fetch.count && *fetch.count < 0;
    const bool forward = (fetch.direction == ast::FetchDirection::forward) != turned;
    std::optional<std::uint64_t> count;
    if (fetch.count) count = magnitude(*fetch.count);
    if (forward) co_return co_await scan_forward(cursor, count, sink);
    if (fetch.move && !count) {
        const std::uint64_t passed = cursor.position - (cursor.position > 0 && !cursor.at_end ? 1 : 0);
        if (const Result<void> done = rewind(cursor); !done) co_return ormgate::fail(done.error());
        co_return passed;
    }
    co_return co_await scan_backward(cursor, count, sink);
}

bool Session::fetches_binary(const ast::Statement& statement) const {
    const auto* fetch = statement.as<ast::Fetch>();
    const PortalPtr cursor = fetch == nullptr ? nullptr : find_portal(fetch->cursor);
    return cursor != nullptr && cursor->binary;
}

asio::awaitable<Result<Completion>> Session::run_fetch(const ast::Fetch& fetch, RowSink& sink) {
    const PortalPtr cursor = find_portal(fetch.cursor);
    if (cursor == nullptr)
        co_return ormgate::fail(Errc::undefined_cursor, "cursor \"" + fetch.cursor + "\" does not exist");
    if (cursor->translation == nullptr || !cursor->returns_rows)
        co_return ormgate::fail(Errc::unsupported,
                                "FETCH from a portal that is not a query is not supported on this database");
    NullSink nowhere;
    RowSink& target = fetch.move ? static_cast<RowSink&>(nowhere) : sink;
    const Result<std::uint64_t> moved = co_await scan(*cursor, fetch, target);
    if (!moved) co_return ormgate::fail(moved.error());
    co_return Completion{(fetch.move ? "MOVE " : "FETCH ") + std::to_string(*moved), false};
}

}  // namespace ormgate
