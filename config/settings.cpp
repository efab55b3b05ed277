#include "config/settings.hpp"

#include <algorithm>

namespace ormgate {
namespace {

constexpr std::string_view placeholder = "{database}";

// A client chooses the name: it must stay one component of a path, and no hidden file or journal of another
// database.
bool can_name_a_file(std::string_view name) {
    constexpr std::size_t longest = 200;  // file systems end at 255 bytes, and ".db-journal" follows
    if (name.empty() || name.size() > longest || name.front() == '.') return false;
    return name.find_first_of(std::string_view("/\\\0", 3)) == std::string_view::npos;
}

std::string with_database(std::string path, std::string_view name) {
    for (std::size_t at = path.find(placeholder); at != std::string::npos;
         at = path.find(placeholder, at + name.size()))
        path.replace(at, placeholder.size(), name);
    return path;
}

}  // namespace

const UserSettings* Settings::user(std::string_view name) const {
    const auto found = std::ranges::find(users, name, &UserSettings::name);
    return found == users.end() ? nullptr : &*found;
}

std::optional<DatabaseSettings> Settings::database(std::string_view name) const {
    auto found = databases.find(name);
    if (found == databases.end()) found = databases.find("*");
    if (found == databases.end() || name == "*") return std::nullopt;
    DatabaseSettings entry = found->second;
    if (entry.path.find(placeholder) != std::string::npos) {
        if (!can_name_a_file(name)) return std::nullopt;
        entry.path = with_database(std::move(entry.path), name);
    }
    if (entry.database.empty()) entry.database = name;
    return entry;
}

bool may_use(const UserSettings& user, std::string_view database) {
    return user.databases.empty() || std::ranges::find(user.databases, database) != user.databases.end();
}

}  // namespace ormgate
