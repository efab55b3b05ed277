#include "config/reload.hpp"

#include <set>

#include "config/rules.hpp"
#include "config/table.hpp"

namespace ormgate {
namespace {

// The bytes themselves, where to_text() would make two lists look the same.
bool same(const Field& a, const Field& b) {
    if (const auto* list = std::get_if<std::vector<std::string>*>(&a))
        return **list == *std::get<std::vector<std::string>*>(b);
    return to_text(a) == to_text(b);
}

struct Copy {
    const Field& from;
    template <class T>
    void operator()(T* member) const {
        *member = *std::get<T*>(from);
    }
    void operator()(const Choice& choice) const { *choice.value = *std::get<Choice>(from).value; }
};

std::string concrete(std::string_view key, std::string_view placeholder, const std::string& name) {
    return name + std::string(key.substr(placeholder.size()));
}

// ReloadPlanner compares row by row; the old side is a copy, because a row gives access for writing as well.
class ReloadPlanner {
public:
    ReloadPlanner(const Settings& old_settings, const Settings& new_settings) : old_(old_settings) {
        plan_.settings = new_settings;
    }

    ReloadPlan plan() {
        compare({}, {}, {.settings = &old_}, {.settings = &plan_.settings});
        compare_users();
        compare_databases();
        return std::move(plan_);
    }

private:
    // The rows of one scope: those that start with its placeholder, or those with none.
    void compare(std::string_view placeholder,
                 const std::string& name,
                 const SettingScope& was,
                 const SettingScope& is) {
        for (const Setting& row : setting_table()) {
            const bool inside = placeholder.empty() ? row.key.find_first_of("*[") == std::string_view::npos
                                                    : row.key.starts_with(placeholder);
            if (!inside) continue;
            const Field before = row.field(was), after = row.field(is);
            if (same(before, after)) continue;
            std::string key = concrete(row.key, placeholder, name);
            if (row.reload != Reload::restart) {
                plan_.changed.push_back(std::move(key));
                continue;
            }
            std::visit(Copy{before}, after);
            plan_.needs_restart.push_back(std::move(key));
        }
    }

    void compare_users() {
        std::set<std::string_view> kept;
        for (UserSettings& user : plan_.settings.users) {
            const UserSettings* before = old_.user(user.name);
            if (before == nullptr) {
                plan_.changed.push_back("users." + user.name);
                continue;
            }
            kept.insert(user.name);
            UserSettings copy = *before;
            compare("users[]", "users." + user.name, {.user = &copy}, {.user = &user});
        }
        for (const UserSettings& user : old_.users)
            if (!kept.contains(user.name)) plan_.changed.push_back("users." + user.name);
    }

    void compare_databases() {
        for (auto& [name, database] : plan_.settings.databases) {
            const auto before = old_.databases.find(name);
            if (before == old_.databases.end())
                plan_.changed.push_back("databases." + name);
            else
                compare("databases.*",
                        "databases." + name,
                        {.database = &before->second},
                        {.database = &database});
        }
        for (const auto& [name, database] : old_.databases)
            if (!plan_.settings.databases.contains(name)) plan_.changed.push_back("databases." + name);
    }

    Settings old_;
    ReloadPlan plan_;
};

}  // namespace

std::expected<ReloadPlan, Problems> plan_reload(const Settings& old_settings, const Settings& new_settings) {
    ReloadPlan plan = ReloadPlanner(old_settings, new_settings).plan();
    Problems problems;
    check_rules(plan.settings, {}, problems);
    if (!problems.empty()) return std::unexpected(std::move(problems));
    return plan;
}

}  // namespace ormgate
