#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "server/backend/sqlite/database.hpp"

namespace ormgate {

// SqliteDatabases keeps one SqliteDatabase for each file in use, and makes and removes files for CREATE and
// DROP DATABASE. May be used from any worker.
class SqliteDatabases {
public:
    explicit SqliteDatabases(asio::thread_pool& blocking) : blocking_(blocking) {}
    ~SqliteDatabases();
    SqliteDatabases(const SqliteDatabases&) = delete;
    SqliteDatabases& operator=(const SqliteDatabases&) = delete;

    // Databases that tools connect to before they make their own; they always exist, and keep nothing.
    static bool is_maintenance(std::string_view name);

    // `of_template`: the entry is "*", whose databases exist only once they have been created.
    static bool exists(std::string_view name, const DatabaseSettings& settings, bool of_template);
    asio::awaitable<Result<std::shared_ptr<SqliteDatabase>>> open(std::string name,
                                                                  DatabaseSettings settings);
    asio::awaitable<Result<void>> create(std::string name, DatabaseSettings settings);  // 42P04
    asio::awaitable<Result<void>> drop(std::string name,
                                       DatabaseSettings settings);  // 55006 while others use it
    // The names of the files a template has made so far.
    static std::vector<std::string> created(const DatabaseSettings& template_entry);

private:
    Result<std::shared_ptr<SqliteDatabase>> open_now(const std::string& name, DatabaseSettings settings);
    Result<void> drop_now(const std::string& name, const DatabaseSettings& settings);
    Result<std::string> scratch_path(const std::string& name);

    asio::thread_pool& blocking_;
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<SqliteDatabase>> open_;  // by canonical path
    std::filesystem::path scratch_;  // directory of the maintenance databases, once there is one
};

}  // namespace ormgate
