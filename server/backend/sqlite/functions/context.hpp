#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/schema.hpp"
#include "core/text_io.hpp"

namespace ormgate::sqlite {

class RegexCache;

// SessionServices does for a SQL function what only the session can do. Each may block the thread the
// statement runs on.
class SessionServices {
public:
    virtual ~SessionServices() = default;

    // nullopt: there is no such setting and missing_ok is set.
    virtual Result<std::optional<std::string>> current_setting(std::string_view name, bool missing_ok) = 0;
    virtual Result<std::string> set_config(std::string_view name,
                                           std::optional<std::string_view> value,
                                           bool is_local) = 0;

    // Sequences are named with their schema, unquoted: public.users_id_seq.
    virtual Result<std::int64_t> nextval(std::string_view sequence) = 0;
    virtual Result<std::int64_t> currval(std::string_view sequence) = 0;
    virtual Result<std::int64_t> lastval() = 0;
    virtual Result<std::int64_t> setval(std::string_view sequence, std::int64_t value, bool is_called) = 0;
    virtual Result<std::optional<std::int64_t>> last_value(
        std::string_view sequence) = 0;  // nullopt: never called

    struct AdvisoryLock {
        std::int64_t key = 0;   // of the two-key form: first << 32 | second
        bool two_keys = false;  // the two forms have key spaces of their own
        bool shared = false;
        bool transaction = false;  // released at its end; else at the session's
        bool wait = true;          // false: answer false rather than wait
    };
    virtual Result<bool> advisory_lock(const AdvisoryLock& lock) = 0;
    virtual Result<bool> advisory_unlock(const AdvisoryLock& lock) = 0;  // false: was not held
    virtual Result<void> advisory_unlock_all() = 0;

    virtual Result<void> notify(std::string_view channel, std::string_view payload) = 0;
    virtual Result<std::vector<std::string>> listening_channels() = 0;
    virtual Result<bool> signal_backend(std::int32_t pid, bool terminate) = 0;
    virtual Result<std::int64_t> transaction_id(bool assign) = 0;  // 0: none assigned
};

// FunctionContext is what the functions of one SQLite connection know of the statement under way. The backend
// fills it before each statement and looks at `error` when SQLite answers SQLITE_ERROR.
struct FunctionContext {
    FunctionContext();
    ~FunctionContext();
    FunctionContext(const FunctionContext&) = delete;
    FunctionContext& operator=(const FunctionContext&) = delete;

    // What a function failed with, which says more than the text given to SQLite. Reset before each
    // statement.
    std::optional<Error> error;

    Timestamp transaction_time, statement_time;  // UTC
    TextSettings text;
    TimeZoneRef time_zone;  // keeps text.time_zone alive
    std::string user, session_user, database, server_version;
    std::string_view query;                      // the client's text, if the backend has it
    std::string client_address, server_address;  // empty: a unix socket
    int client_port = -1, server_port = -1;
    Timestamp server_start_time, settings_load_time;  // UTC
    std::vector<std::string> search_path;             // effective, without the implicit pg_catalog
    std::int32_t backend_pid = 0;
    SchemaPtr schema;
    SessionServices* services = nullptr;           // null: what needs it fails with 0A000
    const std::atomic<bool>* cancelled = nullptr;  // set by another thread

    bool is_cancelled() const { return cancelled != nullptr && cancelled->load(std::memory_order_relaxed); }

    std::unique_ptr<RegexCache> regexes;
    std::optional<std::uint64_t>
        random_state;  // of random() and setseed(); seeded from the system at first use
};

}  // namespace ormgate::sqlite
