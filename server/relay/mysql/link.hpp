#pragma once

#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocol/mysql/command_messages.hpp"
#include "protocol/receive_buffer.hpp"
#include "server/relay/mysql/answer.hpp"
#include "server/relay/mysql/classify.hpp"
#include "server/relay/mysql/relay.hpp"

namespace ormgate {

// What the client has set of its session, wherever its statements run.
struct MysqlSession {
    std::string database;
    SettingsVector settings;        // session variables
    SettingsVector user_variables;  // @name and a literal, both as SQL has them
    bool multi_statements = false;
};

// MysqlLink ties one client to the connections it gets from the pool: it reads commands, leases, passes them
// on with statement numbers and session state replaced, and passes the answers back.
class MysqlLink {
public:
    MysqlLink(MysqlWire& client,
              RelayWorker& worker,
              ConnectionRegistry& connections,
              MysqlTarget& target,
              MysqlStart start,
              const asio::any_io_executor& executor);
    MysqlLink(const MysqlLink&) = delete;
    MysqlLink& operator=(const MysqlLink&) = delete;

    asio::awaitable<Result<void>> begin();
    asio::awaitable<Bytes> serve();
    void drain();
    void stop();
    void kill(ConnectionRegistry::Kill what);
    std::uint16_t status() const { return status_; }

private:
    // Thrown when the connection to the server breaks or the server breaks the protocol.
    struct ServerLost {
        Error error;
    };
    // Thrown to end the link with last words to the client.
    struct ClientLost {
        Error error;
    };
    enum class Lost : std::uint8_t { no, query_timeout, idle_in_transaction, shutdown, killed };

    // A statement the client has prepared by the protocol.
    struct Prepared {
        std::string sql, key;
        MysqlSession session;  // as it was then: it decides what the text means
        MysqlTraits traits;
        std::uint16_t parameters = 0;
        Bytes types;  // of the parameters, as the last execution that named them had them
        bool cursor = false, long_data = false, long_data_lost = false;
    };
    using Row = std::vector<std::optional<std::string>>;

    // link.cpp: the loop, leases
    asio::awaitable<void> run();
    asio::awaitable<MysqlWire::Message> read_command();
    asio::awaitable<bool> serve_command(MysqlWire::Message message);
    asio::awaitable<bool> acquire(const MysqlTraits& traits);
    asio::awaitable<Result<Lease>> wait_for_connection();
    void take(Lease lease);
    asio::awaitable<void> settle();
    asio::awaitable<void> server_lost(Error error);
    void refuse(const Error& error) { client_.put_error(error); }
    void refuse_with(std::uint16_t number, const std::string& words);
    void answer_ok();
    bool restricted(std::string_view database) const;

    // ending.cpp: kills, timeouts, leaving
    asio::awaitable<void> until(bool (MysqlLink::*condition)() const);
    bool kills_done() const { return kills_ == 0; }
    void notify() { event_.cancel(); }
    void kill_statement();
    void watch_statement();
    void unwatch_statement();
    void statement_took_too_long();
    void look_after_client();
    void hold_is_over();
    asio::awaitable<void> leave();
    asio::awaitable<bool> clean_up();
    void wake();

    // commands.cpp
    asio::awaitable<void> query(MysqlWire::Message message);
    asio::awaitable<void> init_db(std::string database);
    asio::awaitable<void> pass_on(MysqlWire::Message message, MysqlAnswer::Kind kind);
    void set_option(std::uint16_t option);
    asio::awaitable<void> reset_session();
    void kill_other(std::uint64_t id, ConnectionRegistry::Kill what);

    // statements.cpp
    asio::awaitable<void> prepare(std::string sql);
    asio::awaitable<void> execute(ByteView payload);
    asio::awaitable<void> send_long_data(ByteView payload);
    asio::awaitable<void> fetch(ByteView payload);
    asio::awaitable<void> reset(std::uint32_t id);
    asio::awaitable<void> close(std::uint32_t id);
    asio::awaitable<Result<MysqlPrepared::Entry*>> ensure(Prepared& prepared);
    asio::awaitable<void> drop_on_server(std::optional<std::uint32_t> id);
    Prepared* find(std::uint32_t id, std::string_view command);
    static Bytes execution(const Prepared& prepared, std::uint32_t id, ByteView payload);
    static void remember_types(Prepared& prepared, ByteView payload);
    void pin_statements();

    // exchange.cpp: a command to the server and its answer
    asio::awaitable<void> exchange(ByteView payload, ByteView whole, MysqlAnswer answer);
    asio::awaitable<void> receive();
    asio::awaitable<void> send_file();
    asio::awaitable<MysqlOutcome> ask(std::string_view text,
                                      std::uint8_t code,
                                      Bytes* answer = nullptr,
                                      std::optional<MysqlAnswer> following = std::nullopt);
    asio::awaitable<Result<Row>> ask_row(std::string sql);
    asio::awaitable<void> send(ByteView payload, ByteView whole);

    // session.cpp: what of the session is replayed, and what is learned
    asio::awaitable<Result<void>> align(const MysqlSession& session);
    asio::awaitable<void> learn(const MysqlTraits& traits, ByteView payload);
    void learn_variables(const MysqlOutcome& outcome, const MysqlTraits& traits);
    void learn_pins(const MysqlOutcome& outcome, const MysqlTraits& traits);
    void learn_insert_id(const MysqlTraits& traits, ByteView payload);
    asio::awaitable<void> settle_insert_id();
    asio::awaitable<Result<void>> bring_insert_id();
    asio::awaitable<bool> reset_connection();
    asio::awaitable<Result<void>> learn_collation();
    std::string statement_key(std::string_view sql) const;
    const dialects::Dialect& dialect() const;

    MysqlConnection* connection() const { return static_cast<MysqlConnection*>(lease_.get()); }
    bool in_transaction() const { return lease_ && connection()->in_transaction(); }

    MysqlWire& client_;
    RelayWorker& worker_;
    MysqlTarget& target_;
    MysqlStart start_;
    asio::any_io_executor executor_;
    const std::uint64_t id_;
    ConnectionRegistry& connections_;

    Lease lease_;
    MysqlPins pins_;
    MysqlSession session_;
    std::map<std::uint32_t, Prepared> statements_;
    std::uint32_t next_statement_ = 1;
    std::uint16_t status_ = 0;  // as the client was told last
    Bytes change_user_;

    // LAST_INSERT_ID() of this client, wherever its statements run.
    std::uint64_t insert_id_ = 0;
    // How far the server has to be asked for it: not at all; whether what an INSERT said is the one; for all.
    enum class InsertId : std::uint8_t { certain, claimed, unknown };
    InsertId insert_id_is_ = InsertId::certain;
    std::uint64_t claimed_insert_id_ = 0;
    bool warnings_lost_ = false;  // the statement before had some, and its connection has been given back
    std::uint64_t last_statement_ = 0;  // the connection's count after it

    // The answer under way.
    std::optional<MysqlAnswer> answer_;
    ReceiveBuffer in_;
    Buffer buffer_;
    Bytes scratch_;
    bool answering_ = false;  // the server owes something

    bool uncertain_ = false;  // after an error the server has not said whether a transaction is open
    bool reading_client_ = false, woken_ = false;
    bool draining_ = false, leaving_ = false, over_time_ = false;
    Lost lost_ = Lost::no;
    int kills_ = 0;
    Pool::Request request_;
    asio::steady_timer event_;
    Watchdog::Watch query_watch_, idle_watch_, pulse_watch_, hold_watch_;
};

// The error of an answer that is nothing else.
Error error_of_answer(ByteView answer);

// SQL that takes a connection's session variables from one set to another; empty if nothing differs. `base`
// is what a variable goes back to whose login value is not the server's default.
std::string mysql_settings_difference(const SettingsVector& from,
                                      const SettingsVector& to,
                                      const SettingsVector& base);
// The same for user variables.
std::string mysql_variables_difference(const SettingsVector& from, const SettingsVector& to);

}  // namespace ormgate
