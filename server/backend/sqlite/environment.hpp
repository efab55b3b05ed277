#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/datetime.hpp"
#include "core/error.hpp"
#include "core/text_io.hpp"
#include "core/time_zone.hpp"
#include "dialects/catalog/rows.hpp"

namespace ormgate {

// SqliteEnvironment is what a session's statements depend on besides their SQL: its settings as SQL functions
// see them, its timeouts, and the way back into the session. The session keeps it up to date and calls
// changed() after a change.
struct SqliteEnvironment {
    TextSettings text;
    TimeZoneRef time_zone;  // keeps text.time_zone alive
    std::string user, session_user, server_version;
    std::string client_address, server_address;  // empty: a unix socket
    int client_port = -1, server_port = -1;
    Timestamp server_start_time, settings_load_time;    // UTC
    std::vector<std::string> search_path = {"public"};  // effective, without the implicit pg_catalog
    std::int32_t backend_pid = 0;
    std::chrono::milliseconds statement_timeout{0}, lock_timeout{0};  // 0: none

    // Called while a statement runs, on the thread it runs on; the session's coroutine waits meanwhile.
    std::function<Result<std::optional<std::string>>(std::string_view name, bool missing_ok)> current_setting;
    std::function<Result<std::string>(
        std::string_view name, std::optional<std::string_view> value, bool is_local)>
        set_config;
    std::function<Result<void>(std::string_view channel, std::string_view payload)> notify;
    std::function<Result<std::vector<std::string>>()> listening_channels;
    std::function<Result<bool>(std::int32_t pid, bool terminate)> signal_backend;

    // Rows of a view of the session's own, such as pg_cursors: a JSON array of arrays.
    std::function<std::string(std::string_view view)> view_rows;

    // What the system catalogs say beyond the database itself.
    std::function<dialects::catalog::CatalogFacts()> catalog_facts;

    void changed() { ++version; }
    std::uint64_t version = 1;
};

}  // namespace ormgate
