#include "protocol/mysql/compression.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "protocol/mysql/packet_writer.hpp"
#include "tests/support/hex.hpp"

namespace ormgate::mysql {
namespace {

using test::from_hex;

class MysqlCompression : public testing::TestWithParam<Compression> {};

void feed(ReceiveBuffer& buffer, ByteView bytes) {
    while (!bytes.empty()) {
        const auto space = buffer.space();
        const std::size_t n = std::min(space.size(), bytes.size());
        std::ranges::copy(bytes.first(n), space.begin());
        buffer.commit(n);
        bytes = bytes.subspan(n);
    }
}

Bytes packet(std::string_view payload) {
    Bytes out;
    PacketWriter writer(out);
    writer.begin();
    append(out, payload);
    writer.end();
    return out;
}

// Bytes that do not become fewer.
std::string noise(std::size_t size) {
    std::string text;
    std::uint64_t state = 88172645463325252u;
    for (std::size_t i = 0; i < size; ++i) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        text += static_cast<char>(state);
    }
    return text;
}

TEST_P(MysqlCompression, UnpacksWhatItPacked) {
    for (const std::string& payload :
         {std::string("\x03SELECT 1"), std::string(1000, 'x'), noise(1000), std::string(20 << 20, 'y')}) {
        Bytes packed;
        Packer packer(GetParam());
        packer.pack(packet(payload), packed);
        Unpacker unpacker(GetParam());
        Framer framer(64 << 20);
        framer.ignore_sequence();
        feed(unpacker, packed);
        ASSERT_TRUE(unpacker.unpack_into(framer));
        const auto message = framer.next();
        ASSERT_TRUE(message && *message) << payload.size();
        EXPECT_TRUE(as_text((*message)->payload) == payload) << payload.size();
        EXPECT_EQ(unpacker.next_sequence(), packer.next_sequence());
        EXPECT_TRUE(unpacker.empty());
    }
}

TEST_P(MysqlCompression, ReadsStreamsHoweverTheyAreCut) {
    Bytes stream, packed;
    for (int i = 0; i < 20; ++i) append(stream, ByteView(packet(std::string(60, 'a'))));
    Packer packer(GetParam());
    for (std::size_t at = 0; at < stream.size(); at += 70)
        packer.pack(ByteView(stream).subspan(at, std::min<std::size_t>(70, stream.size() - at)), packed);
    Unpacker unpacker(GetParam());
    Framer framer(1 << 20);
    framer.ignore_sequence();
    int messages = 0;
    for (const std::byte& one : packed) {
        feed(unpacker, {&one, 1});
        ASSERT_TRUE(unpacker.unpack_into(framer));
        for (auto message = framer.next(); message && *message; message = framer.next()) ++messages;
    }
    EXPECT_EQ(messages, 20);
}

TEST_P(MysqlCompression, RefusesWhatIsDamaged) {
    Bytes packed;
    Packer(GetParam()).pack(packet(std::string(500, 'x') + noise(100)), packed);
    const auto unpacks = [](const Bytes& bytes) {
        Unpacker unpacker(GetParam());
        Framer framer(1 << 20);
        feed(unpacker, bytes);
        return unpacker.unpack_into(framer).has_value() && !framer.empty();
    };
    ASSERT_TRUE(unpacks(packed));
    for (const std::size_t where : {4u, 7u}) {  // the rest of a zstd frame has no checksum
        Bytes damaged = packed;
        damaged[where] ^= std::byte{0xff};
        EXPECT_FALSE(unpacks(damaged)) << where;
    }
    for (const int difference : {-1, 1}) {  // of the announced length
        Bytes lying = packed;
        lying[4] = static_cast<std::byte>(std::to_integer<int>(lying[4]) + difference);
        EXPECT_FALSE(unpacks(lying)) << difference;
    }
    Bytes shorter = packed;
    shorter.pop_back();
    shorter[0] = static_cast<std::byte>(std::to_integer<unsigned>(shorter[0]) - 1);
    EXPECT_FALSE(unpacks(shorter));
    Bytes unordered = packed;
    unordered[3] = std::byte{1};
    EXPECT_FALSE(unpacks(unordered));
}

TEST_P(MysqlCompression, LeavesFewBytesAsTheyAre) {
    Bytes packed;
    Packer(GetParam()).pack(from_hex("0100000001"), packed);
    EXPECT_EQ(test::to_hex(packed),
              "05000000000000"
              "0100000001");
}

INSTANTIATE_TEST_SUITE_P(, MysqlCompression, testing::Values(Compression::zlib, Compression::zstd));

TEST(MysqlCompressionChoice, PrefersZlib) {
    EXPECT_EQ(compression_of(capability::compress | capability::zstd), Compression::zlib);
    EXPECT_EQ(compression_of(capability::zstd), Compression::zstd);
    EXPECT_EQ(compression_of(capability::ssl), Compression::none);
}

}  // namespace
}  // namespace ormgate::mysql
