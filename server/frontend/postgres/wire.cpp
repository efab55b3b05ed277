#include "server/frontend/postgres/wire.hpp"

#include <chrono>
#include <utility>

namespace ormgate {

// Waiting for readability first costs one more system call than reading at once, so an active client reads at
// once and keeps its buffer; one that has been silent for this long gives it back.
static constexpr auto idle_after = std::chrono::seconds(1);

PostgresWire::PostgresWire(Stream& stream, BufferPool& buffers, Watchdog& watchdog, std::size_t max_message)
    : stream_(stream),
      buffers_(buffers),
      idle_(watchdog, [this] { stream_.cancel(); }),
      framer_(max_message) {}

asio::awaitable<Result<postgres::FrontendMessage>> PostgresWire::read() {
    for (;;) {
        if (auto message = next()) co_return std::move(*message);
        co_await fill();
    }
}

std::optional<Result<postgres::FrontendMessage>> PostgresWire::next() {
    auto frame = framer_.next();
    if (!frame) return fail(std::move(frame.error()));
    if (!*frame) return std::nullopt;
    return postgres::decode_frontend((*frame)->tag, (*frame)->body);
}

void PostgresWire::interrupt() noexcept {
    interrupted_ = true;
    stream_.cancel();
}

asio::awaitable<void> PostgresWire::fill() {
    interrupted_ = false;
    // Under TLS the extra system call does not matter, and a read is better not cancelled.
    if (stream_.is_tls()) {
        co_await fill_idle();
        co_return;
    }
    if (!buffer_) {
        buffer_ = buffers_.borrow();
        framer_.lend(buffer_.span());
    }
    if (framer_.empty()) idle_.arm(std::chrono::steady_clock::now() + idle_after);
    try {
        const std::size_t n = co_await stream_.read_some(framer_.space());
        idle_.disarm();
        framer_.commit(n);
        co_return;
    } catch (const boost::system::system_error& error) {
        idle_.disarm();
        // Our own Watch and somebody else may both have cancelled the read; then it is not for us alone.
        const bool by_watch_alone = idle_.expired() && !interrupted_;
        if (error.code() != asio::error::operation_aborted || !by_watch_alone) throw;
    }
    co_await fill_idle();
}

asio::awaitable<void> PostgresWire::fill_idle() {
    if (framer_.empty()) {
        give_back();
        co_await stream_.wait_readable();
    }
    if (!buffer_) {
        buffer_ = buffers_.borrow();
        framer_.lend(buffer_.span());
    }
    const std::size_t n = co_await stream_.read_some(framer_.space());
    framer_.commit(n);
}

void PostgresWire::give_back() {
    framer_.release();
    buffer_.reset();
    if (out_.empty() && out_.capacity() > 0) Bytes().swap(out_);
}

asio::awaitable<void> PostgresWire::flush() {
    if (out_.empty()) co_return;
    co_await stream_.write(out_);
    out_.clear();
    // One large value does not stay for the client's lifetime.
    if (out_.capacity() > 4 * high_water) Bytes().swap(out_);
}

asio::awaitable<void> PostgresWire::fatal(Error error) {
    put(postgres::error_response(error, postgres::Severity::fatal));
    try {
        co_await flush();
    } catch (const boost::system::system_error&) {
    }
    co_await stream_.finish();
}

}  // namespace ormgate
