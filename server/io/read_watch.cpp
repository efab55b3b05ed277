#include "server/io/read_watch.hpp"

#include <boost/asio/detail/reactor.hpp>
#include <boost/asio/detail/reactor_op.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>

namespace ormgate {

// What the reactor has queued as if it were a read: done as soon as the socket is reported, and queued again
// before anything else can happen on this thread, so that no report is missed. Asio has no public way to wait
// for readiness without a system call for each wait, so this uses what its own operations are made of.
class ReadWatch::Operation final : public asio::detail::reactor_op {
public:
    Operation(ReadWatch& watch, WatchedSocket& socket)
        : reactor_op({}, &Operation::perform, &Operation::complete),
          watch_(&watch),
          socket_(socket),
          reactor_(asio::use_service<asio::detail::reactor>(
              asio::query(socket.get_executor(), asio::execution::context))) {
        cancellation_key_ = this;
    }

    void queue() {
        ec_ = {};
        queueing_ = true;
        reactor_.start_op(asio::detail::reactor::read_op,
                          socket_.native_handle(),
                          socket_.registration(),
                          this,
                          true,
                          true);
        queueing_ = false;
    }
    void abandon() {
        watch_ = nullptr;
        reactor_.cancel_ops_by_key(
            socket_.native_handle(), socket_.registration(), asio::detail::reactor::read_op, this);
    }

private:
    // When it is queued the reactor would try it at once, which is what the watch is there to avoid.
    static status perform(reactor_op* base) {
        return static_cast<Operation*>(base)->queueing_ ? not_done : done;
    }

    static void complete(void* owner,
                         asio::detail::operation* base,
                         const boost::system::error_code&,
                         std::size_t) {
        auto* self = static_cast<Operation*>(base);
        ReadWatch* const watch = self->watch_;
        const bool goes_on = owner != nullptr && watch != nullptr && !self->ec_;
        if (goes_on) {
            self->queue();
            return watch->report(Report::readable);
        }
        delete self;
        if (watch == nullptr) return;
        watch->operation_ = nullptr;
        watch->report(owner == nullptr ? Report::destroyed : Report::cancelled);
    }

    ReadWatch* watch_;
    WatchedSocket& socket_;
    asio::detail::reactor& reactor_;
    bool queueing_ = false;
};

void ReadWatch::start(WatchedSocket& socket) {
    if (operation_ != nullptr) return;
    readable_ = true;  // nobody knows
    operation_ = new Operation(*this, socket);
    operation_->queue();
}

void ReadWatch::stop() noexcept {
    if (operation_ == nullptr) return;
    std::exchange(operation_, nullptr)->abandon();
    listener_ = nullptr;
}

}  // namespace ormgate
