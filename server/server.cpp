#include "server/server.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <cstdlib>
#include <thread>

#include "server/daemon.hpp"
#include "server/frontend/mysql/serve.hpp"
#include "server/frontend/postgres/serve.hpp"
#include "server/log.hpp"
#include "server/worker.hpp"

namespace ormgate {
namespace {

constexpr auto drain_check = std::chrono::milliseconds(50);
constexpr auto last_words = std::chrono::seconds(2);  // for clients that are ended to be told so

// Every client costs a descriptor and may cost another for its backend.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

// Server is the run of one daemon: workers and listeners, then signals until the end.
class Server {
public:
    Server(ServerSnapshotPtr snapshot, const ServerHooks& hooks);
    Result<void> open();
    int run();

private:
    // A protocol that clients speak.
    struct Protocol {
        std::string_view name;
        Worker::Serve serve;
    };
    Result<void> listen(const Protocol& protocol, const ListenerSettings& settings, ListenerSettings& opened);
    Result<void> listen_tcp(const Protocol& protocol,
                            const ListenerSettings& settings,
                            ListenerSettings& opened);
    int backlog() const { return static_cast<int>(state_.snapshot()->settings->listen.backlog); }
    void reload();
    void drain();
    void stop_at_once();
    void wait_for_clients();
    void finish();

    const ServerHooks& hooks_;
    ServerState state_;
    std::vector<std::unique_ptr<Worker>> workers_;
    asio::io_context io_{1};
    asio::steady_timer timer_{io_};
    Signals signals_;
    std::chrono::steady_clock::time_point give_up_ = std::chrono::steady_clock::time_point::max();
    bool stopping_ = false;
};

std::size_t worker_count(const Settings& settings) {
    if (settings.workers != 0) return settings.workers;
    return std::max(1u, std::thread::hardware_concurrency());
}

Server::Server(ServerSnapshotPtr snapshot, const ServerHooks& hooks)
    : hooks_(hooks),
      state_(snapshot, std::max<std::size_t>(4, 2 * worker_count(*snapshot->settings))),
      signals_(io_, {[this] { drain(); }, [this] { stop_at_once(); }, [this] { reload(); }}) {
    for (std::size_t i = 0; i < worker_count(*snapshot->settings); ++i)
        workers_.push_back(std::make_unique<Worker>(state_, i));
}

Result<void> Server::open() {
    const SettingsPtr settings = state_.snapshot()->settings;
    ListenSettings opened = settings->listen;
    opened.http.enabled = false;
    if (settings->listen.postgres.enabled) {
        const Result<void> done =
            listen({"postgres", serve_postgres}, settings->listen.postgres, opened.postgres);
        if (!done) return done;
    }
    if (settings->listen.mysql.enabled) {
        const Result<void> done = listen({"mysql", serve_mysql}, settings->listen.mysql, opened.mysql);
        if (!done) return done;
    }
    if (settings->listen.http.enabled)
        log_warning("not served",
                    {{"protocol", "http"}, {"reason", "HTTP clients are not supported by this version"}});
    hooks_.listening(opened);
    return {};
}

Result<void> Server::listen(const Protocol& protocol,
                            const ListenerSettings& settings,
                            ListenerSettings& opened) {
    if (!settings.address.empty())
        if (const Result<void> done = listen_tcp(protocol, settings, opened); !done) return done;
    if (settings.unix_path.empty()) return {};
    std::string path = settings.unix_path;
    // Where each protocol's clients look for it.
    if (path.ends_with('/'))
        path += protocol.serve == serve_mysql ? "mysqld.sock" : ".s.PGSQL." + std::to_string(opened.port);
    auto listeners = Listener::open(workers_.front()->io(),
                                    {.host = {}, .port = 0, .unix_path = path, .backlog = backlog()});
    if (!listeners) return fail(listeners.error());
    log_info("listening", {{"protocol", protocol.name}, {"address", listeners->front()->local().text()}});
    workers_.front()->listen(std::move(*listeners), protocol.serve);
    return {};
}

Result<void> Server::listen_tcp(const Protocol& protocol,
                                const ListenerSettings& settings,
                                ListenerSettings& opened) {
    ListenAddress where{
        .host = settings.address, .port = settings.port, .unix_path = {}, .backlog = backlog()};
    for (const std::unique_ptr<Worker>& worker : workers_) {
        const auto sharing = worker->index() == 0 ? Listener::Sharing::first : Listener::Sharing::another;
        auto listeners = Listener::open(worker->io(), where, sharing);
        if (!listeners) return fail(listeners.error());
        where.port = opened.port = listeners->front()->local().port;
        if (worker->index() == 0)
            for (const auto& listener : *listeners)
                log_info("listening", {{"protocol", protocol.name}, {"address", listener->local().text()}});
        worker->listen(std::move(*listeners), protocol.serve);
    }
    return {};
}

int Server::run() {
    std::vector<Worker*> all;
    for (const std::unique_ptr<Worker>& worker : workers_) all.push_back(worker.get());
    for (const std::unique_ptr<Worker>& worker : workers_) worker->start(all);
    log_info("serving", {{"workers", workers_.size()}});
    notify_ready("serving");
    io_.run();
    for (const std::unique_ptr<Worker>& worker : workers_) worker->join();
    state_.blocking.join();
    return 0;
}

void Server::reload() {
    notify_reloading();
    const ServerSnapshotPtr in_force = state_.snapshot();
    if (SettingsPtr fresh = hooks_.reload(*in_force->settings)) {
        Result<ServerSnapshotPtr> snapshot = ServerSnapshot::make(std::move(fresh), in_force.get());
        if (snapshot)
            state_.replace(std::move(*snapshot));
        else
            log_error("config refused",
                      {{"problem", snapshot.error().message}, {"in_force", "the one before"}});
    }
    notify_ready("serving");
}

void Server::drain() {
    log_info("stopping", {{"clients", state_.client_count()}});
    notify_stopping();
    state_.drain();
    for (const std::unique_ptr<Worker>& worker : workers_) worker->drain();
    give_up_ = std::chrono::steady_clock::now() + state_.snapshot()->settings->shutdown_timeout;
    wait_for_clients();
}

void Server::wait_for_clients() {
    if (state_.client_count() == 0) return finish();
    if (std::chrono::steady_clock::now() >= give_up_) {
        if (stopping_) stop_at_once();
        stopping_ = true;
        log_warning("ending clients", {{"clients", state_.client_count()}});
        for (const std::unique_ptr<Worker>& worker : workers_) worker->stop_clients();
        give_up_ = std::chrono::steady_clock::now() + last_words;
    }
    timer_.expires_after(drain_check);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) wait_for_clients();
    });
}

void Server::finish() {
    for (const std::unique_ptr<Worker>& worker : workers_) worker->stop();
    signals_.close();
    log_info("stopped");
}

// What a client has been told is committed is on disk; nothing else needs an orderly end.
void Server::stop_at_once() {
    log_warning("stopped at once", {{"clients", state_.client_count()}});
    std::_Exit(0);
}

}  // namespace

int run_server(SettingsPtr settings, const ServerHooks& hooks) {
    raise_descriptor_limit();
    Result<ServerSnapshotPtr> snapshot = ServerSnapshot::make(std::move(settings));
    if (!snapshot) {
        log_error("cannot start", {{"reason", snapshot.error().message}});
        return 1;
    }
    Server server(std::move(*snapshot), hooks);
    const Result<void> opened = server.open();
    if (!opened) {
        log_error("cannot start", {{"reason", opened.error().message}});
        return 1;
    }
    return server.run();
}

}  // namespace ormgate
