#include "server/session/notifications.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>

namespace ormgate {

struct NotificationHub::Listener::State {
    asio::any_io_executor executor;
    Deliver deliver;  // empty once the listener is gone; only touched on its executor
};

NotificationHub::Listener::Listener(NotificationHub& hub,
                                    std::string database,
                                    asio::any_io_executor executor,
                                    Deliver deliver)
    : hub_(hub),
      database_(std::move(database)),
      state_(std::make_shared<State>(State{std::move(executor), std::move(deliver)})) {}

NotificationHub::Listener::~Listener() {
    unlisten_all();
    state_->deliver = nullptr;
}

void NotificationHub::Listener::listen(const std::string& channel) {
    const std::lock_guard lock(hub_.mutex_);
    auto& listening = hub_.listeners_[{database_, channel}];
    if (std::ranges::find(listening, state_) == listening.end()) listening.push_back(state_);
}

void NotificationHub::Listener::unlisten(const std::string& channel) {
    const std::lock_guard lock(hub_.mutex_);
    const auto found = hub_.listeners_.find({database_, channel});
    if (found == hub_.listeners_.end()) return;
    std::erase(found->second, state_);
    if (found->second.empty()) hub_.listeners_.erase(found);
}

void NotificationHub::Listener::unlisten_all() {
    const std::lock_guard lock(hub_.mutex_);
    for (auto& [key, listening] : hub_.listeners_) std::erase(listening, state_);
    std::erase_if(hub_.listeners_, [](const auto& entry) { return entry.second.empty(); });
}

std::vector<std::string> NotificationHub::Listener::channels() const {
    const std::lock_guard lock(hub_.mutex_);
    std::vector<std::string> out;
    for (const auto& [key, listening] : hub_.listeners_)
        if (key.first == database_ && std::ranges::find(listening, state_) != listening.end())
            out.push_back(key.second);
    return out;
}

void NotificationHub::notify(const std::string& database, Notification notification) {
    std::vector<std::shared_ptr<Listener::State>> targets;
    {
        const std::lock_guard lock(mutex_);
        const auto found = listeners_.find({database, notification.channel});
        if (found == listeners_.end()) return;
        targets = found->second;
    }
    const auto shared = std::make_shared<const Notification>(std::move(notification));
    for (const std::shared_ptr<Listener::State>& target : targets)
        asio::post(target->executor, [target, shared] {
            if (target->deliver) target->deliver(*shared);
        });
}

}  // namespace ormgate
