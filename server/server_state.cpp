#include "server/server_state.hpp"

#include "server/io/tls.hpp"

namespace ormgate {

Result<ServerSnapshotPtr> ServerSnapshot::make(SettingsPtr settings, const ServerSnapshot* previous) {
    auto snapshot = std::make_shared<ServerSnapshot>();
    auto credentials =
        Credentials::make(*settings, previous == nullptr ? nullptr : previous->credentials.get());
    if (!credentials) return fail(credentials.error());
    snapshot->credentials = std::move(*credentials);
    auto mysql =
        MysqlCredentials::make(*settings, previous == nullptr ? nullptr : previous->mysql_credentials.get());
    if (!mysql) return fail(mysql.error());
    snapshot->mysql_credentials = std::move(*mysql);
    auto tls = make_tls_context(settings->tls);
    if (!tls) return fail(tls.error());
    snapshot->tls = std::move(*tls);
    snapshot->settings = std::move(settings);
    return snapshot;
}

ServerState::ServerState(ServerSnapshotPtr first, std::size_t blocking_threads)
    : blocking(blocking_threads), sqlite(blocking), snapshot_(std::move(first)) {}

void ServerState::replace(ServerSnapshotPtr fresh) {
    pools.replaced();
    snapshot_.store(std::move(fresh));
}

std::string ServerState::mysql_version() const {
    const std::lock_guard lock(version_mutex_);
    return mysql_version_;
}

void ServerState::set_mysql_version(const std::string& version) {
    const std::lock_guard lock(version_mutex_);
    mysql_version_ = version;
}

Result<ServerState::Ticket> ServerState::admit() {
    if (draining_) return fail(Errc::cannot_connect_now, "the database system is shutting down");
    const std::size_t limit = snapshot()->settings->max_clients;
    if (clients_.fetch_add(1) < limit) return Ticket(clients_);
    --clients_;
    return fail(Error(Errc::too_many_connections, "sorry, too many clients already")
                    .with_hint("max_clients sets the limit."));
}

}  // namespace ormgate
