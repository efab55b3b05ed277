#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.hpp"
#include "server/backend/pool.hpp"

namespace ormgate {

// PoolTargets keeps, for all workers, one PoolGroup for each database entry and backend user there are
// connections to.
class PoolTargets {
public:
    struct Target {
        std::string name;  // the client's name of the database, and the user if it is the client's own
        DatabaseSettings settings;
        std::shared_ptr<PoolGroup> group;
        std::uint64_t generation = 0;  // of the settings: connections of an older one are not lent any more
    };
    using TargetPtr = std::shared_ptr<const Target>;

    // The target of a client; its own name stands in for a user the entry does not name.
    TargetPtr target(const std::string& database,
                     const DatabaseSettings& settings,
                     const std::string& client_user);
    // The groups whose connections are to that database of the server that `server` names, whatever entry,
    // user and generation of the settings they belong to.
    std::vector<std::shared_ptr<PoolGroup>> groups_of(const DatabaseSettings& server,
                                                      std::string_view database);
    // After a reload each target is made anew on its next use.
    void replaced();

private:
    std::mutex mutex_;
    std::map<std::string, TargetPtr> targets_;
    std::vector<std::weak_ptr<const Target>> all_;  // those of older generations, too
    std::uint64_t generation_ = 1;
};

}  // namespace ormgate
