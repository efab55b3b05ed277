#include "server/frontend/postgres/conversation.hpp"

#include "server/frontend/postgres/data_row_sink.hpp"
#include "server/frontend/postgres/startup.hpp"

namespace ormgate {
namespace {

// A statement that takes longer is worth a system call, now and then, to see whether anybody waits for it.
constexpr auto peer_check_interval = std::chrono::milliseconds(500);

// These are answered in full only once their Sync has come.
bool awaits_sync(const postgres::FrontendMessage& message) {
    return std::holds_alternative<postgres::Parse>(message) ||
           std::holds_alternative<postgres::Bind>(message) ||
           std::holds_alternative<postgres::Describe>(message) ||
           std::holds_alternative<postgres::Execute>(message) ||
           std::holds_alternative<postgres::Close>(message);
}

// The shorter of two limits of which zero means none.
std::chrono::milliseconds shorter(std::chrono::milliseconds a, std::chrono::milliseconds b) {
    if (a.count() == 0 || b.count() == 0) return a.count() == 0 ? b : a;
    return std::min(a, b);
}

}  // namespace

Conversation::Conversation(PostgresWire& wire,
                           Session& session,
                           const ObjectNames& names,
                           Watchdog& watchdog,
                           ConversationLimits limits)
    : wire_(wire),
      session_(session),
      names_(names),
      idle_watch_(watchdog, [this] { wake(); }),
      statement_watch_(watchdog, [this] { session_.cancel(); }),
      peer_watch_(watchdog, [this] { look_after_peer(); }),
      limits_(limits) {}

asio::awaitable<void> Conversation::serve() {
    while (!ended_) {
        // A pipeline is served without a suspension, and without a frame, for each of its messages.
        std::optional<Result<postgres::FrontendMessage>> at_hand;
        if (!reason_to_leave()) at_hand = wire_.next();
        Result<postgres::FrontendMessage> message = at_hand ? std::move(*at_hand) : co_await read();
        if (!message) co_return co_await wire_.fatal(message.error());
        const bool dropped = skip_to_sync_ && !std::holds_alternative<postgres::Sync>(*message) &&
                             !std::holds_alternative<postgres::Terminate>(*message);
        if (dropped) continue;
        if (awaits_sync(*message)) at_rest_ = false;
        co_await std::visit(*this, *message);
    }
}

// Waits for the next message for as long as the timeouts of an idle client allow, and passes on what comes
// meanwhile.
asio::awaitable<Result<postgres::FrontendMessage>> Conversation::read() {
    for (;;) {
        if (const std::optional<Error> reason = reason_to_leave()) co_return fail(*reason);
        if (auto at_hand = wire_.next()) co_return std::move(*at_hand);
        put_notifications();
        if (wire_.has_output()) co_await wire_.flush();
        const bool in_transaction = session_.transaction() != TransactionState::idle;
        const SessionVariables::Timeouts& timeouts = session_.variables().timeouts();
        const std::chrono::milliseconds own =
            in_transaction ? timeouts.idle_in_transaction : timeouts.idle_session;
        const std::chrono::milliseconds limit =
            shorter(own, in_transaction ? limits_.idle_in_transaction : limits_.client_idle);
        if (limit.count() > 0) idle_watch_.arm(std::chrono::steady_clock::now() + limit);
        const bool arrived = co_await fill();
        const bool timed_out = idle_watch_.expired();
        idle_watch_.disarm();
        if (arrived || !timed_out) continue;
        if (in_transaction)
            co_return fail(Errc::idle_in_transaction_timeout,
                           "terminating connection due to idle-in-transaction timeout");
        co_return fail(Errc::idle_session_timeout, "terminating connection due to idle-session timeout");
    }
}

// Waits for bytes of the client; false: woken before any came.
asio::awaitable<bool> Conversation::fill() {
    std::optional<boost::system::error_code> interrupted;
    waiting_ = true;
    try {
        co_await wire_.fill();
    } catch (const boost::system::system_error& error) {
        interrupted = error.code();
    }
    waiting_ = false;
    if (!interrupted) co_return true;
    if (*interrupted != asio::error::operation_aborted) throw boost::system::system_error(*interrupted);
    co_return false;
}

// The next message of a COPY, in which a client may be slow.
asio::awaitable<Result<postgres::FrontendMessage>> Conversation::read_copied() {
    for (;;) {
        if (stopping_) co_return fail(*reason_to_leave());
        if (auto at_hand = wire_.next()) co_return std::move(*at_hand);
        static_cast<void>(co_await fill());
    }
}

// Ends the wait for the client without losing what it sends.
void Conversation::wake() {
    if (waiting_) wire_.interrupt();
}

void Conversation::deliver(Notification notification) {
    notifications_.push_back(std::move(notification));
    if (session_.transaction() == TransactionState::idle) wake();
}

void Conversation::drain() {
    draining_ = true;
    wake();
}

void Conversation::stop() {
    stopping_ = true;
    session_.cancel();
    wake();
}

std::optional<Error> Conversation::reason_to_leave() const {
    if (!stopping_ && !draining_) return std::nullopt;
    const bool leave =
        stopping_ || (draining_ && at_rest_ && session_.transaction() == TransactionState::idle &&
                      !session_.in_implicit_block());
    if (!leave) return std::nullopt;
    return Error(Errc::admin_shutdown, "terminating connection due to administrator command");
}

// Between transactions only, as PostgreSQL does.
void Conversation::put_notifications() {
    if (session_.transaction() != TransactionState::idle || session_.in_implicit_block()) return;
    for (const Notification& notification : std::exchange(notifications_, {}))
        wire_.put(
            postgres::NotificationResponse{notification.process, notification.channel, notification.payload});
}

// While a statement runs nobody reads, so that its client's end goes unnoticed unless it is looked for. What
// the client has sent ahead of its end is not answered any more.
void Conversation::look_after_peer() {
    peer_gone_ = peer_gone_ || wire_.stream().peer_gone();
    if (peer_gone_) session_.cancel();
    peer_watch_.arm(std::chrono::steady_clock::now() + peer_check_interval);
}

asio::awaitable<Result<Completion>> Conversation::run(Portal& portal, std::uint64_t max_rows) {
    const auto now = std::chrono::steady_clock::now();
    const std::chrono::milliseconds limit = shorter(session_.variables().timeouts().statement, limits_.query);
    if (limit.count() > 0) statement_watch_.arm(now + limit);
    peer_watch_.arm(now + peer_check_interval);
    Result<Completion> done = co_await run_watched(portal, max_rows);
    const bool timed_out = limit.count() > 0 && statement_watch_.expired();
    statement_watch_.disarm();
    peer_watch_.disarm();
    if (peer_gone_) throw boost::system::system_error(asio::error::eof);
    if (!done && stopping_) {
        co_await wire_.fatal(*reason_to_leave());
        throw boost::system::system_error(asio::error::operation_aborted);
    }
    if (!done && done.error().code == Errc::query_canceled && timed_out)
        done.error().message = "canceling statement due to statement timeout";
    co_return done;
}

asio::awaitable<Result<Completion>> Conversation::run_watched(Portal& portal, std::uint64_t max_rows) {
    if (portal.statement->statement().as<ast::Copy>() != nullptr) co_return co_await copy(portal);
    DataRowSink sink(
        wire_, portal.columns, portal.result_formats, session_.variables().text_settings(), names_);
    Result<Completion> done = co_await session_.run(portal, max_rows, sink);
    put_notices();
    if (done && sink.error()) {
        co_await session_.fail();
        co_return fail(*sink.error());
    }
    co_return done;
}

void Conversation::describe_columns(const std::vector<Column>& columns,
                                    std::span<const std::uint16_t> formats) {
    postgres::RowDescription description;
    description.columns.reserve(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const Column& column = columns[i];
        description.columns.push_back({.name = column.name,
                                       .table = column.table_oid,
                                       .column = column.table_column,
                                       .type = column.type.oid(),
                                       .size = column.type.length(),
                                       .modifier = column.type.modifier,
                                       .format = static_cast<std::uint16_t>(column_format(formats, i))});
    }
    wire_.put(description);
}

void Conversation::put_error(const Error& error) {
    wire_.put(postgres::error_response(error));
}

void Conversation::put_notices() {
    for (const Notice& notice : session_.take_notices())
        wire_.put(postgres::notice_response(
            notice.message,
            notice.severity == "WARNING" ? postgres::Severity::warning : postgres::Severity::notice));
}

asio::awaitable<void> Conversation::ready() {
    put_notices();
    put_notifications();
    for (const auto& [name, value] : session_.variables().take_reports())
        put_parameter_status(wire_, name, value);
    put_ready(wire_, static_cast<char>(session_.transaction()));
    at_rest_ = true;
    co_await wire_.flush();
}

asio::awaitable<void> Conversation::operator()(const postgres::FunctionCall&) {
    put_error(Error(Errc::unsupported, "the FunctionCall message is not supported on this database"));
    co_await session_.fail();
    co_await ready();
}

asio::awaitable<void> Conversation::operator()(const postgres::AuthenticationResponse&) {
    co_await wire_.fatal(Error(Errc::protocol_violation, "invalid frontend message type 112"));
    ended_ = true;
}

asio::awaitable<void> Conversation::operator()(const postgres::Terminate&) {
    ended_ = true;
    co_return;
}

}  // namespace ormgate
