#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "core/bytes.hpp"
#include "server/io/asio.hpp"

namespace ormgate {

// CancelRegistry knows every client by the process number and secret key it was given at login, so that a
// CancelRequest, which comes on a connection of its own and maybe to another worker, finds the client it is
// about.
class CancelRegistry {
public:
    // Seat is one client's entry, for as long as it lives. Make and destroy it on the client's worker.
    class Seat {
    public:
        Seat(CancelRegistry& registry,
             asio::any_io_executor executor,
             std::size_t key_size,
             std::function<void()> cancel);
        ~Seat();
        Seat(const Seat&) = delete;
        Seat& operator=(const Seat&) = delete;
        std::uint32_t process() const { return process_; }
        ByteView key() const;

    private:
        friend class CancelRegistry;
        struct State;
        CancelRegistry& registry_;
        std::uint32_t process_ = 0;
        std::shared_ptr<State> state_;
    };

    // From any thread. Calls the client's `cancel` on its worker if the key is right; says nothing either
    // way.
    void cancel(std::uint32_t process, ByteView key);

private:
    std::mutex mutex_;
    std::unordered_map<std::uint32_t, std::shared_ptr<Seat::State>> seats_;
};

}  // namespace ormgate
