#include "server/frontend/postgres/serve.hpp"

#include <filesystem>
#include <set>

#include "server/backend/sqlite/executor.hpp"
#include "server/frontend/postgres/conversation.hpp"
#include "server/frontend/postgres/sqlite_host.hpp"
#include "server/frontend/postgres/startup.hpp"
#include "server/io/tcp_options.hpp"
#include "server/log.hpp"
#include "server/worker.hpp"

namespace ormgate {
namespace {

// The wire's buffer goes back before the relay begins, which borrows its own while a unit is under way.
asio::awaitable<void> serve_relayed(Worker& worker,
                                    Stream& stream,
                                    std::optional<PostgresWire>& wire,
                                    const ServerSnapshot& snapshot,
                                    const ClientLogin& login,
                                    const DatabaseSettings& database) {
    RelayStart start;
    start.settings = login.settings;
    start.unsent = std::exchange(wire->out(), {});
    const ByteView arrived = wire->framer().pending();
    start.already_read.assign(arrived.begin(), arrived.end());
    start.key_size = make_cancel_key(0, login.protocol).key.size();
    start.max_message = snapshot.settings->max_message_size;
    start.max_prepared_statements = snapshot.settings->max_prepared_statements;
    wire.reset();
    const PoolTargets::TargetPtr target = worker.state().pools.target(login.database, database, login.user);
    RelaySession session;
    PostgresRelay relay(stream,
                        session,
                        worker.relay(),
                        worker.relay_target(target),
                        std::move(start),
                        worker.io().get_executor());
    const Worker::Registration registration(worker, relay);
    co_await relay.serve();
}

// What SQL functions see of the session follows its variables.
void follow_variables(SqliteEnvironment& environment, const SessionVariables& variables) {
    environment.text = variables.text_settings();
    environment.time_zone = variables.time_zone();
    environment.search_path = variables.search_path();
    environment.lock_timeout = variables.timeouts().lock;
    environment.changed();
}

dialects::catalog::CatalogFacts catalog_facts(const ServerState& state, const ClientLogin& login) {
    dialects::catalog::CatalogFacts facts;
    const SettingsPtr settings = state.snapshot()->settings;
    std::set<std::string> names = {"postgres", "template0", "template1", login.database};
    std::set<std::string> files;  // of entries of their own: not another database of "*"
    for (const auto& [name, entry] : settings->databases) {
        if (name == "*") continue;
        names.insert(name);
        files.insert(std::filesystem::path(entry.path).lexically_normal().string());
    }
    const auto any = settings->databases.find("*");
    if (any != settings->databases.end() && any->second.backend == BackendKind::sqlite)
        for (const std::string& created : SqliteDatabases::created(any->second))
            if (const auto entry = settings->database(created);
                entry && !files.contains(std::filesystem::path(entry->path).lexically_normal().string()))
                names.insert(created);
    facts.databases.assign(names.begin(), names.end());
    for (const UserSettings& user : settings->users) facts.roles.push_back(user.name);
    facts.owner = login.user;
    for (const VariableInfo& row : postgres_variables()) facts.settings.emplace_back(row.name);
    return facts;
}

Result<void> start_variables(SessionVariables& variables, const ClientLogin& login) {
    variables.set_internal("session_authorization", login.user);
    variables.set_internal("is_superuser", login.admin ? "on" : "off");
    for (const auto& [name, value] : login.settings) {
        const Result<void> done = variables.set_initial(name, value);
        if (!done) return done;
    }
    return {};
}

asio::awaitable<void> serve_sqlite(Worker& worker,
                                   PostgresWire& wire,
                                   const ServerSnapshot& snapshot,
                                   const ClientLogin& login,
                                   const DatabaseSettings& settings) {
    ServerState& state = worker.state();
    Result<std::shared_ptr<SqliteDatabase>> database = co_await state.sqlite.open(login.database, settings);
    if (!database) co_return co_await wire.fatal(database.error());
    SessionVariables variables;
    const Result<void> started = start_variables(variables, login);
    if (!started) co_return co_await wire.fatal(started.error());

    SqliteExecutor executor(*database, worker.io().get_executor());
    Conversation* conversation = nullptr;
    SqliteHost host(state, login.database, worker.io().get_executor(), [&](const Notification& notification) {
        if (conversation != nullptr) conversation->deliver(notification);
    });
    Session session(executor, worker.translator(), host, variables);
    const std::size_t key_size = make_cancel_key(0, login.protocol).key.size();
    const CancelRegistry::Seat seat(
        state.cancels, worker.io().get_executor(), key_size, [&] { session.cancel(); });
    host.set_process(seat.process());

    SqliteEnvironment& environment = executor.environment();
    environment.user = environment.session_user = login.user;
    environment.server_version = *variables.get("server_version");
    environment.backend_pid = static_cast<std::int32_t>(seat.process());
    environment.client_address = wire.stream().peer().port == 0 ? std::string() : wire.stream().peer().host;
    environment.client_port = wire.stream().peer().port == 0 ? -1 : wire.stream().peer().port;
    environment.server_address = wire.stream().local().port == 0 ? std::string() : wire.stream().local().host;
    environment.server_port = wire.stream().local().port == 0 ? -1 : wire.stream().local().port;
    environment.current_setting = [&](std::string_view name, bool missing_ok) {
        return session.current_setting(name, missing_ok);
    };
    environment.set_config = [&](std::string_view name, std::optional<std::string_view> value, bool local) {
        return session.set_config(name, value, local);
    };
    environment.notify = [&](std::string_view channel, std::string_view payload) {
        return host.notify(std::string(channel), std::string(payload));
    };
    environment.view_rows = [&](std::string_view view) {
        return view == "pg_cursors" ? session.cursor_rows() : session.prepared_statement_rows();
    };
    environment.catalog_facts = [&] { return catalog_facts(state, login); };
    environment.listening_channels = [&] { return host.listening_channels(); };
    follow_variables(environment, variables);
    variables.on_change([&] { follow_variables(environment, variables); });

    Conversation answering(wire,
                           session,
                           executor,
                           worker.watchdog(),
                           {.client_idle = snapshot.settings->client_idle_timeout,
                            .idle_in_transaction = settings.idle_in_transaction_timeout,
                            .query = settings.query_timeout,
                            .max_prepared_statements = snapshot.settings->max_prepared_statements,
                            .max_message_size = snapshot.settings->max_message_size});
    conversation = &answering;
    const Worker::Registration registration(worker, answering);
    for (const auto& [name, value] : variables.take_reports()) put_parameter_status(wire, name, value);
    put_cancel_key(wire, CancelKey{seat.process(), Bytes(seat.key().begin(), seat.key().end())});
    put_ready(wire, 'I');
    std::exception_ptr broken;
    try {
        co_await wire.flush();
        co_await answering.serve();
    } catch (...) {
        broken = std::current_exception();
    }
    co_await session.leave();
    if (broken) std::rethrow_exception(broken);
}

LoginServices login_services(Worker& worker, const ServerSnapshot& snapshot, ServerState::Ticket& ticket) {
    ServerState& state = worker.state();
    LoginServices services;
    services.settings = snapshot.settings;
    services.credentials = snapshot.credentials;
    services.tls = snapshot.tls;
    services.admit = [&state, &ticket]() -> Result<void> {
        Result<ServerState::Ticket> admitted = state.admit();
        if (!admitted) return fail(admitted.error());
        ticket = std::move(*admitted);
        return {};
    };
    services.cancel = [&state](std::uint32_t process, ByteView key) { state.cancels.cancel(process, key); };
    services.has_database = [settings = snapshot.settings](const std::string& name) {
        const std::optional<DatabaseSettings> database = settings->database(name);
        return database && (database->backend != BackendKind::sqlite ||
                            SqliteDatabases::exists(name, *database, !settings->databases.contains(name)));
    };
    return services;
}

}  // namespace

asio::awaitable<void> serve_postgres(Worker& worker, std::unique_ptr<Stream> stream) {
    const ServerSnapshotPtr snapshot = worker.state().snapshot();
    set_tcp_options(*stream, snapshot->settings->tcp);
    ServerState::Ticket ticket;
    std::optional<PostgresWire> wire(
        std::in_place, *stream, worker.buffers(), worker.watchdog(), snapshot->settings->max_message_size);
    const std::optional<ClientLogin> login =
        co_await log_in(*wire, login_services(worker, *snapshot, ticket));
    if (!login) co_return;
    const std::optional<DatabaseSettings> database = snapshot->settings->database(login->database);
    if (!database)
        co_return co_await wire->fatal(
            Error(Errc::undefined_database, "database \"" + login->database + "\" does not exist"));
    log_debug("client connected",
              {{"user", login->user}, {"database", login->database}, {"from", stream->peer().text()}});
    switch (database->backend) {
        case BackendKind::postgres:
            co_await serve_relayed(worker, *stream, wire, *snapshot, *login, *database);
            break;
        case BackendKind::sqlite:
            co_await serve_sqlite(worker, *wire, *snapshot, *login, *database);
            break;
        case BackendKind::mysql:
            co_await wire->fatal(
                Error(Errc::unsupported, "a MySQL backend does not serve PostgreSQL clients"));
            break;
    }
}

}  // namespace ormgate
