#pragma once

#include <boost/asio/awaitable.hpp>
#include <span>

#include "core/value.hpp"

namespace ormgate {

namespace asio = boost::asio;

// RowSink takes the rows of a result. A backend pushes rows without suspending, on whatever thread it works,
// while the session's coroutine waits for it; when the sink is full it stops, and the coroutine drains the
// sink before it goes on: the await is the brake.
class RowSink {
public:
    virtual ~RowSink() = default;
    virtual bool row(std::span<const ValueView> values) = 0;  // false: full, drain before more
    virtual asio::awaitable<void> drain() = 0;                // throws when the client is gone
};

}  // namespace ormgate
