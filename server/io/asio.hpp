#pragma once

// The part of Asio every coroutine of server/ needs; sockets, timers and TLS are included where they are
// used.
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace ormgate {

namespace asio = boost::asio;

}  // namespace ormgate
