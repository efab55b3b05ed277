#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace ormgate::sqlite {

// Oids gives each object of a database a number that stays the same as long as the process lives.
class Oids {
public:
    static constexpr std::uint32_t first = 16384;  // PostgreSQL's first for users' objects

    // `kind` as pg_depend would tell them apart: r relation, i index, c constraint, S sequence, t type, a
    // array type, n schema.
    std::uint32_t of(char kind, std::string_view qualified_name) {
        const std::lock_guard lock(mutex_);
        const auto [row, is_new] = numbers_.try_emplace({kind, std::string(qualified_name)}, next_);
        if (is_new) ++next_;
        return row->second;
    }

private:
    std::mutex mutex_;
    std::uint32_t next_ = first;
    std::map<std::pair<char, std::string>, std::uint32_t> numbers_;
};

}  // namespace ormgate::sqlite
