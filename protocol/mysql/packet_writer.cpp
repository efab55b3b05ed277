#include "protocol/mysql/packet_writer.hpp"

#include <cstring>

#include "protocol/mysql/framer.hpp"

namespace ormgate::mysql {

void PacketWriter::begin() {
    begin_ = out_.size();
    out_.resize(begin_ + header_size);
}

void PacketWriter::put_header(std::size_t at, std::size_t size) {
    for (std::size_t i = 0; i < 3; ++i) out_[at + i] = static_cast<std::byte>(size >> (8 * i) & 0xff);
    out_[at + 3] = std::byte{sequence_++};
}

void PacketWriter::end() {
    const std::size_t size = out_.size() - begin_ - header_size;
    const std::size_t full = size / max_packet_payload;
    // Room for the headers of further packets, the last of which may be empty.
    out_.resize(out_.size() + full * header_size);
    constexpr std::size_t stride = header_size + max_packet_payload;
    for (std::size_t i = full; i > 0; --i) {
        const std::size_t length = i == full ? size % max_packet_payload : max_packet_payload;
        std::byte* payload = out_.data() + begin_ + header_size + i * max_packet_payload;
        std::memmove(out_.data() + begin_ + i * stride + header_size, payload, length);
    }
    for (std::size_t i = 0; i <= full; ++i)
        put_header(begin_ + i * stride, i == full ? size % max_packet_payload : max_packet_payload);
}

}  // namespace ormgate::mysql
