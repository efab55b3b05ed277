#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "core/error.hpp"
#include "server/io/asio.hpp"

namespace ormgate {

using Deadline = std::chrono::steady_clock::time_point;

// What an operation came to: its result or its exception, so that a failure ends the race as a success does.
template <class T>
struct Outcome {
    std::exception_ptr error;
    std::optional<std::conditional_t<std::is_void_v<T>, bool, T>> value;
};

template <class T>
asio::awaitable<Outcome<T>> outcome_of(asio::awaitable<T> operation) {
    Outcome<T> outcome;
    try {
        if constexpr (std::is_void_v<T>) {
            co_await std::move(operation);
            outcome.value.emplace(true);
        } else {
            outcome.value.emplace(co_await std::move(operation));
        }
    } catch (...) {
        outcome.error = std::current_exception();
    }
    co_return outcome;
}

// Awaits `operation`, but not beyond `deadline`: then it is cancelled, awaited until it has ended (it may be
// using the caller's buffers), and Errc::query_canceled is returned. What the operation throws is thrown. A
// read or write that was cut short leaves its stream in doubt: close it. This costs two spawned coroutines
// and a timer, so it is for conversations (login, connecting, waiting for a lease), not for every read: those
// use a Watchdog.
template <class T>
asio::awaitable<Result<T>> with_deadline(asio::awaitable<T> operation, Deadline deadline) {
    using namespace asio::experimental::awaitable_operators;
    asio::steady_timer timer(co_await asio::this_coro::executor, deadline);
    auto expiry = timer.async_wait(asio::as_tuple(asio::use_awaitable));
    auto first = co_await (outcome_of(std::move(operation)) || std::move(expiry));
    if (first.index() == 1) co_return fail(Errc::query_canceled, "the deadline has passed");
    Outcome<T>& outcome = std::get<0>(first);
    if (outcome.error) std::rethrow_exception(outcome.error);
    if constexpr (std::is_void_v<T>) {
        co_return Result<void>();
    } else {
        co_return std::move(*outcome.value);
    }
}

}  // namespace ormgate
