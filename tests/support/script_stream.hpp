#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "server/io/stream.hpp"
#include "tests/support/hex.hpp"
#include "tests/support/run_coroutine.hpp"

namespace ormgate::test {

// ScriptStream is a client written down: expect() what the server writes, send() what the client says, in
// order. Bytes of both directions may be merged or split. When the script is over the client closes.
class ScriptStream final : public Stream {
public:
    // Makes what the client says out of all that the server has written since the last send().
    using Answer = std::function<Bytes(ByteView written)>;

    ScriptStream& expect(Bytes bytes) {
        return expect([bytes = std::move(bytes)] { return bytes; });
    }
    // For what is known only once the conversation is under way.
    ScriptStream& expect(std::function<Bytes()> bytes) { return add(Expect{std::move(bytes)}); }
    ScriptStream& expect(std::string_view text) { return expect(bytes_of(text)); }
    ScriptStream& send(Bytes bytes) {
        return add(Send{[bytes = std::move(bytes)](ByteView) { return bytes; }});
    }
    ScriptStream& send(std::string_view text) { return send(bytes_of(text)); }
    // The server may write whatever it wants; `answer` looks at it.
    ScriptStream& reply(Answer answer) { return add(Reply{std::move(answer)}); }
    ScriptStream& expect_tls() { return add(Tls{}); }

    // One byte a read.
    ScriptStream& slowly() {
        most_ = 1;
        return *this;
    }
    // The n-th operation (from 0) throws; the script's length is operations().
    ScriptStream& fail_at(std::size_t n) {
        fail_at_ = n;
        return *this;
    }
    std::size_t operations() const { return operations_; }
    bool finished() const { return at_ == steps_.size() && pending_.empty(); }

    ScriptStream& from(Address address) {
        peer_ = std::move(address);
        return *this;
    }
    ScriptStream& over_tls(Bytes end_point, std::string protocol = "") {
        end_point_ = std::move(end_point);
        protocol_ = std::move(protocol);
        return *this;
    }
    ScriptStream& on_unix_socket() {
        peer_ = local_ = {"/tmp/.s.PGSQL.5432", 0, true};
        return *this;
    }

    asio::awaitable<std::size_t> read_some(std::span<std::byte> into) override {
        co_await turn();
        take_steps();
        if (pending_.empty()) {
            EXPECT_EQ(at_, steps_.size()) << "the server reads while the client waits for step " << at_;
            throw boost::system::system_error(asio::error::eof);
        }
        const std::size_t n = std::min({into.size(), pending_.size(), most_});
        std::copy_n(pending_.begin(), n, into.begin());
        pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(n));
        co_return n;
    }
    asio::awaitable<void> write(ByteView bytes) override {
        co_await turn();
        append(written_, bytes);
        match();
    }
    asio::awaitable<void> write_all(std::span<const ByteView> parts) override {
        for (ByteView part : parts) co_await write(part);
    }
    asio::awaitable<void> wait_readable() override { co_await turn(); }
    asio::awaitable<void> start_tls(TlsContextPtr, ByteView already_read) override {
        co_await turn();
        const bool expected = at_ < steps_.size() && std::holds_alternative<Tls>(steps_[at_]);
        EXPECT_TRUE(expected) << "a handshake nobody expects at step " << at_;
        if (expected) ++at_;
        first_flight_.assign(already_read.begin(), already_read.end());
        tls_ = true;
    }
    bool is_tls() const override { return tls_; }
    Bytes tls_server_end_point() const override { return tls_ ? end_point_ : Bytes(); }
    std::string tls_protocol() const override { return tls_ ? protocol_ : ""; }
    void cancel() noexcept override {}
    void close() noexcept override {}
    asio::awaitable<void> finish() override { co_return; }
    bool peer_gone() const noexcept override { return false; }
    const Address& peer() const override { return peer_; }
    const Address& local() const override { return local_; }
    int native_handle() const override { return -1; }
    const Bytes& first_flight() const { return first_flight_; }

private:
    struct Expect {
        std::function<Bytes()> bytes;
    };
    struct Send {
        Answer answer;
    };
    struct Reply {
        Answer answer;
    };
    struct Tls {};
    using Step = std::variant<Expect, Send, Reply, Tls>;

    static Bytes bytes_of(std::string_view text) {
        Bytes bytes;
        append(bytes, text);
        return bytes;
    }
    ScriptStream& add(Step step) {
        steps_.push_back(std::move(step));
        return *this;
    }
    asio::awaitable<void> turn() {
        if (operations_++ == fail_at_) throw boost::system::system_error(asio::error::connection_reset);
        co_return;
    }
    // What the server has written must be the beginning of what is expected.
    void match() {
        while (at_ < steps_.size() && !written_.empty()) {
            const auto* step = std::get_if<Expect>(&steps_[at_]);
            if (!step) return;
            const Bytes expected = step->bytes();
            const std::size_t n = std::min(expected.size(), written_.size());
            const bool same = std::equal(
                written_.begin(), written_.begin() + static_cast<std::ptrdiff_t>(n), expected.begin());
            EXPECT_TRUE(same) << "step " << at_ << "\nexpected " << shown(expected) << "\nwritten  "
                              << shown(written_);
            if (same && written_.size() < expected.size()) return;
            written_.erase(written_.begin(), written_.begin() + static_cast<std::ptrdiff_t>(n));
            ++at_;
        }
        if (at_ < steps_.size()) return;
        EXPECT_TRUE(written_.empty()) << "after the script the server writes " << shown(written_);
    }
    void take_steps() {
        match();
        while (at_ < steps_.size() && pending_.empty()) {
            if (const auto* send = std::get_if<Send>(&steps_[at_])) {
                EXPECT_TRUE(written_.empty())
                    << "before step " << at_ << " the server has written " << shown(written_);
                append(pending_, ByteView(send->answer({})));
            } else if (const auto* reply = std::get_if<Reply>(&steps_[at_])) {
                append(pending_, ByteView(reply->answer(written_)));
                written_.clear();
            } else {
                return;
            }
            ++at_;
        }
    }
    static std::string shown(const Bytes& bytes) {
        std::string text;
        for (std::byte b : bytes) {
            const auto c = std::to_integer<char>(b);
            text += c >= ' ' && c <= '~' ? std::string(1, c) : "\\x" + to_hex(ByteView(&b, 1));
        }
        return text;
    }

    std::vector<Step> steps_;
    std::size_t at_ = 0, most_ = SIZE_MAX, operations_ = 0, fail_at_ = SIZE_MAX;
    Bytes pending_, written_, end_point_, first_flight_;
    std::string protocol_;
    bool tls_ = false;
    Address peer_{"127.0.0.1", 50000, true}, local_{"127.0.0.1", 6432, true};
};

}  // namespace ormgate::test
