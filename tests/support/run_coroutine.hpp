#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <utility>

#include "server/io/asio.hpp"

namespace ormgate::test {

// Runs a coroutine to its end and hands out what it returned or threw.
template <class T>
T run(asio::io_context& io, asio::awaitable<T> coroutine) {
    std::exception_ptr error;
    std::optional<T> result;
    asio::co_spawn(io, std::move(coroutine), [&](std::exception_ptr thrown, T value) {
        error = thrown;
        if (!thrown) result.emplace(std::move(value));
    });
    io.restart();
    io.run();
    if (error) std::rethrow_exception(error);
    return std::move(result.value());
}

inline void run(asio::io_context& io, asio::awaitable<void> coroutine) {
    std::exception_ptr error;
    bool ended = false;
    asio::co_spawn(io, std::move(coroutine), [&](std::exception_ptr thrown) {
        error = thrown;
        ended = true;
    });
    io.restart();
    io.run();
    EXPECT_TRUE(ended) << "the coroutine waits for something that never comes";
    if (error) std::rethrow_exception(error);
}

}  // namespace ormgate::test
