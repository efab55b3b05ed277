#pragma once

#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>
#include <set>
#include <thread>
#include <vector>

#include "dialects/translator.hpp"
#include "server/frontend/client.hpp"
#include "server/io/buffer_pool.hpp"
#include "server/io/listener.hpp"
#include "server/io/watchdog.hpp"
#include "server/relay/mysql/relay.hpp"
#include "server/relay/relay.hpp"
#include "server/server_state.hpp"

namespace ormgate {

// Worker is one thread with one event loop and its share of everything: clients, buffers, pools, plans.
// Nothing in it is locked. Only what says so may be called from another thread.
class Worker {
public:
    Worker(ServerState& state, std::size_t index);
    ~Worker();

    asio::io_context& io() { return io_; }
    std::size_t index() const { return index_; }
    ServerState& state() { return state_; }
    BufferPool& buffers() { return buffers_; }
    Watchdog& watchdog() { return watchdog_; }
    RelayWorker& relay() { return relay_; }
    dialects::Translator& translator() { return translator_; }
    // A pool is made on first use. The target keeps what its relays share.
    RelayTarget& relay_target(const PoolTargets::TargetPtr& target);
    // The same for a MySQL server; the target's name tells the pools apart whose connections count rows
    // found.
    MysqlTarget& mysql_target(const PoolTargets::TargetPtr& target, bool found_rows);

    // Listeners are given before start(); accepted streams go round `targets`.
    using Serve = asio::awaitable<void> (*)(Worker&, std::unique_ptr<Stream>);
    void listen(std::vector<std::unique_ptr<Listener>> listeners, Serve serve);
    void start(std::vector<Worker*> workers);
    void join();
    // From any thread. drain(): no new clients, those idle leave; stop_clients(): all leave; stop(): end the
    // thread.
    void drain();
    void stop_clients();
    void stop();

    // Keeps a client known for drain() and stop_clients(), for as long as it lives. On the worker's thread.
    class Registration {
    public:
        Registration(Worker& worker, Client& client) : worker_(worker), client_(client) {
            worker_.clients_.insert(&client_);
            if (worker_.draining_) client_.drain();
        }
        ~Registration() { worker_.clients_.erase(&client_); }
        Registration(const Registration&) = delete;
        Registration& operator=(const Registration&) = delete;

    private:
        Worker& worker_;
        Client& client_;
    };

private:
    struct PoolEntry;
    PoolEntry& pool_entry(const PoolTargets::TargetPtr& target, bool found_rows);

    struct Listening {
        std::unique_ptr<Listener> listener;
        Serve serve;
    };
    void accepted(std::unique_ptr<Stream> stream, Serve serve);
    void maintain();

    ServerState& state_;
    std::size_t index_;
    BufferPool buffers_;
    asio::io_context io_{1};
    Watchdog watchdog_;
    RelayWorker relay_;
    dialects::Translator translator_;
    std::map<const PoolTargets::Target*, std::unique_ptr<PoolEntry>> pools_;
    std::vector<Listening> listeners_;
    std::vector<Worker*> workers_;
    std::vector<asio::io_context*> contexts_;
    std::set<Client*> clients_;
    asio::steady_timer maintenance_;
    bool draining_ = false, stopped_ = false;
    std::thread thread_;
};

}  // namespace ormgate
