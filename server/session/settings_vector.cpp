#include "server/session/settings_vector.hpp"

#include <algorithm>
#include <functional>

namespace ormgate {

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

static std::string folded(std::string_view name) {
    std::string out(name);
    std::ranges::transform(out, out.begin(), lower);
    return out;
}

static std::uint64_t hash_of(const SettingsVector::Entry& entry) {
    const std::hash<std::string_view> hash;
    return hash(entry.first) * 31 + hash(entry.second);
}

void SettingsVector::set(std::string_view name, std::string_view value) {
    Entry entry(folded(name), value);
    const auto place = std::ranges::lower_bound(entries_, entry.first, {}, &Entry::first);
    digest_ += hash_of(entry);
    if (place == entries_.end() || place->first != entry.first) {
        entries_.insert(place, std::move(entry));
        return;
    }
    digest_ -= hash_of(*place);
    place->second = std::move(entry.second);
}

void SettingsVector::erase(std::string_view name) {
    const std::string key = folded(name);
    const auto place = std::ranges::lower_bound(entries_, key, {}, &Entry::first);
    if (place == entries_.end() || place->first != key) return;
    digest_ -= hash_of(*place);
    entries_.erase(place);
}

void SettingsVector::clear() {
    entries_.clear();
    digest_ = 0;
}

const std::string* SettingsVector::find(std::string_view name) const {
    const std::string key = folded(name);
    const auto place = std::ranges::lower_bound(entries_, key, {}, &Entry::first);
    return place == entries_.end() || place->first != key ? nullptr : &place->second;
}

std::string quoted_literal(std::string_view text) {
    const bool escape = text.find('\\') != std::string_view::npos;
    std::string out = escape ? " E'" : "'";
    for (char c : text) {
        if (c == '\'' || (escape && c == '\\')) out += c;
        out += c;
    }
    return out += '\'';
}

std::string quoted_identifier(std::string_view name) {
    std::string out = "\"";
    for (char c : name) {
        if (c == '.') {
            out += "\".\"";
            continue;
        }
        if (c == '"') out += c;
        out += c;
    }
    return out += '"';
}

// Taking a role may take away the right to set the others, so roles come last and go first.
static int turn(std::string_view name) {
    if (name == "role") return 2;
    return name == "session_authorization" ? 1 : 0;
}

std::string settings_difference(const SettingsVector& from, const SettingsVector& to) {
    if (from == to) return {};
    std::string resets, sets;
    for (int step = 2; step >= 0; --step)
        for (const auto& [name, value] : from)
            if (turn(name) == step && to.find(name) == nullptr)
                resets += "RESET " + quoted_identifier(name) + ";";
    for (int step = 0; step <= 2; ++step)
        for (const auto& [name, value] : to) {
            const std::string* now = from.find(name);
            if (turn(name) != step || (now != nullptr && *now == value)) continue;
            sets += sets.empty() ? "SELECT " : ",";
            sets += "pg_catalog.set_config(" + quoted_literal(name) + "," + quoted_literal(value) + ",false)";
        }
    return resets + sets;
}

}  // namespace ormgate
