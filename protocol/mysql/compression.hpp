#pragma once

#include <zlib.h>
#include <zstd.h>

#include <cstdint>
#include <memory>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "protocol/mysql/capabilities.hpp"
#include "protocol/mysql/framer.hpp"
#include "protocol/receive_buffer.hpp"

namespace ormgate::mysql {

// The compressed protocol ("Compression"): from the end of the login on, the packets of either side are a
// byte stream cut into compressed packets, which have numbers of their own. What is in one may begin and end
// in the middle of a packet.
enum class Compression : std::uint8_t { none, zlib, zstd };
// A client that offers both gets zlib, as from MySQL.
Compression compression_of(Capabilities agreed);

// Packed length, number, and length before packing; 0 there says that it is not packed.
inline constexpr std::size_t compressed_header_size = 7;

// Unpacker turns compressed packets into the bytes of the stream within, and hands those to a framer.
class Unpacker : public ReceiveBuffer {
public:
    explicit Unpacker(Compression method);
    ~Unpacker();
    Unpacker(const Unpacker&) = delete;
    Unpacker& operator=(const Unpacker&) = delete;

    // As with packets, one counter serves both sides; a command begins at 0.
    void expect_sequence(std::uint8_t next) { sequence_ = next; }
    std::uint8_t next_sequence() const { return sequence_; }

    // Unpacks every packet that is complete; afterwards the framer is asked for messages.
    Result<void> unpack_into(Framer& framer);

private:
    bool unpack(ByteView packed, std::size_t size, Framer& framer);
    bool inflate_into(ByteView packed, std::size_t size, Framer& framer);
    bool decompress_into(ByteView packed, std::size_t size, Framer& framer);

    Compression method_;
    std::uint8_t sequence_ = 0;
    z_stream zlib_{};
    std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> zstd_;
};

// Packer cuts bytes of the stream into compressed packets. Few bytes, and those that do not become fewer, are
// sent as they are.
class Packer {
public:
    // `level`: of zstd, as the client asked for it (1 to 22).
    explicit Packer(Compression method, int level = 3);

    void continue_at(std::uint8_t sequence) { sequence_ = sequence; }
    std::uint8_t next_sequence() const { return sequence_; }
    void pack(ByteView packets, Bytes& out);

private:
    // How many bytes were appended; 0: packing does not pay.
    std::size_t compress(ByteView chunk, Bytes& out);

    Compression method_;
    int level_;
    std::uint8_t sequence_ = 0;
    std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> zstd_;
};

}  // namespace ormgate::mysql
