#include "server/daemon.hpp"

#include <systemd/sd-daemon.h>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <string>

namespace ormgate {
namespace {

void notify(const std::string& state) {
    sd_notify(0, state.c_str());
}

// A line break would end the status and begin another variable.
std::string status_line(std::string_view status) {
    std::string line = "STATUS=" + std::string(status);
    std::ranges::replace(line, '\n', ' ');
    return line;
}

}  // namespace

Signals::Signals(asio::io_context& io, Handlers handlers)
    : set_(io, SIGTERM, SIGINT, SIGHUP), handlers_(std::move(handlers)) {
    std::signal(SIGPIPE, SIG_IGN);
    wait();
}

void Signals::close() {
    set_.cancel();
}

void Signals::wait() {
    set_.async_wait([this](const boost::system::error_code& error, int signal) {
        if (error) return;  // closed
        wait();
        received(signal);
    });
}

void Signals::received(int signal) {
    if (signal == SIGHUP) return handlers_.reload();
    if (draining_) return handlers_.stop();
    draining_ = true;
    handlers_.drain();
}

void notify_ready(std::string_view status) {
    notify("READY=1\n" + status_line(status));
}
void notify_status(std::string_view status) {
    notify(status_line(status));
}

void notify_reloading() {
    // systemd tells by the time whether the READY=1 that follows is later than its own SIGHUP.
    timespec now = {};
    clock_gettime(CLOCK_MONOTONIC, &now);
    const long long microseconds = static_cast<long long>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1000;
    notify("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds));
}

void notify_stopping() {
    notify("STOPPING=1");
}

}  // namespace ormgate
