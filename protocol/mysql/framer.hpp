#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "protocol/receive_buffer.hpp"

namespace ormgate::mysql {

inline constexpr std::size_t header_size = 4;
inline constexpr std::size_t max_packet_payload = 0xffffff;

// Framer turns bytes into messages ("MySQL Packets"); it knows no sockets. A message of 2^24-1 bytes or more
// comes in several packets, the last of which is shorter than that (or empty), and is handed out joined.
class Framer : public ReceiveBuffer {
public:
    struct Message {
        ByteView payload;
        ByteView whole;             // with its header; empty if it came in several packets
        std::uint8_t sequence = 0;  // of its last packet
    };
    struct Packet {
        ByteView whole;  // with its header
        std::uint8_t sequence = 0;
        bool more = false;  // the message goes on in the next packet
        ByteView payload() const { return whole.subspan(header_size); }
    };

    explicit Framer(std::size_t max_message) : max_(max_message) {}
    // Who has not said who it is yet is not trusted with large messages.
    void limit(std::size_t max_message) { max_ = max_message; }

    // Each packet's number follows the last one's, whichever side sent it; a command begins at 0.
    void expect_sequence(std::uint8_t next) { sequence_ = next; }
    std::uint8_t next_sequence() const { return sequence_; }
    // Within the compressed protocol only the numbers of compressed packets count.
    void ignore_sequence() { checks_sequence_ = false; }

    // nullopt: need more bytes.
    Result<std::optional<Message>> next();
    // The same for one packet, whatever the message's size: what passes messages on need not join them.
    Result<std::optional<Packet>> next_packet();

private:
    struct Header {
        std::size_t size = 0;
        std::uint8_t sequence = 0;
    };
    static Header header(ByteView bytes);
    Result<void> check_sequence(std::uint8_t found);

    std::size_t max_;
    std::size_t joined_ = 0;  // bytes of the payload under way from packets that are complete
    std::uint8_t sequence_ = 0;
    bool checks_sequence_ = true;
};

}  // namespace ormgate::mysql
