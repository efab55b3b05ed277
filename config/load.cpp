#include "config/load.hpp"

#include <algorithm>
#include <filesystem>

#include "config/assign.hpp"
#include "config/nearest.hpp"
#include "config/rules.hpp"
#include "config/table.hpp"
#include "config/words.hpp"

namespace ormgate {
namespace {

std::string join(std::string_view path, std::string_view name) {
    return path.empty() ? std::string(name) : std::string(path) + "." + std::string(name);
}

bool any_row_below(const std::string& prefix) {
    return std::ranges::any_of(setting_table(),
                               [&](const Setting& row) { return row.key.starts_with(prefix); });
}

// The names the table knows directly below a pattern: "pool" and "path" below "databases.*".
std::vector<std::string_view> names_below(std::string_view pattern) {
    std::vector<std::string_view> names;
    for (const Setting& row : setting_table()) {
        std::string_view rest = row.key;
        if (!pattern.empty()) {
            if (!rest.starts_with(pattern) || rest.substr(pattern.size(), 1) != ".") continue;
            rest.remove_prefix(pattern.size() + 1);
        }
        const std::string_view name = rest.substr(0, rest.find_first_of(".["));
        if (names.empty() || names.back() != name) names.push_back(name);
    }
    return names;
}

bool is_inside(std::string_view path, std::string_view outer) {
    return path.starts_with(outer) &&
           (path.size() == outer.size() || path[outer.size()] == '.' || path[outer.size()] == '[');
}

// What a problem leaves in doubt: of an unreadable backend, the whole database.
std::string_view in_doubt(const Problem& problem) {
    constexpr std::string_view backend = ".backend";
    const std::string_view key = problem.key;
    return key.ends_with(backend) ? key.substr(0, key.size() - backend.size()) : key;
}

// A value that could not be read breaks rules as well, which nobody needs to be told.
void add_unrelated(Problems& problems, const Problems& more) {
    const std::size_t known = problems.size();
    for (const Problem& problem : more) {
        const auto related = [&](const Problem& other) {
            return is_inside(other.key, problem.key) || is_inside(problem.key, in_doubt(other));
        };
        if (std::none_of(problems.begin(), problems.begin() + static_cast<std::ptrdiff_t>(known), related))
            problems.push_back(problem);
    }
}

// yaml-cpp marks a value that is not there by what follows it.
std::size_t line_of(const Node& node) {
    return node.kind == Node::Kind::nothing ? node.key_line : node.line;
}

// SettingsReader walks a document along the keys of the setting table.
class SettingsReader {
public:
    SettingsReader(const Surroundings& surroundings, Settings& settings, Problems& problems)
        : surroundings_(surroundings), settings_(settings), problems_(problems) {}

    void read(const Node& root) {
        if (root.kind == Node::Kind::nothing) return;
        if (root.kind != Node::Kind::map) return refuse(root.line, {}, "a config is a map of settings");
        read_map(root, {}, {}, {&settings_, nullptr, nullptr});
    }
    Problems keys_of_other_backends() const {
        Problems found;
        for (const Given& given : given_) {
            if (given.database == nullptr || given.row->backends.has(given.database->backend)) continue;
            const std::string backend(word(given.database->backend));
            found.push_back({given.line, given.path, "is not a setting of backend " + backend});
        }
        return found;
    }
    const Lines& lines() const { return lines_; }

private:
    struct Given {
        const Setting* row;
        std::string path;
        std::size_t line;
        const DatabaseSettings* database;
    };

    void refuse(std::size_t line, std::string path, std::string message) {
        problems_.push_back({line, std::move(path), std::move(message)});
    }

    void read_map(const Node& map,
                  const std::string& pattern,
                  const std::string& path,
                  const SettingScope& scope) {
        for (const Node& child : map.children) {
            const std::string child_path = join(path, child.key);
            const bool is_name =
                child.key.find_first_of(".*[") == std::string::npos;  // what the table spells paths with
            if (!is_name || !read_child(child, join(pattern, child.key), child_path, scope))
                refuse(child.key_line,
                       child_path,
                       "is not a setting" + did_you_mean(child.key, names_below(pattern)));
        }
    }

    // False if the table knows nothing of the kind.
    bool read_child(const Node& child,
                    const std::string& pattern,
                    const std::string& path,
                    const SettingScope& scope) {
        if (const Setting* row = setting_named(pattern)) {
            read_value(child, *row, path, scope);
            return true;
        }
        const bool list = any_row_below(pattern + "[].");
        if (!list && !any_row_below(pattern + ".")) return false;
        lines_[path] = child.key_line;
        const Node::Kind kind = list ? Node::Kind::list : Node::Kind::map;
        if (child.kind != kind) {
            refuse(line_of(child), path, list ? "must be a list" : "must be a map");
        } else if (list) {
            read_users(child, pattern, path);
        } else if (any_row_below(pattern + ".*.")) {
            read_databases(child, pattern, path);
        } else {
            read_map(child, pattern, path, scope);
        }
        return true;
    }

    void read_value(const Node& node,
                    const Setting& row,
                    const std::string& path,
                    const SettingScope& scope) {
        lines_[path] = node.key_line;
        given_.push_back({&row, path, node.key_line, scope.database});
        if (std::string refusal = assign(row, row.field(scope), node, surroundings_); !refusal.empty())
            refuse(line_of(node), path, std::move(refusal));
    }

    void read_users(const Node& list, const std::string& pattern, const std::string& path) {
        for (const Node& item : list.children) {
            const std::string item_path = path + "[" + std::to_string(settings_.users.size()) + "]";
            UserSettings& user = settings_.users.emplace_back();
            lines_[item_path] = item.line;
            if (item.kind != Node::Kind::map) {
                refuse(item.line, item_path, "must be a map");
                continue;
            }
            read_map(item, pattern + "[]", item_path, {nullptr, &user, nullptr});
            require_rest(pattern + "[].", item_path, {nullptr, &user, nullptr});
        }
    }

    void read_databases(const Node& map, const std::string& pattern, const std::string& path) {
        for (const Node& item : map.children) {
            const std::string item_path = join(path, item.key);
            lines_[item_path] = item.key_line;
            if (item.key.empty() || item.key.size() > 63)
                refuse(item.key_line, item_path, "a name has 1 to 63 bytes");
            DatabaseSettings& database = settings_.databases[item.key];
            if (item.kind == Node::Kind::map)
                read_map(item, pattern + ".*", item_path, {nullptr, nullptr, &database});
            else
                refuse(line_of(item), item_path, "must be a map");
        }
    }

    // Rows that an entry left out must be content with their defaults.
    void require_rest(const std::string& prefix, const std::string& path, const SettingScope& scope) {
        for (const Setting& row : setting_table()) {
            if (!row.key.starts_with(prefix)) continue;
            std::string row_path = join(path, row.key.substr(prefix.size()));
            if (lines_.contains(row_path)) continue;
            if (std::string refusal = refusal_of(row, row.field(scope)); !refusal.empty())
                refuse(lines_[path], std::move(row_path), std::move(refusal));
        }
    }

    const Surroundings& surroundings_;
    Settings& settings_;
    Problems& problems_;
    Lines lines_;
    std::vector<Given> given_;
};

}  // namespace

Syntax syntax_of(std::string_view file_name) {
    return file_name.ends_with(".json") ? Syntax::json : Syntax::yaml;
}

std::expected<Settings, Problems> load_settings(std::string_view text,
                                                Syntax syntax,
                                                const Surroundings& surroundings) {
    const std::expected<Node, Problems> document = read_document(text, syntax);
    if (!document) return std::unexpected(document.error());
    Settings settings;
    Problems problems;
    SettingsReader reader(surroundings, settings, problems);
    reader.read(*document);
    turn_off_unlisted(settings, reader.lines());
    Problems broken_rules = reader.keys_of_other_backends();
    read_password_files(settings, reader.lines(), surroundings, broken_rules);
    check_rules(settings, reader.lines(), broken_rules);
    add_unrelated(problems, broken_rules);
    std::ranges::sort(problems);
    if (!problems.empty()) return std::unexpected(std::move(problems));
    return settings;
}

Settings embedded_settings(std::string_view path) {
    Settings settings;
    settings.databases["app"].path = path;
    const std::filesystem::path beside = std::filesystem::path(path).parent_path() / "{database}.db";
    settings.databases["*"].path = beside.string();
    return settings;
}

}  // namespace ormgate
