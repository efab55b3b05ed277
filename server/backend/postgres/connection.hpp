#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "server/backend/pooled_connection.hpp"
#include "server/backend/postgres/prepared.hpp"
#include "server/io/read_watch.hpp"
#include "server/session/settings_vector.hpp"

struct pg_conn;
struct ssl_st;

namespace ormgate {

// The settings PostgreSQL reports by ParameterStatus whenever they change, and that a client may change: what
// it says is in force needs no asking.
bool is_reported_setting(std::string_view name);  // in lower case
// All that is reported, spelled as PostgreSQL does.
std::span<const std::string_view> reported_setting_names();

// PostgresConnection is a connection that libpq opened and that speaks raw messages since. Its user keeps the
// protocol; the connection keeps what is known of the server's session from one lease to the next.
class PostgresConnection final : public PooledConnection {
public:
    static constexpr std::size_t most_prepared = 500;

    // Takes a connection whose login is complete.
    PostgresConnection(pg_conn* connection, const asio::any_io_executor& executor);
    ~PostgresConnection() override;

    // Bytes, under TLS if libpq agreed on it. One read and one write at a time; failures are thrown.
    asio::awaitable<std::size_t> read_some(std::span<std::byte> into) {
        watch_.stop();
        if (tls_ != nullptr) return read_some_tls(into);
        return socket_->async_read_some(asio::buffer(into.data(), into.size()), asio::use_awaitable);
    }
    // What is there, 0 if nothing is.
    std::size_t read_now(std::span<std::byte> into);  // not under TLS
    // A watch that is on until the next read_some(); nullptr under TLS.
    ReadWatch* watch_reads();
    asio::awaitable<void> write(ByteView bytes);
    std::size_t write_now(ByteView bytes);  // what can be sent without waiting
    void cancel_io() noexcept;              // pending reads and writes end with operation_aborted

    // Asks the server to cancel what runs on this connection, on another thread (libpq waits for the server
    // to have passed it on). Until then the connection must not run anything else: cancelling() tells.
    asio::awaitable<void> cancel();
    bool cancelling() const { return cancels_ > 0; }

    bool reusable() const override { return !broken && status == 'I' && cancels_ == 0; }
    bool alive() override;
    bool quiet() const override { return watch_.on() && !watch_.readable(); }
    void detach() override;
    void attach(const asio::any_io_executor& executor) override;

    int process() const;
    // A message ParameterStatus came.
    void parameter_changed(std::string_view name, std::string_view value);

    char status = 'I';               // of the last ReadyForQuery
    bool broken = false;             // its state is not certain: close it
    bool backslash_escapes = false;  // standard_conforming_strings is off
    SettingsVector parameters;       // ParameterStatus: all that was reported
    SettingsVector base;             // the same as of the login
    SettingsVector settings;         // set away from the base
    PreparedOnServer prepared{most_prepared};
    std::uint64_t unnamed_owner =
        0;                        // which Parse of an unnamed statement was the last, 0: none of a client's
    std::uint64_t last_user = 0;  // the client that had it last

private:
    using Socket = asio::generic::stream_protocol::socket;
    bool said_unasked(ByteView rest);
    std::size_t read_tls(std::span<std::byte> into, int& wants);
    asio::awaitable<std::size_t> read_some_tls(std::span<std::byte> into);

    pg_conn* connection_;
    ssl_st* tls_ = nullptr;
    int descriptor_;
    int family_;
    std::optional<WatchedSocket> socket_;
    ReadWatch watch_;
    int cancels_ = 0;
};

}  // namespace ormgate
