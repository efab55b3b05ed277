#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <functional>
#include <string_view>

#include "server/io/asio.hpp"

namespace ormgate {

// Signals turns the process's signals into calls on the thread of its io_context.
class Signals {
public:
    struct Handlers {
        std::function<void()> drain;   // the first SIGTERM or SIGINT: finish what is open
        std::function<void()> stop;    // the second: at once
        std::function<void()> reload;  // SIGHUP
    };
    // From here on none of these signals ends the process by itself. Also ignores SIGPIPE: libraries that
    // write to sockets on their own must get an error, not end us.
    Signals(asio::io_context& io, Handlers handlers);
    // The io_context runs out of work once nothing else is left.
    void close();

private:
    void wait();
    void received(int signal);

    asio::signal_set set_;
    Handlers handlers_;
    bool draining_ = false;
};

// What systemd is told, if it started us with a socket to be told by.
void notify_ready(std::string_view status);
void notify_status(std::string_view status);
void notify_reloading();
void notify_stopping();

}  // namespace ormgate
