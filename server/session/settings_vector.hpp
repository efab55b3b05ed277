#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ormgate {

// SettingsVector holds the run-time settings somebody set away from the server's defaults: a client's, or
// those that are in force on a connection. Names are folded to lower case; entries stand in order of names.
class SettingsVector {
public:
    using Entry = std::pair<std::string, std::string>;

    void set(std::string_view name, std::string_view value);
    void erase(std::string_view name);
    void clear();
    const std::string* find(std::string_view name) const;
    bool empty() const { return entries_.empty(); }
    std::size_t size() const { return entries_.size(); }
    auto begin() const { return entries_.begin(); }
    auto end() const { return entries_.end(); }

    // Nearly always equal, nearly always empty or few: the digests differ or the few are compared.
    friend bool operator==(const SettingsVector& a, const SettingsVector& b) {
        return a.digest_ == b.digest_ && a.entries_ == b.entries_;
    }

private:
    std::vector<Entry> entries_;
    std::uint64_t digest_ = 0;  // the sum of the entries' hashes
};

// The SQL that takes a connection from `from` to `to`; empty if nothing differs. What grants privileges is
// given up first and taken last.
std::string settings_difference(const SettingsVector& from, const SettingsVector& to);

std::string quoted_literal(
    std::string_view text);  // E'' where a backslash needs it, whatever the server's settings
std::string quoted_identifier(std::string_view name);  // a dotted name part by part

}  // namespace ormgate
