// A server that does nothing but relay: `relay_server PORT WORKERS HOST PORT USER PASSWORD DATABASE [MODE
// [SIZE [QUERY_MS [IDLE_MS [WAIT_MS]]]]]`: timeouts of statements, of idle transactions and of waiting for a
// connection. Clients are trusted. Prints the port it listens on. For bench/ and for measuring the relay by
// itself.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "server/backend/postgres/connector.hpp"
#include "server/frontend/postgres/startup.hpp"
#include "server/io/listener.hpp"
#include "server/relay/relay.hpp"

namespace ormgate {
namespace {

struct Worker {
    Worker(std::shared_ptr<PoolGroup> group,
           Connector& connector,
           CancelRegistry& registry,
           PoolTargets& targets,
           const DatabaseSettings& database)
        : pool(std::move(group), connector, io.get_executor()),
          target(pool, targets, database),
          relays(0, buffers, watchdog, registry) {
        watchdog.start();
    }
    asio::awaitable<void> maintain() {
        asio::steady_timer timer(io);
        for (;;) {
            timer.expires_after(std::chrono::seconds(1));
            co_await timer.async_wait(asio::use_awaitable);
            pool.maintain(std::chrono::steady_clock::now());
        }
    }

    asio::io_context io{1};
    BufferPool buffers;
    Watchdog watchdog{io};
    Pool pool;
    RelayTarget target;
    RelayWorker relays;
};

asio::awaitable<void> serve(Worker& worker, std::unique_ptr<Stream> stream, LoginServices services) {
    RelayStart start;
    {
        PostgresWire wire(*stream, worker.buffers, worker.watchdog, 1 << 20);
        auto login = co_await log_in(wire, std::move(services));
        if (!login) co_return;
        start.settings = std::move(login->settings);
        start.key_size = login->protocol == postgres::oldest_protocol ? 4 : 32;
        start.unsent = wire.out();
        const ByteView pending = wire.framer().pending();
        start.already_read.assign(pending.begin(), pending.end());
    }
    RelaySession session;
    PostgresRelay relay(
        *stream, session, worker.relays, worker.target, std::move(start), worker.io.get_executor());
    co_await relay.serve();
}

int run(int argc, char** argv) {
    if (argc < 8) return 2;
    DatabaseSettings target;
    target.backend = BackendKind::postgres;
    target.host = argv[3];
    target.port = static_cast<std::uint16_t>(std::atoi(argv[4]));
    target.user = argv[5];
    target.password = argv[6];
    target.database = argv[7];
    if (argc > 8)
        target.pool.mode = std::string_view(argv[8]) == "session"     ? PoolMode::session
                           : std::string_view(argv[8]) == "statement" ? PoolMode::statement
                                                                      : PoolMode::transaction;
    if (argc > 9) target.pool.size = static_cast<std::uint32_t>(std::atoi(argv[9]));
    if (argc > 10) target.query_timeout = Duration(std::atoi(argv[10]));
    if (argc > 11) target.idle_in_transaction_timeout = Duration(std::atoi(argv[11]));
    if (argc > 12) target.pool.wait_timeout = Duration(std::atoi(argv[12]));
    auto settings = std::make_shared<Settings>();
    settings->databases[target.database] = target;
    const auto credentials = Credentials::make(*settings);
    if (!credentials) return 2;

    PostgresConnector connector(target);
    PoolTargets targets;
    const auto group = targets.target(target.database, target, target.user)->group;
    CancelRegistry registry;
    LoginServices services;
    services.settings = settings;
    services.credentials = *credentials;
    services.cancel = [&registry](std::uint32_t process, ByteView key) { registry.cancel(process, key); };
    services.admit = [] { return Result<void>(); };

    std::vector<std::unique_ptr<Worker>> workers;
    for (int i = 0; i < std::atoi(argv[2]); ++i)
        workers.push_back(std::make_unique<Worker>(group, connector, registry, targets, target));
    ListenAddress where{
        .host = "127.0.0.1", .port = static_cast<std::uint16_t>(std::atoi(argv[1])), .unix_path = {}};
    std::vector<std::unique_ptr<Listener>> listeners;
    for (std::size_t i = 0; i < workers.size(); ++i) {
        auto opened = Listener::open(
            workers[i]->io, where, i == 0 ? Listener::Sharing::first : Listener::Sharing::another);
        if (!opened) {
            std::fprintf(stderr, "%s\n", opened.error().message.c_str());
            return 1;
        }
        where.port = opened->front()->local().port;
        for (auto& listener : *opened) {
            Worker& worker = *workers[i];
            static asio::io_context* contexts[64];
            contexts[i] = &worker.io;
            asio::co_spawn(worker.io,
                           listener->run(std::span<asio::io_context* const>(&contexts[i], 1),
                                         [&worker, services](std::size_t, std::unique_ptr<Stream> stream) {
                                             asio::co_spawn(worker.io,
                                                            serve(worker, std::move(stream), services),
                                                            asio::detached);
                                         }),
                           asio::detached);
            listeners.push_back(std::move(listener));
        }
        asio::co_spawn(workers[i]->io, workers[i]->maintain(), asio::detached);
    }
    std::printf("%d\n", int{where.port});
    std::fflush(stdout);
    std::vector<std::thread> threads;
    for (auto& worker : workers) threads.emplace_back([&worker] { worker->io.run(); });
    for (auto& thread : threads) thread.join();
    return 0;
}

}  // namespace
}  // namespace ormgate

int main(int argc, char** argv) {
    return ormgate::run(argc, argv);
}
