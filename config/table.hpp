#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "config/settings.hpp"
#include "config/words.hpp"

namespace ormgate {

// SettingScope says whose member a row of the table means: a row knows only its path below one of these.
struct SettingScope {
    Settings* settings = nullptr;
    UserSettings* user = nullptr;
    DatabaseSettings* database = nullptr;
};

// Choice is an enumeration's value with its words.
struct Choice {
    std::uint8_t* value;
    std::span<const std::string_view> words;
};

using Field = std::variant<bool*,
                           std::uint16_t*,
                           std::uint32_t*,
                           ByteCount*,
                           Duration*,
                           Percent*,
                           std::string*,
                           std::vector<std::string>*,
                           Choice>;

// What it takes for a changed value to have effect.
enum class Reload : std::uint8_t { restart, reload, new_connections };

// Of a number its value, of a duration its milliseconds, of a size its bytes, of a text or list its length.
struct Bounds {
    std::uint64_t min = 0;
    std::uint64_t max = std::numeric_limits<std::uint64_t>::max();
};

template <>
inline constexpr auto words<Reload> =
    std::to_array<std::string_view>({"restart", "reload", "new connections"});

// Which backends a row of `databases.*` means anything to.
struct Backends {
    bool sqlite = true, postgres = true, mysql = true;
    constexpr bool has(BackendKind kind) const {
        if (kind == BackendKind::sqlite) return sqlite;
        return kind == BackendKind::postgres ? postgres : mysql;
    }
};

// Setting is one row: everything that is to be known of one key except its default, which is its member's
// initial value.
struct Setting {
    std::string_view key;  // `users[].` and `databases.*.` stand for any element
    Field (*field)(const SettingScope&);
    Reload reload;
    Bounds bounds;
    std::string_view help;
    Backends backends = {};
    std::string_view (*refusal)(std::string_view value) = nullptr;  // of a text's form; empty: it is fine
};

// Every setting, in the order of docs/settings.md.
std::span<const Setting> setting_table();
const Setting* setting_named(std::string_view key);

// The bounded quantity of a field's present value.
std::uint64_t quantity(const Field& field);
// As the config file would have it.
std::string to_text(const Field& field);
std::string bound_text(const Field& field, std::uint64_t bound);
// "a duration such as 15s", "one of text, json".
std::string expectation(const Field& field);

}  // namespace ormgate
