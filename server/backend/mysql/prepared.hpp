#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "core/bytes.hpp"

namespace ormgate {

// MysqlPrepared knows which prepared statements one connection holds, the one used last first. A statement is
// known by what it was prepared from: its text and what of the session decides what the text means.
class MysqlPrepared {
public:
    struct Entry {
        std::uint32_t id = 0;  // the server's
        Bytes columns;         // its definitions as the server sent them last, in packets
        std::uint64_t column_count = 0;
    };

    explicit MysqlPrepared(std::size_t limit) : limit_(limit) {}

    // Null if the connection does not have it; it then counts as used.
    Entry* use(const std::string& key) {
        const auto found = places_.find(key);
        if (found == places_.end()) return nullptr;
        order_.splice(order_.begin(), order_, found->second);
        return &found->second->second;
    }
    // Returns the server's number of a statement that must be closed to make room, or that was the same.
    std::optional<std::uint32_t> add(const std::string& key, Entry entry) {
        std::optional<std::uint32_t> evicted = remove(key);
        if (!evicted && places_.size() >= limit_) evicted = remove(std::string(order_.back().first));
        order_.emplace_front(key, std::move(entry));
        places_[key] = order_.begin();
        return evicted;
    }
    std::optional<std::uint32_t> remove(const std::string& key) {
        const auto found = places_.find(key);
        if (found == places_.end()) return std::nullopt;
        const std::uint32_t id = found->second->second.id;
        order_.erase(found->second);
        places_.erase(found);
        return id;
    }
    void clear() {
        order_.clear();
        places_.clear();
    }
    std::size_t size() const { return places_.size(); }

private:
    using Order = std::list<std::pair<std::string, Entry>>;
    std::size_t limit_;
    Order order_;
    std::unordered_map<std::string, Order::iterator> places_;
};

}  // namespace ormgate
