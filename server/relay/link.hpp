#pragma once

#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "protocol/postgres/codec.hpp"
#include "server/relay/input.hpp"
#include "server/relay/relay.hpp"
#include "server/relay/replies.hpp"

namespace ormgate {

// ServerLost is thrown when the connection to the server breaks or the server breaks the protocol.
struct ServerLost {
    Error error;
};
// ClientLost is thrown to end a link with last words to the client.
struct ClientLost {
    Error error;
};

// Link ties one client to the connections it gets from the pool: it reads units of messages, leases, passes
// them on with statement names and settings replaced, and passes the answers back.
class Link {
public:
    Link(Stream& client,
         RelaySession& session,
         RelayWorker& worker,
         RelayTarget& target,
         RelayStart start,
         const asio::any_io_executor& executor);
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    asio::awaitable<void> serve();
    void drain();
    void stop();

private:
    // What the relay has to do before it can go on with the client's messages.
    enum class Step : std::uint8_t {
        again,   // look at the next message
        more,    // read from the client
        lease,   // get a connection
        align,   // bring the connection's settings up to this client's, then look at this message
        vacate,  // have no idle connection keep a database from being dropped, then look at this message
        flush,   // send what is ready, expecting more
        turn,    // send what is ready and pass the answers on until nothing is owed
        pass,    // go on with a turn
        settle,  // look what the end of a turn has left to do
        park,    // wait for a report of readiness
        wait,    // pass the answers on until nothing is owed, then look at this message
        answer,  // send the client what the relay itself says
        leave
    };
    struct Message {
        char tag = 0;
        std::string_view body;  // as far as it has arrived
        std::size_t total = 0;  // with tag and length
        bool whole = false;
    };
    // A statement the client prepared; `deallocates` names the one that DEALLOCATE, prepared, will take from
    // it.
    struct Prepared {
        StatementPtr statement;
        std::string deallocates;
        bool explains = false;  // it is what EXPLAIN (TRANSLATE) became
    };
    struct Unnamed {
        std::uint64_t id = 0;  // 0: there is none
        std::string content;   // as a Statement's
        bool kept = false;     // content is whole: it can be prepared again
        Traits traits;
        std::string deallocates;
    };
    struct UnitStatement {
        StatementPtr statement;
        bool parsed = false;  // in this unit
    };
    enum class Verdict : std::uint8_t { forward, hide };
    enum class Lost : std::uint8_t { no, query_timeout, idle_in_transaction, shutdown };

    // link.cpp: the loop
    asio::awaitable<void> run();
    asio::awaitable<void> carry_out(Step step);
    asio::awaitable<void> fill();
    bool lease_now();
    void take(Lease lease);
    asio::awaitable<void> lease();
    asio::awaitable<Result<Lease>> wait_for_connection();
    asio::awaitable<void> vacate();
    bool flush_now();
    asio::awaitable<void> flush();
    asio::awaitable<void> take_turn();
    bool between_units() const;
    bool settle_now();
    void reset_unit();
    void forget_unit();
    bool has_debts() const {
        return !touched_.empty() || !reset_.empty() || reset_all_ || discard_all_ || forget_names_ ||
               !unpins_.empty() || !new_pins_.empty();
    }
    asio::awaitable<void> settle();
    asio::awaitable<void> server_lost(Error error);
    asio::awaitable<void> say(ByteView bytes);

    // express.cpp: the way of nearly every statement
    asio::awaitable<Step> express();
    Step advance();
    bool begin_turn();
    Step pass_on();
    bool read_client();
    Step park(ReadWatch& watch);
    void look_again(ReadWatch& watch);
    void reported(ReadWatch::Report report);

    // ending.cpp: pumps, cancels, timeouts, leaving
    void start_pump();
    asio::awaitable<void> pump();
    asio::awaitable<void> stop_pump();
    asio::awaitable<void> until(bool (Link::*condition)() const);
    bool answered() const { return replies_.empty() || failure_ || copying_in_; }
    bool pump_stopped() const { return !pumping_; }
    bool cancels_done() const { return cancels_ == 0; }
    bool vacated() const { return !vacating_; }
    void notify() { event_.cancel(); }
    void cancel_statement();
    void watch_statement();
    void unwatch_statement();
    Error server_broke(const boost::system::system_error& problem) const;
    void statement_took_too_long();
    void look_after_client();
    asio::awaitable<void> leave();
    asio::awaitable<bool> clean_up();
    PostgresConnection* connection() const { return session_.connection(); }
    char status() const { return connection() == nullptr ? 'I' : connection()->status; }

    // client_messages.cpp: framing, and what all messages have in common
    Step next();
    std::optional<Message> peek();
    Step stream_on();
    Step copy(const Message& message);
    Step skip(const Message& message);
    Step function_call(const Message& message);
    void begin_unit();
    void consume(const Message& message);
    void pass(const Message& message);
    Step await_replies();
    std::optional<Error> refusal(const Traits& traits);
    Step refused(const Message& message, const Error& error);
    bool would_read_anothers_sequence(const Traits& traits) const;
    Step refuse_sequence(const Message& message);
    Step before(const Traits& traits);
    void use(const Traits& traits);
    Error protocol_error(std::string words) const {
        return Error(Errc::protocol_violation, std::move(words));
    }

    // simple_query.cpp
    Step query(const Message& message);
    Step query_with_effects(const Message& message, const Traits& traits);
    Step local_answer(const Message& message, std::string_view tag);
    void become_fresh();

    // extended_query.cpp
    Step parse(const Message& message);
    Step parse_named(std::string_view name, std::string_view content);
    Step parse_unnamed(const Message& message, std::string_view content);
    Step parse_instead(const Message& message, std::string content);
    Step parse_rewritten(const Message& message,
                         std::string_view name,
                         std::string_view content,
                         const Traits& traits);
    Step bind(const Message& message);
    void note_portal(std::string_view portal, bool explains);
    Step execute(const Message& message);
    Step describe(const Message& message);
    Step close(const Message& message);
    Step sync(const Message& message);
    void use(const Prepared& prepared);
    void prepare(const StatementPtr& statement, Owed kind, std::string name);
    void prepare_unnamed();
    void have_checked(std::string_view name);
    void close_on_server(const StatementDigest& digest);
    void forget_deallocated(std::string_view name);
    void put_renamed(char tag,
                     std::string_view before,
                     std::string_view name,
                     std::string_view rest,
                     std::size_t total,
                     std::size_t old);

    // server_messages.cpp
    asio::awaitable<void> answer(bool spawned);
    void make_room();
    void let_go();
    void scan();
    Verdict on_message(char tag, ByteView body, bool whole);
    Verdict on_error(ByteView body, bool whole);
    Verdict on_parameter(ByteView body);
    Verdict on_ready(ByteView body);
    void tell_explain();
    void drop_until_sync();
    void give_what_is_due();
    void insert(Bytes bytes);
    bool may_retry(ByteView error) const;
    void retry();
    asio::awaitable<void> send_retry();
    void give_front();
    void forget_stale(std::string_view error);
    bool send_parts_now();
    bool send_gathered();
    asio::awaitable<void> send_parts();

    // settings_replay.cpp
    using Row = std::vector<std::optional<std::string>>;
    asio::awaitable<Result<Row>> ask(std::string sql);
    asio::awaitable<Result<void>> align_settings();
    asio::awaitable<void> settle_settings();
    asio::awaitable<void> restore_startup_settings();
    asio::awaitable<void> read_back();
    void report_difference(const SettingsVector& before);

    // own_settings.cpp
    const std::string& session_name();
    std::optional<Error> own_value_refusal(std::string_view name, const std::optional<std::string>& value);
    bool must_align(const Traits& traits);
    Result<std::optional<std::string>> rewritten(std::string_view sql, const Traits& traits) const;

    // pins.cpp
    asio::awaitable<void> settle_pins();

    // greeting.cpp
    asio::awaitable<bool> greet();
    asio::awaitable<Result<void>> learn_base();
    asio::awaitable<Result<void>> accept_settings(std::vector<SettingsVector::Entry> settings);
    asio::awaitable<Result<std::optional<std::string>>> try_setting(const SettingsVector::Entry& setting);

    Stream& client_;
    RelaySession& session_;
    RelayWorker& worker_;
    RelayTarget& target_;
    RelayStart start_;
    asio::any_io_executor executor_;
    int plain_socket_ = -1;  // of a client without TLS
    const std::uint64_t id_;
    Input in_;
    CancelRegistry::Seat seat_;

    // The client's state, wherever its statements run.
    SettingsVector startup_, settings_;
    std::map<std::string, Prepared, std::less<>> names_;
    Unnamed unnamed_;

    // The unit under way.
    Bytes up_;  // for the server
    std::size_t up_sent_ = 0;
    Bytes local_;  // for the client, from the relay itself
    Replies replies_;
    bool unit_open_ = false;  // extended messages were passed on since the last Sync
    bool skipping_ = false;   // an error came: the server, or the relay, ignores everything until Sync
    bool refused_ = false;    // … and it is the relay
    bool copying_in_ = false;
    bool copying_query_ = false;  // … for a Query, which needs no Sync
    bool failed_ = false;         // an error came in this unit
    bool executed_ = false;       // an Execute or Query of this unit was answered
    bool forwarded_ = false;      // something of the answer to what was sent last has reached the client
    bool bound_ = false;          // a Bind of this unit was passed on
    bool fatal_ = false;          // the server said FATAL
    bool retried_ = false, retrying_ = false;
    char status_before_ = 'I';
    bool turn_due_ = false;   // what was taken ends in something that makes the server answer
    std::size_t wanted_ = 5;  // bytes of the next message that must be there to go on
    enum class Streaming : std::uint8_t { pass, drop, gather };
    Streaming streaming_ = Streaming::pass;
    std::size_t stream_left_ = 0;  // of a message that is taken as it comes
    std::unique_ptr<Classifier> stream_classifier_;
    std::string gathered_;                         // a message that must be had whole
    std::vector<std::string> explaining_portals_;  // of statements that EXPLAIN (TRANSLATE) became
    std::vector<UnitStatement> unit_statements_;
    std::vector<Reply> sent_replies_;  // what was owed when it was sent

    // What the transaction under way may leave behind.
    std::vector<std::string> touched_, reset_;
    bool reset_all_ = false, discard_all_ = false, forget_names_ = false;
    PinSet new_pins_, unpins_;

    // The answer under way.
    Buffer down_;
    std::size_t down_begin_ = 0, down_end_ = 0;
    std::size_t body_left_ = 0;
    bool hide_body_ = false;
    std::vector<ByteView> parts_;
    std::vector<std::unique_ptr<Bytes>> inserted_;
    bool pumping_ = false, keep_pumping_ = false, stopping_ = false;
    bool reading_client_ = false, woken_ = false, client_gone_ = false;
    std::exception_ptr failure_;
    asio::steady_timer event_;

    // While it is parked.
    ReadWatch* client_watch_ = nullptr;
    bool in_turn_ = false;
    bool waits_for_client_ = false;
    bool end_may_hide_ = false;               // behind the bytes read last
    std::move_only_function<void()> parked_;  // resumes the coroutine
    Step parked_step_ = Step::again;
    std::exception_ptr parked_failure_;

    Watchdog::Watch query_watch_, idle_watch_, pulse_watch_;
    Lost lost_ = Lost::no;
    bool over_time_ = false;
    bool draining_ = false;
    // Databases that a statement of this unit wants without connections.
    std::vector<std::string> in_the_way_;
    std::optional<Vacancy> vacancy_;
    bool vacating_ = false;
    Pool::Request request_;     // while it waits for a connection
    std::string session_name_;  // what ormgate.session is, once it was asked for
    bool foreign_ = false;      // the connection has served another client since it last served this one
    int cancels_ = 0;
};

inline constexpr std::size_t flush_at = 16 * 1024;

}  // namespace ormgate
