#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "server/io/asio.hpp"

namespace ormgate {

struct Notification {
    std::uint32_t process = 0;  // of the session that sent it
    std::string channel, payload;
};

// NotificationHub passes NOTIFY on to the sessions of the same database that LISTEN, on whatever worker they
// are.
class NotificationHub {
public:
    using Deliver = std::function<void(const Notification&)>;

    // Listener is one session's place in the hub; its destructor leaves all channels. `deliver` is called on
    // `executor`, and not after the destructor, which runs there too.
    class Listener {
    public:
        Listener(NotificationHub& hub, std::string database, asio::any_io_executor executor, Deliver deliver);
        ~Listener();
        Listener(const Listener&) = delete;
        Listener& operator=(const Listener&) = delete;

        void listen(const std::string& channel);
        void unlisten(const std::string& channel);
        void unlisten_all();
        std::vector<std::string> channels() const;

    private:
        friend class NotificationHub;
        struct State;
        NotificationHub& hub_;
        std::string database_;
        std::shared_ptr<State> state_;
    };

    // From any thread.
    void notify(const std::string& database, Notification notification);

private:
    using Key = std::pair<std::string, std::string>;  // database, channel
    mutable std::mutex mutex_;
    std::map<Key, std::vector<std::shared_ptr<Listener::State>>> listeners_;
};

}  // namespace ormgate
