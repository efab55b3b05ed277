#pragma once

#include <memory>

#include "server/io/stream.hpp"

namespace ormgate {

class Worker;

// Serves one MySQL client from its first byte to its last.
asio::awaitable<void> serve_mysql(Worker& worker, std::unique_ptr<Stream> stream);

}  // namespace ormgate
