#include "server/backend/sqlite/databases.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "server/backend/sqlite/blocking.hpp"

namespace ormgate {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 5> maintenance_names = {
    "postgres", "template0", "template1", "mysql", "information_schema"};
constexpr std::string_view placeholder = "{database}";

std::string key_of(const std::string& path) {
    std::error_code ignored;
    return fs::weakly_canonical(path, ignored).string();
}

}  // namespace

SqliteDatabases::~SqliteDatabases() {
    open_.clear();
    std::error_code ignored;
    if (!scratch_.empty()) fs::remove_all(scratch_, ignored);
}

bool SqliteDatabases::is_maintenance(std::string_view name) {
    return std::ranges::find(maintenance_names, name) != maintenance_names.end();
}

bool SqliteDatabases::exists(std::string_view name, const DatabaseSettings& settings, bool of_template) {
    std::error_code ignored;
    return !of_template || is_maintenance(name) || fs::exists(settings.path, ignored);
}

asio::awaitable<Result<std::shared_ptr<SqliteDatabase>>> SqliteDatabases::open(std::string name,
                                                                               DatabaseSettings settings) {
    co_return co_await sqlite::on_pool(blocking_, [&] { return open_now(name, settings); });
}

Result<std::shared_ptr<SqliteDatabase>> SqliteDatabases::open_now(const std::string& name,
                                                                  DatabaseSettings settings) {
    const std::lock_guard lock(mutex_);
    std::error_code ignored;
    if (is_maintenance(name) && !fs::exists(settings.path, ignored)) {
        Result<std::string> path = scratch_path(name);
        if (!path) return fail(path.error());
        settings.path = std::move(*path);
    }
    std::shared_ptr<SqliteDatabase>& known = open_[key_of(settings.path)];
    if (known != nullptr) return known;
    auto opened = SqliteDatabase::open(name, std::move(settings), blocking_);
    if (!opened) return opened;
    known = *opened;
    return known;
}

Result<std::string> SqliteDatabases::scratch_path(const std::string& name) {
    if (scratch_.empty()) {
        std::error_code error;
        std::string pattern = (fs::temp_directory_path(error) / "ormgate-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr)
            return fail(Errc::io_error, "could not make a directory for maintenance databases");
        scratch_ = pattern;
    }
    return (scratch_ / (name + ".db")).string();
}

asio::awaitable<Result<void>> SqliteDatabases::create(std::string name, DatabaseSettings settings) {
    co_return co_await sqlite::on_pool(blocking_, [&]() -> Result<void> {
        std::error_code ignored;
        if (is_maintenance(name) || fs::exists(settings.path, ignored))
            return fail(Errc::duplicate_database, "database \"" + name + "\" already exists");
        const fs::path parent = fs::path(settings.path).parent_path();
        if (!parent.empty()) fs::create_directories(parent, ignored);
        const auto opened = open_now(name, settings);
        if (!opened) return fail(opened.error());
        return {};
    });
}

asio::awaitable<Result<void>> SqliteDatabases::drop(std::string name, DatabaseSettings settings) {
    co_return co_await sqlite::on_pool(blocking_, [&] { return drop_now(name, settings); });
}

Result<void> SqliteDatabases::drop_now(const std::string& name, const DatabaseSettings& settings) {
    const std::lock_guard lock(mutex_);
    const auto found = open_.find(key_of(settings.path));
    if (found != open_.end()) {
        const std::size_t sessions = found->second->sessions();
        if (sessions > 0)
            return fail(
                Error(Errc::object_in_use, "database \"" + name + "\" is being accessed by other users")
                    .with_detail(sessions == 1 ? "There is 1 other session using the database."
                                               : "There are " + std::to_string(sessions) +
                                                     " other sessions using the database."));
        open_.erase(found);
    }
    std::error_code error;
    for (const char* suffix : {"-wal", "-shm", ""}) {
        fs::remove(settings.path + suffix, error);
        if (error)
            return fail(Errc::io_error,
                        "could not remove \"" + settings.path + suffix + "\": " + error.message());
    }
    return {};
}

std::vector<std::string> SqliteDatabases::created(const DatabaseSettings& template_entry) {
    std::vector<std::string> names;
    const fs::path pattern(template_entry.path);
    const std::string file = pattern.filename().string();
    const std::size_t at = file.find(placeholder);
    if (at == std::string::npos) return names;
    const std::string before = file.substr(0, at), after = file.substr(at + placeholder.size());
    const fs::path directory = pattern.has_parent_path() ? pattern.parent_path() : fs::path(".");
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory, error)) {
        const std::string found = entry.path().filename().string();
        if (found.size() > before.size() + after.size() && found.starts_with(before) &&
            found.ends_with(after))
            names.push_back(found.substr(before.size(), found.size() - before.size() - after.size()));
    }
    std::ranges::sort(names);
    return names;
}

}  // namespace ormgate
