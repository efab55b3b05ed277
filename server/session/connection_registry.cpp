#include "server/session/connection_registry.hpp"

#include <boost/asio/post.hpp>
#include <limits>

namespace ormgate {

struct ConnectionRegistry::Seat::State {
    asio::any_io_executor executor;
    std::string user;
    std::function<void(Kill)> kill;
    bool taken = true;  // touched on the client's worker only
};

ConnectionRegistry::Seat::Seat(ConnectionRegistry& registry,
                               const asio::any_io_executor& executor,
                               std::function<void(Kill)> kill)
    : registry_(registry), state_(std::make_shared<State>()) {
    state_->executor = executor;
    state_->kill = std::move(kill);
    const std::lock_guard lock(registry_.mutex_);
    do {
        id_ = registry_.next_++;
        // Clients keep it as a signed number.
        if (registry_.next_ > std::numeric_limits<std::int32_t>::max()) registry_.next_ = first_id;
    } while (!registry_.seats_.try_emplace(id_, state_).second);
}

ConnectionRegistry::Seat::~Seat() {
    state_->taken = false;
    const std::lock_guard lock(registry_.mutex_);
    registry_.seats_.erase(id_);
}

void ConnectionRegistry::Seat::set_user(const std::string& user) {
    const std::lock_guard lock(registry_.mutex_);
    state_->user = user;
}

bool ConnectionRegistry::knows(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    return id <= std::numeric_limits<std::uint32_t>::max() && seats_.contains(static_cast<std::uint32_t>(id));
}

ConnectionRegistry::Found ConnectionRegistry::kill(std::uint64_t id,
                                                   Kill what,
                                                   const std::string& user,
                                                   bool admin) {
    std::shared_ptr<Seat::State> state;
    {
        const std::lock_guard lock(mutex_);
        const auto found = seats_.find(static_cast<std::uint32_t>(id));
        if (id > std::numeric_limits<std::uint32_t>::max() || found == seats_.end()) return Found::no;
        state = found->second;
        if (!admin && state->user != user) return Found::of_another;
    }
    asio::post(state->executor, [state, what] {
        if (state->taken) state->kill(what);
    });
    return Found::yes;
}

}  // namespace ormgate
