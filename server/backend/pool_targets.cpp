#include "server/backend/pool_targets.hpp"

namespace ormgate {

PoolTargets::TargetPtr PoolTargets::target(const std::string& database,
                                           const DatabaseSettings& settings,
                                           const std::string& client_user) {
    DatabaseSettings own = settings;
    if (own.user.empty()) own.user = client_user;
    std::string name = database + "/" + own.user;
    const std::lock_guard lock(mutex_);
    TargetPtr& target = targets_[name];
    if (target != nullptr && target->generation == generation_) return target;
    auto fresh = std::make_shared<Target>();
    fresh->group = std::make_shared<PoolGroup>(name, own.pool);
    fresh->settings = std::move(own);
    fresh->name = std::move(name);
    fresh->generation = generation_;
    target = fresh;
    return fresh;
}

void PoolTargets::replaced() {
    const std::lock_guard lock(mutex_);
    ++generation_;
    targets_.clear();
}

}  // namespace ormgate
