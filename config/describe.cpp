#include "config/describe.hpp"

#include "config/assign.hpp"
#include "config/table.hpp"
#include "config/words.hpp"

namespace ormgate {
namespace {

constexpr std::string_view introduction = R"(# Settings

This page is the output of `ormgate settings`; it is printed from the table that the config is loaded with.

A config is YAML, or JSON if the file's name ends in `.json`. `users[]` is a list, `databases.*` a map by name.

* Durations are written `500ms`, `15s`, `10m`, `1h`, `1d` or `0`; sizes `512`, `64KiB`, `16MiB`, `1GiB`.
* `${NAME}` in a value is taken from the environment; an unset one is an error. `$${` stands for `${` itself.
* Relative paths are relative to the working directory.
* Unknown keys, wrong types, values out of bounds and keys given twice are errors; `ormgate check` lists all of them.

SIGHUP reloads the config. The last column of a table says when a changed value has effect: `restart` after a restart
of ormgate, `reload` at once, `new connections` for connections made from then on.
)";

// `listen.postgres.port` and `users[].name` stand in the sections `listen` and `users`.
std::string_view section_of(std::string_view key) {
    const std::size_t end = key.find_first_of(".[");
    return end == std::string_view::npos ? std::string_view() : key.substr(0, end);
}

std::string type_of(const Field& field) {
    struct Name {
        std::string operator()(const bool*) const { return "boolean"; }
        std::string operator()(const std::uint16_t*) const { return "integer"; }
        std::string operator()(const std::uint32_t*) const { return "integer"; }
        std::string operator()(const ByteCount*) const { return "size"; }
        std::string operator()(const Duration*) const { return "duration"; }
        std::string operator()(const Percent*) const { return "percentage"; }
        std::string operator()(const std::string*) const { return "text"; }
        std::string operator()(const std::vector<std::string>*) const { return "list"; }
        std::string operator()(const Choice& choice) const {
            std::string text;
            for (const std::string_view word : choice.words)
                text += (text.empty() ? "`" : ", `") + std::string(word) + "`";
            return text;
        }
    };
    return std::visit(Name{}, field);
}

std::string bounds_of(const Setting& row, const Field& field) {
    const bool bounded =
        std::holds_alternative<Duration*>(field) || std::holds_alternative<ByteCount*>(field) ||
        std::holds_alternative<std::uint16_t*>(field) || std::holds_alternative<std::uint32_t*>(field);
    if (!bounded) return {};
    return ", " + bound_text(field, row.bounds.min) + " to " + bound_text(field, row.bounds.max);
}

std::string default_of(const Setting& row, const Field& field) {
    const std::string text = to_text(field);
    if (!refusal_of(row, field).empty()) return "required";
    return text.empty() || text == "[]" ? std::string() : "`" + text + "`";
}

std::string backends_of(const Backends& backends) {
    std::string text;
    for (std::size_t i = 0; i < words<BackendKind>.size(); ++i)
        if (backends.has(static_cast<BackendKind>(i)))
            text += (text.empty() ? "" : ", ") + std::string(words<BackendKind>[i]);
    return backends.has(BackendKind::sqlite) && text.find(',') != std::string::npos ? std::string()
                                                                                    : " (" + text + ")";
}

}  // namespace

std::string describe_settings() {
    Settings settings;
    UserSettings user;
    DatabaseSettings database;
    const SettingScope scope{&settings, &user, &database};
    std::string page(introduction);
    std::string_view section = "none yet";
    for (const Setting& row : setting_table()) {
        if (section_of(row.key) != section) {
            section = section_of(row.key);
            page += "\n## " + (section.empty() ? std::string("The rest") : std::string(section));
            page += "\n\n| key | value | default | meaning | changes with |\n|---|---|---|---|---|\n";
        }
        const Field field = row.field(scope);
        page += "| `" + std::string(row.key) + "` | " + type_of(field) + bounds_of(row, field) + " | " +
                default_of(row, field) + " | " + std::string(row.help) + backends_of(row.backends) + " | " +
                std::string(word(row.reload)) + " |\n";
    }
    return page;
}

}  // namespace ormgate
