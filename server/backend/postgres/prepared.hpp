#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ormgate {

// StatementDigest identifies a prepared statement by its content, in every worker and on every connection.
using StatementDigest = std::array<std::uint64_t, 2>;
struct StatementDigestHash {
    std::size_t operator()(const StatementDigest& digest) const {
        return static_cast<std::size_t>(digest[0]);
    }
};
std::string server_statement_name(const StatementDigest& digest);  // ormgate_ and 32 hexadecimal digits

// PreparedOnServer knows which prepared statements one connection holds, the one used last first.
class PreparedOnServer {
public:
    explicit PreparedOnServer(std::size_t limit) : limit_(limit) {}

    // True if the connection has it; it then counts as used.
    bool use(const StatementDigest& digest) {
        const auto found = places_.find(digest);
        if (found == places_.end()) return false;
        order_.splice(order_.begin(), order_, found->second);
        return true;
    }
    bool has(const StatementDigest& digest) const { return places_.contains(digest); }
    // Notes a statement as prepared; returns one that must be closed to make room.
    std::optional<StatementDigest> add(const StatementDigest& digest) {
        std::optional<StatementDigest> evicted;
        if (places_.size() >= limit_ && !order_.empty()) {
            evicted = order_.back();
            remove(*evicted);
        }
        order_.push_front(digest);
        places_[digest] = order_.begin();
        return evicted;
    }
    void remove(const StatementDigest& digest) {
        const auto found = places_.find(digest);
        if (found == places_.end()) return;
        order_.erase(found->second);
        places_.erase(found);
    }
    // Its plan cannot be used any more, and its name is still taken.
    void mark_stale(const StatementDigest& digest) {
        if (!places_.contains(digest)) return;
        remove(digest);
        stale_.push_back(digest);
    }
    // Something may have deallocated everything, or have failed to.
    void distrust() {
        for (const StatementDigest& digest : order_) stale_.push_back(digest);
        order_.clear();
        places_.clear();
    }
    bool take_stale(const StatementDigest& digest) {
        return !stale_.empty() && std::erase(stale_, digest) > 0;
    }
    void clear() {
        order_.clear();
        places_.clear();
        stale_.clear();
    }
    std::size_t size() const { return places_.size(); }

private:
    std::size_t limit_;
    std::vector<StatementDigest> stale_;
    std::list<StatementDigest> order_;
    std::unordered_map<StatementDigest, std::list<StatementDigest>::iterator, StatementDigestHash> places_;
};

}  // namespace ormgate
