#pragma once

#include <string>
#include <vector>

#include "server/server_state.hpp"
#include "server/session/session.hpp"

namespace ormgate {

// SqliteHost does for a session on an SQLite file what concerns other databases and other sessions.
class SqliteHost final : public SessionHost {
public:
    SqliteHost(ServerState& state,
               std::string database,
               const asio::any_io_executor& worker,
               NotificationHub::Deliver deliver);

    void set_process(std::uint32_t process) { process_ = process; }
    std::vector<std::string> listening_channels() const { return listener_.channels(); }

    asio::awaitable<Result<void>> create_database(std::string name) override;
    asio::awaitable<Result<void>> drop_database(std::string name, bool if_exists, bool force) override;
    Result<void> listen(std::string channel) override;
    void unlisten(std::string channel) override;
    Result<void> notify(std::string channel, std::string payload) override;
    void transaction_ended(bool committed) override;

private:
    struct Change {
        bool listen = false;
        std::string channel;  // empty: all
    };

    ServerState& state_;
    std::string database_;
    NotificationHub::Listener listener_;
    std::uint32_t process_ = 0;
    std::vector<Change> changes_;  // of the open transaction, in order
    std::vector<Notification> notifications_;
};

}  // namespace ormgate
