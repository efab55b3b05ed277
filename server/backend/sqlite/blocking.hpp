#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "server/io/asio.hpp"

namespace ormgate::sqlite {

// Runs `work` on a thread that may block and comes back to the caller's own. `work` may use the caller's
// frame: there is no way out of here before it has ended, cancellation included.
template <class Work>
asio::awaitable<std::invoke_result_t<Work&>> on_pool(asio::thread_pool& pool, Work work) {
    using Answer = std::invoke_result_t<Work&>;
    const asio::any_io_executor home = co_await asio::this_coro::executor;
    std::optional<Answer> answer;
    std::exception_ptr failure;
    auto start = [&](auto handler) {
        auto guard = asio::make_work_guard(home);
        asio::post(pool, [&, handler = std::move(handler), guard = std::move(guard)]() mutable {
            try {
                answer.emplace(work());
            } catch (...) {
                failure = std::current_exception();
            }
            const asio::any_io_executor back = home;  // `home` is gone once the handler runs
            asio::post(back, std::move(handler));
        });
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(start, asio::use_awaitable);
    if (failure) std::rethrow_exception(failure);
    co_return std::move(*answer);
}

}  // namespace ormgate::sqlite
