#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "server/io/asio.hpp"

namespace ormgate {

// ConnectionRegistry knows every MySQL client by the connection number it was told, so that KILL, which comes
// from another client and maybe another worker, finds the one it is about. The numbers are none that a server
// gives its own connections, unless it has run for years.
class ConnectionRegistry {
public:
    enum class Kill : std::uint8_t { query, connection };
    enum class Found : std::uint8_t { yes, no, of_another };

    // Seat is one client's entry, for as long as it lives. Make and destroy it on the client's worker.
    class Seat {
    public:
        Seat(ConnectionRegistry& registry,
             const asio::any_io_executor& executor,
             std::function<void(Kill)> kill);
        ~Seat();
        Seat(const Seat&) = delete;
        Seat& operator=(const Seat&) = delete;
        std::uint32_t id() const { return id_; }
        void set_user(const std::string& user);  // who it is, once that is known

    private:
        friend class ConnectionRegistry;
        struct State;
        ConnectionRegistry& registry_;
        std::uint32_t id_ = 0;
        std::shared_ptr<State> state_;
    };

    bool knows(std::uint64_t id);  // from any thread, as kill()
    // From any thread. Calls the client's `kill` on its worker. Only an administrator ends others' work.
    Found kill(std::uint64_t id, Kill what, const std::string& user, bool admin);

private:
    static constexpr std::uint32_t first_id = 0x40000000;

    std::mutex mutex_;
    std::uint32_t next_ = first_id;
    std::unordered_map<std::uint32_t, std::shared_ptr<Seat::State>> seats_;
};

}  // namespace ormgate
