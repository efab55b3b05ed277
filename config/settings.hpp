#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ormgate {

// The settings of one ormgate, as plain structs. The initial values here are the defaults; keys, bounds,
// reload classes and help are rows of setting_table() (config/table.hpp), which reads the defaults from here.

using Duration = std::chrono::milliseconds;
using ByteCount = std::uint64_t;
struct Percent {
    std::uint32_t value = 0;
    friend bool operator==(Percent, Percent) = default;
};

enum class BackendKind : std::uint8_t { sqlite, postgres, mysql };
enum class ClientTls : std::uint8_t { disable, prefer, require, verify };
enum class LoginMethod : std::uint8_t { scram, cleartext };
// libpq's sslmode, and its words.
enum class BackendTls : std::uint8_t { disable, allow, prefer, require, verify_ca, verify_full };
enum class TargetSession : std::uint8_t { any, read_write, read_only, primary, standby, prefer_standby };
enum class PoolMode : std::uint8_t { session, transaction, statement };
enum class Synchronous : std::uint8_t { off, normal, full, extra };
enum class LogLevel : std::uint8_t { debug, info, warning, error };
enum class LogFormat : std::uint8_t { text, json };

struct ListenerSettings {
    bool enabled = true;
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;      // 0: a free one
    std::string unix_path = {};  // ends in '/': a directory, in which it is named as libpq expects
};

struct ListenSettings {
    ListenerSettings postgres{.port = 6432};
    ListenerSettings mysql{.port = 6033};
    ListenerSettings http{.port = 6480};
    std::uint32_t backlog = 1024;
};

struct TlsSettings {
    std::string certificate, key, client_ca;
    ClientTls mode = ClientTls::prefer;
};

struct UserSettings {
    std::string name;
    std::string password;  // that of password_file, once loaded
    std::string password_file;
    std::string scram;                   // SCRAM-SHA-256$4096:salt$StoredKey:ServerKey
    std::vector<std::string> mysql;      // *HEX (mysql_native_password) and $A$005$… (caching_sha2_password)
    std::vector<std::string> databases;  // empty: all
    bool admin = false;
};

struct BackendTlsSettings {
    BackendTls mode = BackendTls::prefer;
    std::string ca, certificate, key;
};

struct PoolSettings {
    PoolMode mode = PoolMode::transaction;
    std::uint32_t size = 20;
    std::uint32_t minimum = 0;
    Duration wait_timeout = std::chrono::seconds(120);
    Duration idle_timeout = std::chrono::seconds(600);
    Duration lifetime = std::chrono::seconds(3600);
    Percent lifetime_jitter{10};
    Duration connect_timeout = std::chrono::seconds(15);
    Duration login_retry = std::chrono::seconds(15);
    std::string reset_query;  // empty: what the backend has for it
};

struct SqliteSettings {
    Duration busy_timeout = std::chrono::seconds(5);
    Synchronous synchronous = Synchronous::full;
    std::uint32_t readers = 0;  // 0: one per core
    ByteCount cache_size = ByteCount{16} << 20;
    ByteCount mmap_size = 0;
    std::uint32_t statement_cache = 256;
};

struct DatabaseSettings {
    BackendKind backend = BackendKind::sqlite;
    std::string path;        // sqlite
    std::string host;        // "a,b,c": tried in order
    std::uint16_t port = 0;  // 0: the backend's own
    std::string unix_path;
    std::string user, password, password_file;
    std::string database;  // empty: the name the client asked for
    TargetSession target_session_attrs = TargetSession::any;
    BackendTlsSettings tls;
    PoolSettings pool;
    Duration query_timeout{0};
    Duration idle_in_transaction_timeout{0};
    bool read_only = false;
    SqliteSettings sqlite;
};

struct TcpSettings {
    bool keepalive = true;
    Duration keepalive_idle = std::chrono::seconds(60);
    Duration keepalive_interval = std::chrono::seconds(10);
    std::uint32_t keepalive_count = 5;
    Duration user_timeout{0};
};

struct LogSettings {
    LogLevel level = LogLevel::info;
    LogFormat format = LogFormat::text;
};

struct Settings {
    ListenSettings listen;
    TlsSettings tls;
    std::vector<UserSettings> users;  // empty: anyone, without a password, from loopback
    std::map<std::string, DatabaseSettings, std::less<>> databases;  // "*": any other name
    std::uint32_t workers = 0;                                       // 0: one per core
    std::uint32_t max_clients = 10000;
    ByteCount max_message_size = ByteCount{256} << 20;
    Duration login_timeout = std::chrono::seconds(60);
    LoginMethod login_method = LoginMethod::scram;
    Duration client_idle_timeout{0};
    Duration shutdown_timeout = std::chrono::seconds(30);
    std::uint32_t max_prepared_statements = 10000;  // of one client
    std::uint32_t translation_cache = 4096;         // statements, each worker
    TcpSettings tcp;
    LogSettings log;

    const UserSettings* user(std::string_view name) const;
    // What a client that asks for database `name` gets: its own entry, or that of "*" with {database} in the
    // path replaced. In the result `database` is never empty. nullopt: there is no such database, or the name
    // cannot safely become a file's.
    std::optional<DatabaseSettings> database(std::string_view name) const;
};
using SettingsPtr = std::shared_ptr<const Settings>;

bool may_use(const UserSettings& user, std::string_view database);

}  // namespace ormgate
