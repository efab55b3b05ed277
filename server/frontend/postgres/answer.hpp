#pragma once

#include "server/frontend/postgres/wire.hpp"
#include "server/session/session.hpp"

namespace ormgate {

// Limits a conversation keeps besides those of the client's own settings; zero: none.
struct ConversationLimits {
    std::chrono::milliseconds client_idle{0}, idle_in_transaction{0}, query{0};
    std::size_t max_prepared_statements = 10000;
    std::size_t max_message_size = std::size_t{256} << 20;
};

// Answers the messages of a client that has logged in, over a session that is not relayed, until it leaves. Reads like
// the protocol chapter's "Message Flow". Throws when the connection breaks.
asio::awaitable<void> answer_postgres(PostgresWire& wire, Session& session, Watchdog& watchdog, ConversationLimits limits);

}  // namespace ormgate
