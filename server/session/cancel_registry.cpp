#include "server/session/cancel_registry.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <boost/asio/post.hpp>
#include <stdexcept>

namespace ormgate {

struct CancelRegistry::Seat::State {
    asio::any_io_executor executor;
    Bytes key;
    std::function<void()> cancel;
    bool taken = true;  // touched on the client's worker only
};

static void fill_randomly(void* into, std::size_t size) {
    if (RAND_bytes(static_cast<unsigned char*>(into), static_cast<int>(size)) != 1)
        throw std::runtime_error("no random numbers for cancel keys");
}

CancelRegistry::Seat::Seat(CancelRegistry& registry,
                           asio::any_io_executor executor,
                           std::size_t key_size,
                           std::function<void()> cancel)
    : registry_(registry), state_(std::make_shared<State>()) {
    state_->executor = std::move(executor);
    state_->cancel = std::move(cancel);
    state_->key.resize(key_size);
    fill_randomly(state_->key.data(), key_size);
    const std::lock_guard lock(registry_.mutex_);
    do {
        fill_randomly(&process_, sizeof process_);
        process_ &= 0x7fffffff;  // clients print it as a signed number
    } while (process_ == 0 || !registry_.seats_.try_emplace(process_, state_).second);
}

CancelRegistry::Seat::~Seat() {
    state_->taken = false;
    const std::lock_guard lock(registry_.mutex_);
    registry_.seats_.erase(process_);
}

ByteView CancelRegistry::Seat::key() const {
    return state_->key;
}

void CancelRegistry::cancel(std::uint32_t process, ByteView key) {
    std::shared_ptr<Seat::State> state;
    {
        const std::lock_guard lock(mutex_);
        const auto found = seats_.find(process);
        if (found == seats_.end()) return;
        state = found->second;
    }
    if (key.size() != state->key.size() || CRYPTO_memcmp(key.data(), state->key.data(), key.size()) != 0)
        return;
    asio::post(state->executor, [state] {
        if (state->taken) state->cancel();
    });
}

}  // namespace ormgate
