#pragma once

#include <cstddef>
#include <optional>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "protocol/receive_buffer.hpp"

namespace ormgate::postgres {

// Framer turns bytes into frames; it knows no sockets.
class Framer : public ReceiveBuffer {
public:
    struct Frame {
        char tag = 0;
        ByteView body;
        ByteView whole;  // with tag and length
    };
    // PostgreSQL's own bound on a packet of a client that has not said who it is.
    static constexpr std::size_t max_startup_packet = 10000;

    explicit Framer(std::size_t max_message) : max_(max_message) {}
    // Who has not said who it is yet is not trusted with large messages.
    void limit(std::size_t max_message) { max_ = max_message; }

    // nullopt: need more bytes.
    Result<std::optional<Frame>> next();
    // The same for a packet without a tag; the result begins with its code.
    Result<std::optional<ByteView>> next_startup();

private:
    std::size_t max_;
};

}  // namespace ormgate::postgres
