#include "server/frontend/mysql/wire.hpp"

#include <chrono>

namespace ormgate {

// Waiting for readability first costs one more system call than reading at once, so an active client reads at
// once and keeps its buffer; one that has been silent for this long gives it back.
static constexpr auto idle_after = std::chrono::seconds(1);
static constexpr std::size_t most_kept_output = 256 * 1024;

MysqlWire::MysqlWire(Stream& stream, BufferPool& buffers, Watchdog& watchdog, std::size_t max_message)
    : stream_(stream),
      buffers_(buffers),
      idle_(watchdog, [this] { stream_.cancel(); }),
      framer_(max_message) {}

asio::awaitable<Result<MysqlWire::Message>> MysqlWire::read() {
    for (;;) {
        if (auto message = next()) co_return std::move(*message);
        co_await fill();
    }
}

std::optional<Result<MysqlWire::Message>> MysqlWire::next() {
    auto message = framer_.next();
    if (!message) return fail(std::move(message.error()));
    if (!*message) return std::nullopt;
    writer_.continue_at(framer_.next_sequence());
    return **message;
}

void MysqlWire::interrupt() noexcept {
    interrupted_ = true;
    stream_.cancel();
}

void MysqlWire::borrow() {
    if (buffer_) return;
    buffer_ = buffers_.borrow();
    framer_.lend(buffer_.span());
}

asio::awaitable<void> MysqlWire::fill() {
    interrupted_ = false;
    // Under TLS the extra system call does not matter, and a read is better not cancelled.
    if (stream_.is_tls()) {
        co_await fill_idle();
        co_return;
    }
    borrow();
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

asio::awaitable<void> MysqlWire::fill_idle() {
    if (framer_.empty()) {
        give_back();
        co_await stream_.wait_readable();
    }
    borrow();
    const std::size_t n = co_await stream_.read_some(framer_.space());
    framer_.commit(n);
}

void MysqlWire::give_back() {
    framer_.release();
    buffer_.reset();
    if (out_.empty() && out_.capacity() > 0) Bytes().swap(out_);
}

void MysqlWire::put_error(const Error& error) {
    put(mysql::error_packet(error));
}

asio::awaitable<void> MysqlWire::flush() {
    if (out_.empty()) co_return;
    co_await stream_.write(out_);
    out_.clear();
    // One large value does not stay for the client's lifetime.
    if (out_.capacity() > most_kept_output) Bytes().swap(out_);
}

asio::awaitable<void> MysqlWire::fatal(Error error) {
    put_error(error);
    try {
        co_await flush();
    } catch (const boost::system::system_error&) {
    }
    co_await stream_.finish();
}

}  // namespace ormgate
