#include "server/worker.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include "server/backend/mysql/connector.hpp"
#include "server/backend/postgres/connector.hpp"
#include "server/log.hpp"

namespace ormgate {
namespace {

using dialects::DialectId;

constexpr auto maintenance_interval = std::chrono::seconds(1);

// A client's coroutine ends with its connection; what it throws then is only the connection's end.
void ended(const std::exception_ptr& error) {
    if (!error) return;
    try {
        std::rethrow_exception(error);
    } catch (const boost::system::system_error& broken) {
        log_debug("client connection ended", {{"reason", broken.code().message()}});
    } catch (const std::exception& other) {
        log_error("client failed", {{"error", other.what()}});
    }
}

}  // namespace

static std::unique_ptr<Connector> connector_to(const DatabaseSettings& target, bool found_rows) {
    if (target.backend == BackendKind::postgres) return std::make_unique<PostgresConnector>(target);
    return std::make_unique<MysqlConnector>(std::make_shared<const MysqlAccount>(target, found_rows));
}

struct Worker::PoolEntry {
    PoolEntry(PoolTargets& all,
              PoolTargets::TargetPtr where,
              const asio::any_io_executor& executor,
              bool found_rows)
        : target(std::move(where)),
          connector(connector_to(target->settings, found_rows)),
          pool(target->group, *connector, executor),
          relay(pool, all, target->settings),
          mysql(pool, target->settings) {}

    PoolTargets::TargetPtr target;
    std::unique_ptr<Connector> connector;
    Pool pool;
    RelayTarget relay;
    MysqlTarget mysql;
};

Worker::Worker(ServerState& state, std::size_t index)
    : state_(state),
      index_(index),
      watchdog_(io_),
      relay_(index, buffers_, watchdog_, state.cancels),
      translator_(dialects::dialect(DialectId::postgres),
                  dialects::dialect(DialectId::sqlite),
                  state.snapshot()->settings->translation_cache),
      maintenance_(io_) {}

Worker::~Worker() {
    join();
}

Worker::PoolEntry& Worker::pool_entry(const PoolTargets::TargetPtr& target, bool found_rows) {
    std::unique_ptr<PoolEntry>& entry = pools_[target.get()];
    if (entry == nullptr)
        entry = std::make_unique<PoolEntry>(state_.pools, target, io_.get_executor(), found_rows);
    return *entry;
}

RelayTarget& Worker::relay_target(const PoolTargets::TargetPtr& target) {
    return pool_entry(target, false).relay;
}

MysqlTarget& Worker::mysql_target(const PoolTargets::TargetPtr& target, bool found_rows) {
    return pool_entry(target, found_rows).mysql;
}

void Worker::listen(std::vector<std::unique_ptr<Listener>> listeners, Serve serve) {
    for (std::unique_ptr<Listener>& listener : listeners) listeners_.push_back({std::move(listener), serve});
}

void Worker::start(std::vector<Worker*> workers) {
    workers_ = std::move(workers);
    for (Worker* worker : workers_) contexts_.push_back(&worker->io_);
    watchdog_.start();
    maintain();
    for (const auto& [listener, serve] : listeners_) {
        const auto take = [this, serve](std::size_t target, std::unique_ptr<Stream> stream) {
            Worker& other = *workers_[target];
            if (&other == this) return accepted(std::move(stream), serve);
            asio::post(other.io_, [&other, serve, stream = std::move(stream)]() mutable {
                other.accepted(std::move(stream), serve);
            });
        };
        // A TCP address has a listener on every worker; a unix socket has one, which hands its clients round.
        const bool alone = listener->local().port == 0;
        const std::span<asio::io_context* const> targets =
            alone ? std::span<asio::io_context* const>(contexts_)
                  : std::span<asio::io_context* const>(&contexts_[index_], 1);
        const auto take_own = [this, serve](std::size_t, std::unique_ptr<Stream> stream) {
            accepted(std::move(stream), serve);
        };
        asio::co_spawn(
            io_,
            listener->run(targets, alone ? Listener::Accepted(take) : Listener::Accepted(take_own)),
            ended);
    }
    thread_ = std::thread([this] { io_.run(); });
}

void Worker::join() {
    if (thread_.joinable()) thread_.join();
}

void Worker::accepted(std::unique_ptr<Stream> stream, Serve serve) {
    asio::co_spawn(io_, serve(*this, std::move(stream)), ended);
}

void Worker::maintain() {
    if (stopped_) return;
    for (auto& [target, entry] : pools_) entry->pool.maintain(std::chrono::steady_clock::now());
    maintenance_.expires_after(maintenance_interval);
    maintenance_.async_wait([this](const boost::system::error_code& error) {
        if (!error) maintain();
    });
}

void Worker::drain() {
    asio::post(io_, [this] {
        draining_ = true;
        for (const Listening& listening : listeners_) listening.listener->close();
        const std::set<Client*> now = clients_;
        for (Client* client : now)
            if (clients_.contains(client)) client->drain();
    });
}

void Worker::stop_clients() {
    asio::post(io_, [this] {
        const std::set<Client*> now = clients_;
        for (Client* client : now)
            if (clients_.contains(client)) client->stop();
    });
}

// With the clients gone nothing keeps the event loop busy once these have ended.
void Worker::stop() {
    asio::post(io_, [this] {
        for (const Listening& listening : listeners_) listening.listener->close();
        watchdog_.stop();
        maintenance_.cancel();
        stopped_ = true;
        for (auto& [target, entry] : pools_) entry->pool.close();
    });
}

}  // namespace ormgate
