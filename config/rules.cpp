#include "config/rules.hpp"

#include <set>

#include "config/words.hpp"

namespace ormgate {
namespace {

struct NamedListener {
    std::string_view path;
    ListenerSettings ListenSettings::* listener;
};
constexpr NamedListener listeners[] = {{"listen.postgres", &ListenSettings::postgres},
                                       {"listen.mysql", &ListenSettings::mysql},
                                       {"listen.http", &ListenSettings::http}};

// RuleChecker collects what is wrong, each at the line of the nearest key that the file has.
class RuleChecker {
public:
    RuleChecker(const Settings& settings, const Lines& lines, Problems& problems)
        : settings_(settings), lines_(lines), problems_(problems) {}

    void check() {
        check_listeners();
        check_tls();
        for (std::size_t i = 0; i < settings_.users.size(); ++i) check_user(i);
        if (settings_.databases.empty()) refuse("databases", "at least one is needed");
        for (const auto& [name, database] : settings_.databases) check_database(name, database);
    }

private:
    void refuse(std::string path, std::string message) {
        std::string nearest = path;
        while (!nearest.empty() && !lines_.contains(nearest)) {
            const std::size_t end = nearest.find_last_of(".[");
            nearest.resize(end == std::string::npos ? 0 : end);
        }
        problems_.push_back(
            {nearest.empty() ? 0 : lines_.find(nearest)->second, std::move(path), std::move(message)});
    }

    void check_listeners() {
        bool any = false;
        for (const NamedListener& row : listeners) {
            const ListenerSettings& listener = settings_.listen.*row.listener;
            if (!listener.enabled) continue;
            any = true;
            const std::string path(row.path);
            if (listener.address.empty() && listener.unix_path.empty())
                refuse(path, "has neither an address nor a unix path");
            if (settings_.users.empty() && !listener.address.empty() && !is_loopback(listener.address))
                refuse(path + ".address",
                       "listens beyond loopback, which is refused without `users`: anyone could connect");
        }
        if (!any) refuse("listen", "no protocol is on");
    }

    void check_tls() {
        const TlsSettings& tls = settings_.tls;
        if (tls.certificate.empty() != tls.key.empty()) refuse("tls", "certificate and key go together");
        const bool required = tls.mode == ClientTls::require || tls.mode == ClientTls::verify;
        if (required && tls.certificate.empty())
            refuse("tls.mode", "'" + std::string(word(tls.mode)) + "' needs a certificate and its key");
        if (tls.mode == ClientTls::verify && tls.client_ca.empty())
            refuse("tls.mode", "'verify' needs tls.client_ca");
    }

    void check_user(std::size_t index) {
        const UserSettings& user = settings_.users[index];
        const std::string path = "users[" + std::to_string(index) + "]";
        if (!user.name.empty() && !names_.insert(user.name).second)
            refuse(path + ".name", "is another user's name as well");
        const bool file = !user.password_file.empty();
        if (lines_.contains(path + ".password") && file)
            refuse(path + ".password_file", "goes instead of password, not with it");
        if (lines_.contains(path + ".password") && user.password.empty())
            refuse(path + ".password", "is empty");
        const bool verifies = file || !user.password.empty() || !user.scram.empty() || !user.mysql.empty();
        if (!verifies && !lines_.contains(path + ".password"))
            refuse(path, "needs a password, password_file, scram or mysql");
        for (const std::string& name : user.databases)
            if (name != "ormgate" && !settings_.databases.contains(name) &&
                !settings_.databases.contains("*"))
                refuse(path + ".databases", "'" + name + "' is not one of `databases`");
    }

    void check_database(const std::string& name, const DatabaseSettings& database) {
        const std::string path = "databases." + name;
        if (name == "ormgate") refuse(path, "is the admin console's name");
        if (database.backend == BackendKind::sqlite) return check_file(name, database);
        if (database.host.empty() == database.unix_path.empty()) refuse(path, "needs either host or unix");
        if (!database.password_file.empty() && lines_.contains(path + ".password"))
            refuse(path + ".password_file", "goes instead of password, not with it");
        if (database.pool.minimum > database.pool.size)
            refuse(path + ".pool.minimum", "is more than pool.size");
        if (database.tls.certificate.empty() != database.tls.key.empty())
            refuse(path + ".tls", "certificate and key go together");
        const bool verifies = database.tls.mode >= BackendTls::verify_ca;
        if (database.backend == BackendKind::mysql && verifies && database.tls.ca.empty())
            refuse(path + ".tls.mode", "'" + std::string(word(database.tls.mode)) + "' needs tls.ca");
    }

    void check_file(const std::string& name, const DatabaseSettings& database) {
        const std::string path = "databases." + name + ".path";
        if (database.path.empty()) return refuse(path, "is missing; backend sqlite needs it");
        if (name == "*" && database.path.find("{database}") == std::string::npos)
            refuse(path, "needs {database} in it: \"*\" stands for many names");
    }

    const Settings& settings_;
    const Lines& lines_;
    Problems& problems_;
    std::set<std::string_view> names_;
};

class PasswordFiles {
public:
    PasswordFiles(const Lines& lines, const Surroundings& surroundings, Problems& problems)
        : lines_(lines), surroundings_(surroundings), problems_(problems) {}

    void read(const std::string& file, std::string& password, const std::string& key) {
        if (file.empty()) return;
        const std::expected<std::string, std::string> content = surroundings_.file(file);
        if (!content) return refuse(key, file + ": " + content.error());
        password = *content;
        if (password.ends_with('\n')) password.pop_back();
        if (password.ends_with('\r')) password.pop_back();
        if (password.empty()) refuse(key, file + " is empty");
        if (password.find('\0') != std::string::npos) refuse(key, file + " holds a zero byte");
    }

private:
    void refuse(const std::string& key, std::string message) {
        const auto line = lines_.find(key);
        problems_.push_back({line == lines_.end() ? 0 : line->second, key, std::move(message)});
    }
    const Lines& lines_;
    const Surroundings& surroundings_;
    Problems& problems_;
};

}  // namespace

void turn_off_unlisted(Settings& settings, const Lines& lines) {
    if (!lines.contains("listen")) return;
    for (const NamedListener& row : listeners)
        if (!lines.contains(row.path)) (settings.listen.*row.listener).enabled = false;
}

void read_password_files(Settings& settings,
                         const Lines& lines,
                         const Surroundings& surroundings,
                         Problems& problems) {
    PasswordFiles files(lines, surroundings, problems);
    for (std::size_t i = 0; i < settings.users.size(); ++i) {
        UserSettings& user = settings.users[i];
        files.read(user.password_file, user.password, "users[" + std::to_string(i) + "].password_file");
    }
    for (auto& [name, database] : settings.databases)
        files.read(database.password_file, database.password, "databases." + name + ".password_file");
}

void check_rules(const Settings& settings, const Lines& lines, Problems& problems) {
    RuleChecker(settings, lines, problems).check();
}

bool is_loopback(std::string_view address) {
    // The table lets nothing pass but IP addresses and localhost, so a prefix is enough.
    return address == "localhost" || address == "::1" || address.starts_with("127.");
}

}  // namespace ormgate
