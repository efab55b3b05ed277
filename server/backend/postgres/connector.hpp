#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/settings.hpp"
#include "server/backend/pooled_connection.hpp"

namespace ormgate {

// PostgresConnector opens PostgresConnections to one database under one user: libpq does hosts, TLS and
// authentication, without blocking the event loop.
class PostgresConnector final : public Connector {
public:
    explicit PostgresConnector(DatabaseSettings target) : target_(std::move(target)) {}
    asio::awaitable<Result<std::unique_ptr<PooledConnection>>> connect(Deadline deadline) override;

private:
    DatabaseSettings target_;
};

// The keywords and values for libpq. Hosts are given with the addresses they resolve to.
using LibpqParameters = std::vector<std::pair<const char*, std::string>>;
struct ResolvedHost {
    std::string name, address;  // address empty: a unix socket's directory, or left to libpq
};
LibpqParameters libpq_parameters(const DatabaseSettings& target, const std::vector<ResolvedHost>& hosts);

// libpq's message of a failed connection, asked for with verbosity VERBOSE, taken apart: the server's own
// SQLSTATE and words.
Error libpq_error(std::string_view message);

}  // namespace ormgate
