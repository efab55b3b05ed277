#include "protocol/mysql/compression.hpp"

#include <algorithm>
#include <new>
#include <string>
#include <utility>

#include "protocol/mysql/wire.hpp"

namespace ormgate::mysql {
namespace {

// What a hostile packet can make zstd allocate: as much as a packet can have.
constexpr int max_window_log = 24;
// MySQL's MIN_COMPRESS_LENGTH.
constexpr std::size_t least_worth_packing = 50;

// The part of `framer`'s space that at most `wanted` bytes need.
std::span<std::byte> room(Framer& framer, std::size_t wanted) {
    const auto space = framer.space();
    return space.first(std::min(space.size(), wanted));
}

void copy_into(ByteView bytes, Framer& framer) {
    while (!bytes.empty()) {
        const auto space = room(framer, bytes.size());
        std::ranges::copy(bytes.first(space.size()), space.begin());
        framer.commit(space.size());
        bytes = bytes.subspan(space.size());
    }
}

}  // namespace

Compression compression_of(Capabilities agreed) {
    if ((agreed & capability::compress) != 0) return Compression::zlib;
    if ((agreed & capability::zstd) != 0) return Compression::zstd;
    return Compression::none;
}

Unpacker::Unpacker(Compression method) : method_(method), zstd_(nullptr, ZSTD_freeDCtx) {
    if (method == Compression::zlib && inflateInit(&zlib_) != Z_OK) throw std::bad_alloc();
    if (method != Compression::zstd) return;
    zstd_.reset(ZSTD_createDCtx());
    if (!zstd_) throw std::bad_alloc();
    ZSTD_DCtx_setParameter(zstd_.get(), ZSTD_d_windowLogMax, max_window_log);
}

Unpacker::~Unpacker() {
    if (method_ == Compression::zlib) inflateEnd(&zlib_);
}

Result<void> Unpacker::unpack_into(Framer& framer) {
    for (;;) {
        const ByteView bytes = pending();
        expect(compressed_header_size);
        if (bytes.size() < compressed_header_size) return {};
        std::uint32_t packed_size = 0, size = 0;
        std::uint8_t sequence = 0;
        Reader in(bytes);
        in.integer3(packed_size);
        in.integer(sequence);
        in.integer3(size);
        expect(compressed_header_size + packed_size);
        if (bytes.size() < compressed_header_size + packed_size) return {};
        if (sequence != sequence_) {
            return fail(Errc::protocol_violation,
                        "Got packets out of order: " + std::to_string(sequence) + " instead of " +
                            std::to_string(sequence_));
        }
        ++sequence_;
        const ByteView packed = bytes.subspan(compressed_header_size, packed_size);
        if (size == 0) {
            copy_into(packed, framer);
        } else if (!unpack(packed, size, framer)) {
            return fail(Errc::protocol_violation, "Couldn't uncompress communication packet");
        }
        expect(0);
        consume(compressed_header_size + packed_size);
    }
}

bool Unpacker::unpack(ByteView packed, std::size_t size, Framer& framer) {
    return method_ == Compression::zstd ? decompress_into(packed, size, framer)
                                        : inflate_into(packed, size, framer);
}

// Piece by piece, so that memory grows with what is really there and never beyond what was announced.
bool Unpacker::inflate_into(ByteView packed, std::size_t size, Framer& framer) {
    if (inflateReset(&zlib_) != Z_OK) return false;
    // zlib's pointer to input is not to const.
    zlib_.next_in = reinterpret_cast<unsigned char*>(const_cast<std::byte*>(packed.data()));
    zlib_.avail_in = static_cast<unsigned>(packed.size());
    int done = Z_OK;
    while (size > 0 && done == Z_OK) {
        const auto space = room(framer, size);
        zlib_.next_out = reinterpret_cast<unsigned char*>(space.data());
        zlib_.avail_out = static_cast<unsigned>(space.size());
        done = inflate(&zlib_, Z_NO_FLUSH);
        const std::size_t got = space.size() - zlib_.avail_out;
        framer.commit(got);
        size -= got;
    }
    // The end of the stream may not have been reached with its last byte.
    std::byte beyond{};
    if (done == Z_OK) {
        zlib_.next_out = reinterpret_cast<unsigned char*>(&beyond);
        zlib_.avail_out = 1;
        done = inflate(&zlib_, Z_FINISH);
        if (zlib_.avail_out == 0) return false;
    }
    return size == 0 && done == Z_STREAM_END && zlib_.avail_in == 0;
}

bool Unpacker::decompress_into(ByteView packed, std::size_t size, Framer& framer) {
    ZSTD_DCtx_reset(zstd_.get(), ZSTD_reset_session_only);
    ZSTD_inBuffer in{packed.data(), packed.size(), 0};
    std::size_t hint = 1;  // 0: the frame is complete
    while (size > 0 && hint != 0) {
        const auto space = room(framer, size);
        ZSTD_outBuffer out{space.data(), space.size(), 0};
        const std::size_t before = in.pos;
        hint = ZSTD_decompressStream(zstd_.get(), &out, &in);
        if (ZSTD_isError(hint) != 0) return false;
        if (out.pos == 0 && in.pos == before) return false;  // it wants more than there is
        framer.commit(out.pos);
        size -= out.pos;
    }
    if (hint != 0) {
        std::byte beyond{};
        ZSTD_outBuffer out{&beyond, 1, 0};
        hint = ZSTD_decompressStream(zstd_.get(), &out, &in);
        if (out.pos != 0) return false;
    }
    return size == 0 && hint == 0 && in.pos == in.size;
}

Packer::Packer(Compression method, int level)
    : method_(method), level_(std::clamp(level, 1, 22)), zstd_(nullptr, ZSTD_freeCCtx) {
    if (method != Compression::zstd) return;
    zstd_.reset(ZSTD_createCCtx());
    if (!zstd_) throw std::bad_alloc();
}

void Packer::pack(ByteView packets, Bytes& out) {
    while (!packets.empty()) {
        const ByteView chunk = packets.first(std::min(packets.size(), max_packet_payload));
        packets = packets.subspan(chunk.size());
        const std::size_t at = out.size();
        out.resize(at + compressed_header_size);
        std::size_t packed_size = compress(chunk, out), size = chunk.size();
        if (packed_size == 0) {
            append(out, chunk);
            packed_size = std::exchange(size, 0);
        }
        for (std::size_t i = 0; i < 3; ++i) {
            out[at + i] = static_cast<std::byte>(packed_size >> (8 * i) & 0xff);
            out[at + 4 + i] = static_cast<std::byte>(size >> (8 * i) & 0xff);
        }
        out[at + 3] = std::byte{sequence_++};
    }
}

std::size_t Packer::compress(ByteView chunk, Bytes& out) {
    if (chunk.size() < least_worth_packing) return 0;
    const std::size_t at = out.size();
    std::size_t packed = 0;
    bool done = false;
    if (method_ == Compression::zstd) {
        out.resize(at + ZSTD_compressBound(chunk.size()));
        packed = ZSTD_compressCCtx(
            zstd_.get(), out.data() + at, out.size() - at, chunk.data(), chunk.size(), level_);
        done = ZSTD_isError(packed) == 0;
    } else {
        uLongf size = compressBound(static_cast<uLong>(chunk.size()));
        out.resize(at + size);
        done = ::compress(reinterpret_cast<Bytef*>(out.data() + at),
                          &size,
                          reinterpret_cast<const Bytef*>(chunk.data()),
                          static_cast<uLong>(chunk.size())) == Z_OK;
        packed = size;
    }
    if (!done || packed >= chunk.size()) packed = 0;
    out.resize(at + packed);
    return packed;
}

}  // namespace ormgate::mysql
