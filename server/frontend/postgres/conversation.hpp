#pragma once

#include "core/object_names.hpp"
#include "server/frontend/client.hpp"
#include "server/frontend/postgres/wire.hpp"
#include "server/session/notifications.hpp"
#include "server/session/session.hpp"

namespace ormgate {

// Limits a conversation keeps besides those of the client's own settings; zero: none.
struct ConversationLimits {
    std::chrono::milliseconds client_idle{0}, idle_in_transaction{0}, query{0};
    std::size_t max_prepared_statements = 10000;
    std::size_t max_message_size = std::size_t{256} << 20;
};

// Conversation answers the messages of a client that has logged in, over a session that is not relayed, until
// it leaves. serve() throws when the connection breaks. It answers one message after the other; each overload
// is one message of the protocol.
class Conversation final : public Client {
public:
    Conversation(PostgresWire& wire,
                 Session& session,
                 const ObjectNames& names,
                 Watchdog& watchdog,
                 ConversationLimits limits);

    asio::awaitable<void> serve();
    // From the worker's thread, at any time.
    void deliver(Notification notification);
    void drain() override;
    void stop() override;

    // simple query (simple_query.cpp)
    asio::awaitable<void> operator()(const postgres::Query& query);

    // extended query (extended_query.cpp)
    asio::awaitable<void> operator()(const postgres::Parse& parse);
    asio::awaitable<void> operator()(const postgres::Bind& bind);
    asio::awaitable<void> operator()(const postgres::Describe& describe);
    asio::awaitable<void> operator()(const postgres::Execute& execute);
    asio::awaitable<void> operator()(const postgres::Close& close);
    asio::awaitable<void> operator()(const postgres::Flush& flush);
    asio::awaitable<void> operator()(const postgres::Sync& sync);

    asio::awaitable<void> operator()(const postgres::FunctionCall& call);
    // Left over from a COPY that ended early; the protocol says to drop them.
    asio::awaitable<void> operator()(const postgres::CopyData&) { co_return; }
    asio::awaitable<void> operator()(const postgres::CopyDone&) { co_return; }
    asio::awaitable<void> operator()(const postgres::CopyFail&) { co_return; }
    asio::awaitable<void> operator()(const postgres::AuthenticationResponse&);
    asio::awaitable<void> operator()(const postgres::Terminate&);

private:
    asio::awaitable<Result<postgres::FrontendMessage>> read();
    asio::awaitable<Result<postgres::FrontendMessage>> read_copied();
    asio::awaitable<bool> fill();
    void wake();
    void put_notifications();
    void look_after_peer();
    std::optional<Error> reason_to_leave() const;
    asio::awaitable<Result<std::string>> run_simple(dialects::Template cut, bool last);
    asio::awaitable<Result<Completion>> run(Portal& portal, std::uint64_t max_rows);
    asio::awaitable<Result<Completion>> run_watched(Portal& portal, std::uint64_t max_rows);
    asio::awaitable<Result<Completion>> copy(Portal& portal);
    asio::awaitable<Result<Completion>> copy_in(const ast::Copy& copy, std::string source);
    asio::awaitable<Result<Completion>> copy_out(ast::Statement& statement, std::string source);
    asio::awaitable<void> fail_extended(Error error);
    void describe_columns(const std::vector<Column>& columns, std::span<const std::uint16_t> formats);
    void put_error(const Error& error);
    void put_notices();
    asio::awaitable<void> ready();

    PostgresWire& wire_;
    Session& session_;
    const ObjectNames& names_;
    Watchdog::Watch idle_watch_, statement_watch_, peer_watch_;
    ConversationLimits limits_;
    std::vector<Notification> notifications_;
    bool skip_to_sync_ = false, ended_ = false;
    bool at_rest_ = true;  // all that has been asked is answered, ReadyForQuery included
    bool waiting_ = false, draining_ = false, stopping_ = false, peer_gone_ = false;
};

}  // namespace ormgate
