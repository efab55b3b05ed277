#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <utility>

#include "server/io/asio.hpp"

namespace ormgate {

// WatchedSocket is a stream socket that a ReadWatch can be put on.
class WatchedSocket : public asio::generic::stream_protocol::socket {
public:
    using Base = asio::generic::stream_protocol::socket;
    using Base::Base;
    explicit WatchedSocket(Base socket) : Base(std::move(socket)) {}

private:
    friend class ReadWatch;
    auto& registration() { return impl_.get_implementation().reactor_data_; }
};

// ReadWatch notes when a socket may have become readable, so that its owner reads then and never in vain.
// Asio's own reads try first and ask afterwards: a receive that finds nothing for nearly every one that does.
//
// The kernel reports changes only (EPOLLET). A read that returned less than it had room for has emptied the
// socket: before the next report there is no need to try again. One thing can go unreported, an end of stream
// that arrived together with the last bytes read: who waits long should call suspect() once.
//
// While a watch is on, nobody else may read from the socket by Asio's means: stop() it first.
class ReadWatch {
public:
    enum class Report : std::uint8_t { readable, cancelled, destroyed };
    // Called once, from the event loop. After `destroyed` the event loop is going away.
    using Listener = void (*)(void* owner, Report report);

    ReadWatch() = default;
    ~ReadWatch() { stop(); }
    ReadWatch(const ReadWatch&) = delete;
    ReadWatch& operator=(const ReadWatch&) = delete;

    void start(WatchedSocket& socket);  // nothing if it is on
    void stop() noexcept;
    bool on() const { return operation_ != nullptr; }

    // Whether a read may find something.
    bool readable() const { return readable_; }
    void emptied() { readable_ = false; }
    void suspect() { readable_ = true; }

    // Has the next report told to `listener`.
    void listen(void* owner, Listener listener) {
        owner_ = owner;
        listener_ = listener;
    }
    bool listening() const { return listener_ != nullptr; }
    void ignore() { listener_ = nullptr; }

private:
    class Operation;

    void report(Report what) {
        readable_ = true;
        if (listener_ != nullptr) std::exchange(listener_, nullptr)(owner_, what);
    }

    Operation* operation_ = nullptr;  // deletes itself once the event loop has let go of it
    void* owner_ = nullptr;
    Listener listener_ = nullptr;
    bool readable_ = true;
};

}  // namespace ormgate
