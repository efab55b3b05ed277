#pragma once

#include <utility>

#include "server/backend/mysql/connection.hpp"

namespace ormgate {

// MysqlConnector opens MysqlConnections to one server under one user: MariaDB Connector/C does TLS and
// authentication, without blocking the event loop.
class MysqlConnector final : public Connector {
public:
    explicit MysqlConnector(MysqlAccountPtr account) : account_(std::move(account)) {}
    asio::awaitable<Result<std::unique_ptr<PooledConnection>>> connect(Deadline deadline) override;

private:
    MysqlAccountPtr account_;
};

// A connection of Connector/C with the options of an account, not connected yet; null if memory is gone.
// TLS is asked for, or not, whatever the account's mode.
st_mysql* new_mysql(const MysqlAccount& account, bool tls);

// What a failed call of Connector/C means: the server's own errno, SQLSTATE and words.
Error mysql_library_error(st_mysql* connection);

}  // namespace ormgate
