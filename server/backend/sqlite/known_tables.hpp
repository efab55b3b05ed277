#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "core/schema.hpp"

namespace ormgate::sqlite {

// KnownTables keeps what has been read of a database's tables, so that a schema of a thousand tables costs
// one definition no thousand readings. An entry holds for exactly the texts it was read from, in whatever
// transaction.
class KnownTables {
public:
    struct Entry {
        std::string source;  // all that the table was read from
        TableDef table;
        std::optional<SequenceDef> sequence;  // that numbers the rows of another program's table
    };

    std::shared_ptr<const Entry> find(const std::string& stored_name, const std::string& source) const {
        const std::lock_guard lock(mutex_);
        const auto found = entries_.find(stored_name);
        if (found == entries_.end() || found->second->source != source) return nullptr;
        return found->second;
    }
    void remember(const std::string& stored_name, Entry entry) {
        auto made = std::make_shared<const Entry>(std::move(entry));
        const std::lock_guard lock(mutex_);
        entries_[stored_name] = std::move(made);
    }
    // Forgets the tables that a snapshot does not have.
    template <class Has>
    void keep(Has has) {
        const std::lock_guard lock(mutex_);
        std::erase_if(entries_, [&](const auto& entry) { return !has(entry.first); });
    }

private:
    mutable std::mutex mutex_;
    std::map<std::string, std::shared_ptr<const Entry>> entries_;
};

}  // namespace ormgate::sqlite
