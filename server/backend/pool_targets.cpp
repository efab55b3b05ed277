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
    std::erase_if(all_, [](const auto& one) { return one.expired(); });
    all_.push_back(target);
    return fresh;
}

static bool is_same_server(const DatabaseSettings& a, const DatabaseSettings& b) {
    return a.backend == b.backend && a.host == b.host && a.port == b.port && a.unix_path == b.unix_path;
}

std::vector<std::shared_ptr<PoolGroup>> PoolTargets::groups_of(const DatabaseSettings& server,
                                                               std::string_view database) {
    std::vector<std::shared_ptr<PoolGroup>> groups;
    const std::lock_guard lock(mutex_);
    for (const std::weak_ptr<const Target>& one : all_) {
        const TargetPtr target = one.lock();
        if (target != nullptr && target->settings.database == database &&
            is_same_server(target->settings, server))
            groups.push_back(target->group);
    }
    return groups;
}

void PoolTargets::replaced() {
    const std::lock_guard lock(mutex_);
    ++generation_;
    targets_.clear();
}

}  // namespace ormgate
