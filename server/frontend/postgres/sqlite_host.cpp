#include "server/frontend/postgres/sqlite_host.hpp"

#include <algorithm>

namespace ormgate {
namespace {

constexpr std::size_t max_channel = 63, max_payload = 7999;  // PostgreSQL's own bounds

}  // namespace

SqliteHost::SqliteHost(ServerState& state,
                       std::string database,
                       const asio::any_io_executor& worker,
                       NotificationHub::Deliver deliver)
    : state_(state),
      database_(std::move(database)),
      listener_(state.notifications, database_, worker, std::move(deliver)) {}

asio::awaitable<Result<void>> SqliteHost::create_database(std::string name) {
    const SettingsPtr settings = state_.snapshot()->settings;
    const std::optional<DatabaseSettings> entry = settings->database(name);
    if (!entry || entry->backend != BackendKind::sqlite)
        co_return fail(Error(Errc::insufficient_privilege, "permission denied to create database")
                           .with_detail("No entry \"*\" of the configuration gives database \"" + name +
                                        "\" an SQLite file."));
    co_return co_await state_.sqlite.create(std::move(name), *entry);
}

asio::awaitable<Result<void>> SqliteHost::drop_database(std::string name, bool if_exists, bool) {
    const SettingsPtr settings = state_.snapshot()->settings;
    if (name == database_) co_return fail(Errc::object_in_use, "cannot drop the currently open database");
    const std::optional<DatabaseSettings> entry = settings->database(name);
    if (!entry || entry->backend != BackendKind::sqlite ||
        !SqliteDatabases::exists(name, *entry, !settings->databases.contains(name))) {
        if (if_exists) co_return Result<void>();
        co_return fail(Errc::undefined_database, "database \"" + name + "\" does not exist");
    }
    if (settings->databases.contains(name) || SqliteDatabases::is_maintenance(name))
        co_return fail(Error(Errc::insufficient_privilege, "database \"" + name + "\" cannot be dropped")
                           .with_detail("Only what CREATE DATABASE has made can be dropped."));
    co_return co_await state_.sqlite.drop(std::move(name), *entry);
}

Result<void> SqliteHost::listen(std::string channel) {
    changes_.push_back({true, std::move(channel)});
    return {};
}

void SqliteHost::unlisten(std::string channel) {
    changes_.push_back({false, std::move(channel)});
}

Result<void> SqliteHost::notify(std::string channel, std::string payload) {
    if (channel.empty()) return fail(Errc::invalid_parameter_value, "channel name cannot be empty");
    if (channel.size() > max_channel) return fail(Errc::invalid_parameter_value, "channel name too long");
    if (payload.size() > max_payload) return fail(Errc::invalid_parameter_value, "payload string too long");
    const auto same = [&](const Notification& n) { return n.channel == channel && n.payload == payload; };
    if (std::ranges::none_of(notifications_, same))
        notifications_.push_back({process_, std::move(channel), std::move(payload)});
    return {};
}

void SqliteHost::transaction_ended(bool committed) {
    for (Change& change : std::exchange(changes_, {})) {
        if (!committed) continue;
        if (change.listen)
            listener_.listen(change.channel);
        else if (change.channel.empty())
            listener_.unlisten_all();
        else
            listener_.unlisten(change.channel);
    }
    for (Notification& notification : std::exchange(notifications_, {}))
        if (committed) state_.notifications.notify(database_, std::move(notification));
}

}  // namespace ormgate
