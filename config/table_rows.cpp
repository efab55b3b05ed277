#include "config/table.hpp"

#include <arpa/inet.h>

#include <type_traits>

#include "config/verifier.hpp"
#include "config/words.hpp"

namespace ormgate {
namespace {

template <class T>
T& owner(const SettingScope& scope) {
    if constexpr (std::is_same_v<T, UserSettings>)
        return *scope.user;
    else if constexpr (std::is_same_v<T, DatabaseSettings>)
        return *scope.database;
    else
        return *scope.settings;
}

template <class T>
Field field_of(T& member) {
    if constexpr (std::is_enum_v<T>)
        return Choice{reinterpret_cast<std::uint8_t*>(&member), words<T>};
    else
        return &member;
}

template <class T>
struct OwnerOf;
template <class Owner, class Member>
struct OwnerOf<Member Owner::*> {
    using type = Owner;
};

// at<&DatabaseSettings::pool, &PoolSettings::size> is the field a path of members leads to.
template <auto first, auto... rest>
Field at(const SettingScope& scope) {
    auto& start = owner<typename OwnerOf<decltype(first)>::type>(scope);
    return field_of(((start.*first).*....*rest));
}

std::string_view refusal_of_address(std::string_view address) {
    const std::string text(address);
    in6_addr binary = {};
    if (text.empty() || text == "localhost" || inet_pton(AF_INET, text.c_str(), &binary) == 1) return {};
    return inet_pton(AF_INET6, text.c_str(), &binary) == 1 ? std::string_view()
                                                           : "is neither an IP address nor localhost";
}

std::string_view refusal_of_unix_path(std::string_view path) {
    constexpr std::size_t longest = 107;  // sockaddr_un::sun_path, with its terminator
    return path.size() > longest ? "is longer than the 107 bytes a unix socket's path may have"
                                 : std::string_view();
}

constexpr std::uint64_t second = 1000, hour = 3600 * second, week = 7 * 24 * hour;
constexpr std::uint64_t mebibyte = 1 << 20, gibibyte = 1 << 30;

constexpr Bounds any_text{0, 4096};
constexpr Bounds a_name{1, 63};
constexpr Bounds a_port{0, 65535};
constexpr Bounds at_most_a_week{0, week};
constexpr Bounds one{0, 1};
constexpr Bounds of_choice{};
constexpr Bounds any_list{0, 10000};

constexpr Backends only_sqlite{true, false, false};
constexpr Backends only_postgres{false, true, false};
constexpr Backends over_network{false, true, true};

// clang-format off: a row is a paragraph.
constexpr Setting rows[] = {
    {"listen.postgres.enabled", at<&Settings::listen, &ListenSettings::postgres, &ListenerSettings::enabled>,
     Reload::restart, one,
     "Whether to speak PostgreSQL's wire. Where the config has a `listen`, a protocol that is not in it is off."},
    {"listen.postgres.address", at<&Settings::listen, &ListenSettings::postgres, &ListenerSettings::address>,
     Reload::restart, any_text, "Address to listen on; `0.0.0.0` or `::` for all. Empty: only the unix socket.", {},
     refusal_of_address},
    {"listen.postgres.port", at<&Settings::listen, &ListenSettings::postgres, &ListenerSettings::port>,
     Reload::restart, a_port, "TCP port; 0 picks a free one, which the log names."},
    {"listen.postgres.unix", at<&Settings::listen, &ListenSettings::postgres, &ListenerSettings::unix_path>,
     Reload::restart, any_text,
     "Path of a unix socket to listen on as well. One that ends in `/` is a directory, in which the socket is called "
     "`.s.PGSQL.PORT`, where libpq looks for it.", {}, refusal_of_unix_path},
    {"listen.mysql.enabled", at<&Settings::listen, &ListenSettings::mysql, &ListenerSettings::enabled>,
     Reload::restart, one, "Whether to speak MySQL's wire."},
    {"listen.mysql.address", at<&Settings::listen, &ListenSettings::mysql, &ListenerSettings::address>,
     Reload::restart, any_text, "Address to listen on.", {}, refusal_of_address},
    {"listen.mysql.port", at<&Settings::listen, &ListenSettings::mysql, &ListenerSettings::port>, Reload::restart,
     a_port, "TCP port; 0 picks a free one, which the log names."},
    {"listen.mysql.unix", at<&Settings::listen, &ListenSettings::mysql, &ListenerSettings::unix_path>,
     Reload::restart, any_text,
     "Path of a unix socket to listen on as well; in a directory (`/` at the end) it is called `mysqld.sock`.", {},
     refusal_of_unix_path},
    {"listen.http.enabled", at<&Settings::listen, &ListenSettings::http, &ListenerSettings::enabled>,
     Reload::restart, one, "Whether to serve HTTP."},
    {"listen.http.address", at<&Settings::listen, &ListenSettings::http, &ListenerSettings::address>,
     Reload::restart, any_text, "Address to listen on.", {}, refusal_of_address},
    {"listen.http.port", at<&Settings::listen, &ListenSettings::http, &ListenerSettings::port>, Reload::restart,
     a_port, "TCP port; 0 picks a free one, which the log names."},
    {"listen.http.unix", at<&Settings::listen, &ListenSettings::http, &ListenerSettings::unix_path>, Reload::restart,
     any_text,
     "Path of a unix socket to listen on as well; in a directory (`/` at the end) it is called `ormgate.sock`.", {},
     refusal_of_unix_path},
    {"listen.backlog", at<&Settings::listen, &ListenSettings::backlog>, Reload::restart, {1, 65535},
     "Connections the kernel may hold for us before we accept them. The kernel's own limit is `net.core.somaxconn`."},

    {"tls.certificate", at<&Settings::tls, &TlsSettings::certificate>, Reload::new_connections, any_text,
     "PEM file of the certificate (and chain) shown to clients. Without one clients are told that there is no TLS."},
    {"tls.key", at<&Settings::tls, &TlsSettings::key>, Reload::new_connections, any_text,
     "PEM file of its private key."},
    {"tls.client_ca", at<&Settings::tls, &TlsSettings::client_ca>, Reload::new_connections, any_text,
     "PEM file of the authorities whose client certificates are believed."},
    {"tls.mode", at<&Settings::tls, &TlsSettings::mode>, Reload::new_connections, of_choice,
     "`disable`: no TLS; `prefer`: as the client wishes; `require`: refuse clients without it, except on unix sockets; "
     "`verify`: and without a certificate of `tls.client_ca`."},

    {"users[].name", at<&UserSettings::name>, Reload::new_connections, a_name,
     "The name a client logs in with. Without any `users` everyone may connect without a password, which is only "
     "allowed while all listeners are on loopback."},
    {"users[].password", at<&UserSettings::password>, Reload::new_connections, any_text,
     "Password in clear; better `${NAME}` from the environment, `password_file` or `scram`."},
    {"users[].password_file", at<&UserSettings::password_file>, Reload::new_connections, any_text,
     "File that holds the password; a newline at its end is not part of it."},
    {"users[].scram", at<&UserSettings::scram>, Reload::new_connections, any_text,
     "SCRAM-SHA-256 verifier, as `ormgate hash-password` prints it and PostgreSQL's `pg_authid.rolpassword` has it.",
     {}, refusal_of_scram},
    {"users[].mysql", at<&UserSettings::mysql>, Reload::new_connections, {0, 2},
     "Verifiers for MySQL's wire: a `mysql_native_password` hash, a `caching_sha2_password` one, or both.", {},
     refusal_of_mysql},
    {"users[].databases", at<&UserSettings::databases>, Reload::new_connections, any_list,
     "Databases this user may connect to; empty: all."},
    {"users[].admin", at<&UserSettings::admin>, Reload::new_connections, one,
     "Whether this user may connect to the admin console, the database `ormgate`."},

    {"databases.*.backend", at<&DatabaseSettings::backend>, Reload::new_connections, of_choice,
     "What keeps the data. The entry's name is the database's as clients know it; `\"*\"` stands for any other name."},
    {"databases.*.path", at<&DatabaseSettings::path>, Reload::new_connections, any_text,
     "The SQLite file, relative to the working directory. Under `\"*\"` it has `{database}` in it; CREATE DATABASE "
     "makes such a file and DROP DATABASE removes it.", only_sqlite},
    {"databases.*.host", at<&DatabaseSettings::host>, Reload::new_connections, any_text,
     "Host of the server; several, separated by commas, are tried in order.", over_network},
    {"databases.*.port", at<&DatabaseSettings::port>, Reload::new_connections, a_port,
     "Its port; 0: the backend's usual one (5432, 3306).", over_network},
    {"databases.*.unix", at<&DatabaseSettings::unix_path>, Reload::new_connections, any_text,
     "Instead of `host`: the directory of PostgreSQL's unix socket, or MySQL's socket itself.", over_network},
    {"databases.*.user", at<&DatabaseSettings::user>, Reload::new_connections, any_text,
     "User to log in as; empty: the client's own name.", over_network},
    {"databases.*.password", at<&DatabaseSettings::password>, Reload::new_connections, any_text,
     "Its password; better `${NAME}` or `password_file`.", over_network},
    {"databases.*.password_file", at<&DatabaseSettings::password_file>, Reload::new_connections, any_text,
     "File that holds the password; a newline at its end is not part of it.", over_network},
    {"databases.*.database", at<&DatabaseSettings::database>, Reload::new_connections, {0, 63},
     "The database's name on the server; empty: the one the client asked for.", over_network},
    {"databases.*.target_session_attrs", at<&DatabaseSettings::target_session_attrs>, Reload::new_connections,
     of_choice, "Which of several hosts will do, in libpq's words.", only_postgres},
    {"databases.*.tls.mode", at<&DatabaseSettings::tls, &BackendTlsSettings::mode>, Reload::new_connections,
     of_choice, "TLS towards the server, in the words of libpq's `sslmode`.", over_network},
    {"databases.*.tls.ca", at<&DatabaseSettings::tls, &BackendTlsSettings::ca>, Reload::new_connections, any_text,
     "PEM file of the authorities the server's certificate must come from.", over_network},
    {"databases.*.tls.certificate", at<&DatabaseSettings::tls, &BackendTlsSettings::certificate>,
     Reload::new_connections, any_text, "PEM file of the certificate we show.", over_network},
    {"databases.*.tls.key", at<&DatabaseSettings::tls, &BackendTlsSettings::key>, Reload::new_connections, any_text,
     "PEM file of its private key.", over_network},

    {"databases.*.pool.mode", at<&DatabaseSettings::pool, &PoolSettings::mode>, Reload::new_connections, of_choice,
     "How long a client keeps its backend connection: for its `session`, a `transaction` or a `statement`.",
     over_network},
    {"databases.*.pool.size", at<&DatabaseSettings::pool, &PoolSettings::size>, Reload::reload, {1, 100'000},
     "Connections to the backend at most, for each user.", over_network},
    {"databases.*.pool.minimum", at<&DatabaseSettings::pool, &PoolSettings::minimum>, Reload::reload, {0, 100'000},
     "Connections kept open even when idle.", over_network},
    {"databases.*.pool.wait_timeout", at<&DatabaseSettings::pool, &PoolSettings::wait_timeout>, Reload::reload,
     at_most_a_week, "How long a statement may wait for a connection; 0: as long as it takes.", over_network},
    {"databases.*.pool.idle_timeout", at<&DatabaseSettings::pool, &PoolSettings::idle_timeout>, Reload::reload,
     at_most_a_week, "Connections idle for so long are closed, down to `minimum`; 0: never.", over_network},
    {"databases.*.pool.lifetime", at<&DatabaseSettings::pool, &PoolSettings::lifetime>, Reload::reload,
     at_most_a_week, "Connections of this age are closed when they become idle; 0: never.", over_network},
    {"databases.*.pool.lifetime_jitter", at<&DatabaseSettings::pool, &PoolSettings::lifetime_jitter>, Reload::reload,
     {0, 100}, "By how much a connection's lifetime is varied at random, so that not all end at once.", over_network},
    {"databases.*.pool.connect_timeout", at<&DatabaseSettings::pool, &PoolSettings::connect_timeout>, Reload::reload,
     {100, hour}, "How long connecting and logging in may take.", over_network},
    {"databases.*.pool.login_retry", at<&DatabaseSettings::pool, &PoolSettings::login_retry>, Reload::reload,
     {0, hour},
     "After a failed login clients are told so at once, without another attempt, for this long; 0: always try.",
     over_network},
    {"databases.*.pool.reset_query", at<&DatabaseSettings::pool, &PoolSettings::reset_query>, Reload::reload,
     any_text,
     "Sent when a session's connection goes back to the pool; empty: `DISCARD ALL` on PostgreSQL, a reset-connection "
     "command on MySQL.", over_network},

    {"databases.*.query_timeout", at<&DatabaseSettings::query_timeout>, Reload::reload, at_most_a_week,
     "A statement that runs longer is cancelled; 0: never."},
    {"databases.*.idle_in_transaction_timeout", at<&DatabaseSettings::idle_in_transaction_timeout>, Reload::reload,
     at_most_a_week, "A client idle for so long within a transaction loses it and its connection; 0: never."},
    {"databases.*.read_only", at<&DatabaseSettings::read_only>, Reload::new_connections, one,
     "Whether transactions are read-only."},

    {"databases.*.sqlite.busy_timeout", at<&DatabaseSettings::sqlite, &SqliteSettings::busy_timeout>,
     Reload::new_connections, {0, hour}, "How long to wait for locks that other processes hold on the file.",
     only_sqlite},
    {"databases.*.sqlite.synchronous", at<&DatabaseSettings::sqlite, &SqliteSettings::synchronous>,
     Reload::new_connections, of_choice,
     "SQLite's `PRAGMA synchronous`. With `full` a commit survives the loss of power, with `normal` the end of the "
     "process.", only_sqlite},
    {"databases.*.sqlite.readers", at<&DatabaseSettings::sqlite, &SqliteSettings::readers>, Reload::new_connections,
     {0, 1024}, "Connections that read in parallel; 0: one per core.", only_sqlite},
    {"databases.*.sqlite.cache_size", at<&DatabaseSettings::sqlite, &SqliteSettings::cache_size>,
     Reload::new_connections, {64 << 10, 64 * gibibyte}, "Page cache of each connection.", only_sqlite},
    {"databases.*.sqlite.mmap_size", at<&DatabaseSettings::sqlite, &SqliteSettings::mmap_size>,
     Reload::new_connections, {0, 1024 * gibibyte}, "How much of the file is mapped into memory; 0: none.",
     only_sqlite},
    {"databases.*.sqlite.statement_cache", at<&DatabaseSettings::sqlite, &SqliteSettings::statement_cache>,
     Reload::new_connections, {0, 100'000}, "Prepared statements kept by each connection.", only_sqlite},

    {"workers", at<&Settings::workers>, Reload::restart, {0, 1024}, "Threads; 0: one per core."},
    {"max_clients", at<&Settings::max_clients>, Reload::reload, {1, 10'000'000},
     "Client connections at most; further ones are refused (53300)."},
    {"max_message_size", at<&Settings::max_message_size>, Reload::new_connections, {mebibyte, gibibyte},
     "The largest message a client may send: a statement with its parameters, or a piece of COPY."},
    {"login_timeout", at<&Settings::login_timeout>, Reload::new_connections, {100, hour},
     "How long a client may take to log in."},
    {"login_method", at<&Settings::login_method>, Reload::new_connections, of_choice,
     "How PostgreSQL clients show their password. `cleartext`: as it is, but over TLS only; without TLS it is `scram` all "
     "the same."},
    {"client_idle_timeout", at<&Settings::client_idle_timeout>, Reload::reload, at_most_a_week,
     "A client idle for so long outside a transaction is disconnected; 0: never."},
    {"shutdown_timeout", at<&Settings::shutdown_timeout>, Reload::reload, {0, hour},
     "How long open transactions may take to finish after SIGTERM."},
    {"max_prepared_statements", at<&Settings::max_prepared_statements>, Reload::new_connections, {1, 10'000'000},
     "Prepared statements one client may hold."},
    {"translation_cache", at<&Settings::translation_cache>, Reload::restart, {0, 10'000'000},
     "Translated statements each worker remembers."},

    {"tcp.keepalive", at<&Settings::tcp, &TcpSettings::keepalive>, Reload::new_connections, one,
     "Whether the kernel checks that a silent peer is still there."},
    {"tcp.keepalive_idle", at<&Settings::tcp, &TcpSettings::keepalive_idle>, Reload::new_connections,
     {second, 24 * hour}, "Silence before the first check, in whole seconds."},
    {"tcp.keepalive_interval", at<&Settings::tcp, &TcpSettings::keepalive_interval>, Reload::new_connections,
     {second, hour}, "Time between checks, in whole seconds."},
    {"tcp.keepalive_count", at<&Settings::tcp, &TcpSettings::keepalive_count>, Reload::new_connections, {1, 127},
     "Checks without an answer before the connection counts as lost."},
    {"tcp.user_timeout", at<&Settings::tcp, &TcpSettings::user_timeout>, Reload::new_connections, {0, hour},
     "How long sent data may stay unacknowledged; 0: the kernel's default."},

    {"log.level", at<&Settings::log, &LogSettings::level>, Reload::reload, of_choice,
     "The least important events that are logged."},
    {"log.format", at<&Settings::log, &LogSettings::format>, Reload::restart, of_choice,
     "`text`: `TIME LEVEL event key=value …`; `json`: one object a line."},
};
// clang-format on

}  // namespace

std::span<const Setting> setting_table() {
    return rows;
}

}  // namespace ormgate
