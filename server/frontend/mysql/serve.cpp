#include "server/frontend/mysql/serve.hpp"

#include "config/words.hpp"
#include "server/frontend/mysql/login.hpp"
#include "server/io/tcp_options.hpp"
#include "server/log.hpp"
#include "server/relay/mysql/relay.hpp"
#include "server/worker.hpp"

namespace ormgate {
namespace {

namespace capability = mysql::capability;

// The entry that a client gets, and which it is: "*" shares its pools between all the databases it stands
// for.
struct Found {
    std::string entry;
    DatabaseSettings settings;
    std::string database;  // the server's name of the client's; empty: it has asked for none
};

std::optional<Found> find_database(const Settings& settings, const MysqlLogin& login) {
    if (!login.database.empty()) {
        const bool own = settings.databases.contains(login.database);
        std::optional<DatabaseSettings> entry = settings.database(login.database);
        if (!entry) return std::nullopt;
        Found found{own ? login.database : "*", std::move(*entry), {}};
        found.database = found.settings.database;
        if (!own) found.settings.database.clear();
        return found;
    }
    // Without a database: the server behind "*", or else the first there is.
    const auto any = settings.databases.find("*");
    if (any != settings.databases.end()) return Found{"*", any->second, {}};
    const UserSettings* user = settings.user(login.user);
    for (const auto& [name, entry] : settings.databases) {
        if (entry.backend != BackendKind::mysql || (user != nullptr && !may_use(*user, name))) continue;
        Found found{name, entry, {}};
        found.settings.database.clear();
        return found;
    }
    return std::nullopt;
}

MysqlStart start_of(const MysqlLogin& login, const Found& found, const Settings& settings) {
    MysqlStart start;
    start.user = login.user;
    start.database = found.database;
    start.collation = login.collation;
    start.admin = login.admin;
    start.max_prepared_statements = settings.max_prepared_statements;
    if (const UserSettings* user = settings.user(login.user)) start.databases = user->databases;
    // An entry's own name for a database is not the server's.
    if (!start.databases.empty() && !found.database.empty()) start.databases.push_back(found.database);
    return start;
}

// Serves the client as who it is until it leaves (empty) or changes its user.
asio::awaitable<Bytes> serve_as(Worker& worker,
                                MysqlWire& wire,
                                MysqlDoor& door,
                                const ServerSnapshot& snapshot,
                                const MysqlLogin& login,
                                MysqlRelay** served) {
    const Settings& settings = *snapshot.settings;
    const auto end = [&](const MysqlRefusal& refusal) -> asio::awaitable<Bytes> {
        door.refuse(refusal);
        co_await wire.flush();
        co_await wire.stream().finish();
        co_return Bytes();
    };
    if (const auto refusal = door.refusal_of(login)) co_return co_await end(*refusal);
    std::optional<Found> found = find_database(settings, login);
    if (!found) co_return co_await end({1049, "42000", "Unknown database '" + login.database + "'"});
    if (found->settings.backend != BackendKind::mysql) {
        const std::string kind(words<BackendKind>[static_cast<std::size_t>(found->settings.backend)]);
        co_return co_await end(
            {1235,
             "42000",
             "This version of ormgate doesn't yet support MySQL clients on a database with "
             "backend '" +
                 kind + "'; connect to it over PostgreSQL's wire"});
    }
    const bool found_rows = (wire.capabilities & capability::found_rows) != 0;
    const bool no_database = found->database.empty();
    const PoolTargets::TargetPtr target = worker.state().pools.target(
        found->entry + (found_rows ? "/found_rows" : "") + (no_database ? "/no_database" : ""),
        found->settings,
        login.user);
    MysqlStart start = start_of(login, *found, settings);
    start.multi_statements = (wire.capabilities & capability::multi_statements) != 0;
    MysqlTarget& shared = worker.mysql_target(target, found_rows);
    MysqlRelay relay(wire,
                     worker.relay(),
                     worker.state().connections,
                     shared,
                     std::move(start),
                     worker.io().get_executor());
    const Result<void> begun = co_await relay.begin();
    if (!begun) {
        co_await wire.fatal(begun.error());
        co_return Bytes();
    }
    worker.state().set_mysql_version(shared.server_version);
    log_debug("client connected",
              {{"user", login.user}, {"database", login.database}, {"from", wire.stream().peer().text()}});
    mysql::Ok ok;
    ok.status = relay.status();
    wire.put(ok);
    co_await wire.flush();
    const Worker::Registration registration(worker, relay);
    *served = &relay;
    Bytes next = co_await relay.serve();
    *served = nullptr;
    co_return next;
}

}  // namespace

asio::awaitable<void> serve_mysql(Worker& worker, std::unique_ptr<Stream> stream) {
    ServerState& state = worker.state();
    const ServerSnapshotPtr snapshot = state.snapshot();
    set_tcp_options(*stream, snapshot->settings->tcp);
    ServerState::Ticket ticket;
    MysqlWire wire(*stream, worker.buffers(), worker.watchdog(), snapshot->settings->max_message_size);
    MysqlRelay* served = nullptr;
    MysqlLoginServices services;
    services.settings = snapshot->settings;
    services.credentials = snapshot->mysql_credentials;
    services.tls = snapshot->tls;
    services.server_version = state.mysql_version();
    services.admit = [&]() -> Result<void> {
        Result<ServerState::Ticket> admitted = state.admit();
        if (!admitted) return fail(admitted.error());
        ticket = std::move(*admitted);
        return {};
    };
    // The number is told before the name is known.
    ConnectionRegistry::Seat seat(
        state.connections, worker.io().get_executor(), [&](ConnectionRegistry::Kill what) {
            if (served != nullptr) served->kill(what);
        });
    services.connection_id = seat.id();
    MysqlDoor door(wire, std::move(services));
    std::optional<MysqlLogin> login = co_await door.log_in();
    while (login) {
        seat.set_user(login->user);
        Bytes change = co_await serve_as(worker, wire, door, *snapshot, *login, &served);
        if (change.empty()) co_return;
        login = co_await door.change_user(std::move(change));
    }
}

}  // namespace ormgate
