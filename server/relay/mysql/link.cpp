#include "server/relay/mysql/link.hpp"

#include "server/log.hpp"

namespace ormgate {

using namespace std::chrono_literals;
namespace status = mysql::status;

// How long the connection of a statement with warnings waits for its client to ask for them.
static constexpr auto hold_time = 2s;

static Error shutting_down() {
    return Error(Errc::admin_shutdown, "Server shutdown in progress");
}

MysqlLink::MysqlLink(MysqlWire& client,
                     RelayWorker& worker,
                     ConnectionRegistry& connections,
                     MysqlTarget& target,
                     MysqlStart start,
                     const asio::any_io_executor& executor)
    : client_(client),
      worker_(worker),
      target_(target),
      start_(std::move(start)),
      executor_(executor),
      id_(worker.next_id()),
      connections_(connections),
      event_(executor),
      query_watch_(worker.watchdog, [this] { statement_took_too_long(); }),
      idle_watch_(worker.watchdog,
                  [this] {
                      lost_ = Lost::idle_in_transaction;
                      client_.interrupt();
                  }),
      pulse_watch_(worker.watchdog, [this] { look_after_client(); }),
      hold_watch_(worker.watchdog, [this] { hold_is_over(); }) {
    session_.database = start_.database;
    session_.multi_statements = start_.multi_statements;
}

MysqlRelay::MysqlRelay(MysqlWire& client,
                       RelayWorker& worker,
                       ConnectionRegistry& connections,
                       MysqlTarget& target,
                       MysqlStart start,
                       const asio::any_io_executor& executor)
    : link_(std::make_unique<MysqlLink>(client, worker, connections, target, std::move(start), executor)) {}
MysqlRelay::~MysqlRelay() = default;
asio::awaitable<Result<void>> MysqlRelay::begin() {
    return link_->begin();
}
std::uint16_t MysqlRelay::status() const {
    return link_->status();
}
asio::awaitable<Bytes> MysqlRelay::serve() {
    return link_->serve();
}
void MysqlRelay::drain() {
    link_->drain();
}
void MysqlRelay::stop() {
    link_->stop();
}
void MysqlRelay::kill(ConnectionRegistry::Kill what) {
    link_->kill(what);
}

// What has not been learned yet of the target needs a connection.
asio::awaitable<Result<void>> MysqlLink::begin() {
    const bool known = target_.collations.contains(start_.collation) &&
                       (start_.database.empty() || target_.databases.contains(start_.database));
    std::optional<Error> problem;
    try {
        if (!known) {
            Result<Lease> waited = co_await wait_for_connection();
            if (!waited) co_return fail(waited.error());
            take(std::move(*waited));
        }
        if (lease_) target_.base = connection()->base;
        Result<void> learned = co_await learn_collation();
        if (learned && lease_) {
            MysqlConnection& mine = *connection();
            target_.status = mine.status & static_cast<std::uint16_t>(~status::session_state_changed);
            target_.server_version = mine.server_version();
            if (const std::string* mode = mine.base.find("sql_mode")) target_.sql_mode = *mode;
            if (!start_.database.empty()) learned = co_await align(session_);
            if (learned && !start_.database.empty()) target_.databases.insert(start_.database);
        }
        if (!learned) problem = learned.error();
    } catch (const ServerLost& lost) {
        if (lease_) connection()->broken = true;
        problem = lost.error;
    }
    lease_.give_back();
    pins_.clear();
    if (target_.pool.mode() == PoolMode::session) pins_.add(MysqlPin::session_mode);
    status_ = target_.status;
    if (problem) co_return fail(std::move(*problem));
    co_return Result<void>();
}

asio::awaitable<Bytes> MysqlLink::serve() {
    std::optional<Error> last_words;
    try {
        co_await run();
    } catch (const ClientLost& lost) {
        last_words = lost.error;
    } catch (const boost::system::system_error&) {
        // The client has gone, or a watch has ended its read.
    }
    if (lost_ == Lost::idle_in_transaction)
        last_words = Error(Errc::idle_in_transaction_timeout,
                           "connection ended: idle in its transaction for too long");
    if (lost_ == Lost::shutdown) last_words = shutting_down();
    if (lost_ == Lost::query_timeout)
        last_words = Error(Errc::query_canceled, "Query execution was interrupted");
    if (lost_ == Lost::killed) last_words = Error(Errc::query_canceled, "Connection was killed");
    leaving_ = true;
    if (last_words && (!answering_ || !answer_->began())) {
        client_.put_error(*last_words);
        try {
            co_await client_.flush();
        } catch (const boost::system::system_error&) {
            // It does not matter any more.
        }
    }
    co_await leave();
    co_return std::exchange(change_user_, {});
}

asio::awaitable<void> MysqlLink::run() {
    while (lost_ == Lost::no) {
        const MysqlWire::Message message = co_await read_command();
        if (lost_ != Lost::no) co_return;
        std::optional<Error> lost;
        bool stays = true;
        try {
            stays = co_await serve_command(message);
            if (!stays) co_return;
            co_await client_.flush();
            co_await settle();
        } catch (const ServerLost& problem) {
            lost = problem.error;
        }
        if (lost) co_await server_lost(std::move(*lost));
    }
}

// The next command. In the meantime the connection may have to be given back, or the client to go.
asio::awaitable<MysqlWire::Message> MysqlLink::read_command() {
    client_.expect_command();
    for (;;) {
        if (auto message = client_.next()) {
            if (!*message) throw ClientLost{message->error()};
            hold_watch_.disarm();
            idle_watch_.disarm();
            co_return **message;
        }
        if (lost_ != Lost::no) co_return MysqlWire::Message{};
        if (draining_ && !in_transaction() && pins_.empty()) throw ClientLost{shutting_down()};
        if (in_transaction() && target_.settings.idle_in_transaction_timeout.count() > 0)
            idle_watch_.arm(std::chrono::steady_clock::now() + target_.settings.idle_in_transaction_timeout);
        reading_client_ = true;
        bool woken = false;
        try {
            co_await client_.fill();
        } catch (const boost::system::system_error& problem) {
            woken = problem.code() == asio::error::operation_aborted && (woken_ || lost_ != Lost::no);
            if (!woken) throw;
        }
        reading_client_ = woken_ = false;
        idle_watch_.disarm();
        std::optional<Error> broken;
        try {
            if (woken) co_await settle();
        } catch (const ServerLost& problem) {
            broken = problem.error;
        }
        if (broken) throw ClientLost{std::move(*broken)};
    }
}

// The client may leave, kill its statement or be told to go in the meantime.
asio::awaitable<Result<Lease>> MysqlLink::wait_for_connection() {
    if (std::optional<Lease> idle = target_.pool.try_acquire(std::chrono::steady_clock::now()))
        co_return std::move(*idle);
    if (draining_) lost_ = Lost::shutdown;
    if (lost_ != Lost::no) co_return fail(shutting_down());
    pulse_watch_.arm(std::chrono::steady_clock::now() + 1s);
    Result<Lease> lease = co_await target_.pool.acquire(&request_);
    pulse_watch_.disarm();
    co_return lease;
}

void MysqlLink::take(Lease lease) {
    lease_ = std::move(lease);
    if (target_.pool.mode() == PoolMode::session) pins_.add(MysqlPin::session_mode);
}

// Leases a connection and makes it look as this client has set it. False: the client has been told why not.
asio::awaitable<bool> MysqlLink::acquire(const MysqlTraits& traits) {
    constexpr int most_tries = 3;
    const bool held = static_cast<bool>(lease_);
    std::optional<Error> problem;
    for (int tries = 0; !lease_ && !problem; ++tries) {
        Result<Lease> waited = co_await wait_for_connection();
        if (lost_ != Lost::no) co_return false;
        if (!waited) {
            problem = std::move(waited.error());
            break;
        }
        take(std::move(*waited));
        // No command takes a connection out of a database again.
        if (session_.database.empty() && !connection()->database.empty() && tries < most_tries)
            lease_.discard();
    }
    if (!problem) {
        const bool mine =
            held || (connection()->last_user == id_ && connection()->statements == last_statement_);
        connection()->last_user = id_;
        if ((traits.reads_previous && !mine) || (traits.reads_warnings && warnings_lost_ && !mine))
            problem =
                Error(
                    Errc::unsupported,
                    "the statement asks for the result of the one before, whose connection has served others")
                    .with_hint("Ask within a transaction, or set pool.mode to session.");
        Result<void> ready;
        if (!problem) ready = co_await align(session_);
        if (ready && !problem && traits.reads_warnings && !mine) {
            // What warnings the connection has are another's; a statement without tables would leave them
            // there.
            co_await ask("SELECT 1 FROM (SELECT 1) AS one", mysql::Query::code);
        }
        if (ready && !problem && (traits.reads_insert_id || traits.runs_code))
            ready = co_await bring_insert_id();
        if (!ready) problem = ready.error();
    }
    if (!problem) co_return true;
    refuse(*problem);
    co_return false;
}

// What follows a command: gives the connection back as soon as it is free.
asio::awaitable<void> MysqlLink::settle() {
    if (!lease_) co_return;
    MysqlConnection& mine = *connection();
    if (std::exchange(uncertain_, false) && !mine.in_transaction()) {
        co_await ask({}, mysql::Ping::code);
        status_ = mine.status;
    }
    if (mine.in_transaction()) co_return;
    if (!pins_.empty()) {
        if (pins_ == MysqlPins(MysqlPin::warnings))
            hold_watch_.arm(std::chrono::steady_clock::now() + hold_time);
        co_return;
    }
    co_await settle_insert_id();
    co_await until(&MysqlLink::kills_done);
    lease_.give_back();
}

// The client may go on if it can know that nothing of its work is lost but the statement under way.
asio::awaitable<void> MysqlLink::server_lost(Error error) {
    unwatch_statement();
    co_await until(&MysqlLink::kills_done);
    const bool told = answering_ && answer_->began();
    const bool whole = !answering_ || answer_->between_packets();
    const bool recoverable = !in_transaction() && pins_.empty() && !told;
    answering_ = false;
    in_.consume(in_.pending().size());
    lease_.discard();
    if (told && whole) client_.writer().continue_at(answer_->next_sequence());
    if (!whole)
        throw boost::system::system_error(asio::error::make_error_code(asio::error::connection_reset));
    if (!recoverable) throw ClientLost{std::move(error)};
    refuse(error);
    co_await client_.flush();
}

}  // namespace ormgate
