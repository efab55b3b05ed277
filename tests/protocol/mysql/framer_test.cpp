#include "protocol/mysql/framer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "protocol/mysql/packet_writer.hpp"
#include "tests/support/hex.hpp"

namespace ormgate::mysql {
namespace {

using test::from_hex;

void feed(Framer& framer, ByteView bytes) {
    while (!bytes.empty()) {
        const auto space = framer.space();
        const std::size_t n = std::min(space.size(), bytes.size());
        std::ranges::copy(bytes.first(n), space.begin());
        framer.commit(n);
        bytes = bytes.subspan(n);
    }
}

Bytes packets(std::initializer_list<std::string_view> payloads) {
    Bytes out;
    PacketWriter writer(out);
    for (const std::string_view payload : payloads) {
        writer.begin();
        append(out, payload);
        writer.end();
    }
    return out;
}

TEST(MysqlFramer, FindsMessagesHoweverTheyArrive) {
    const Bytes all = packets({"\x03SELECT 1", "", "x", "\x0e"});
    for (std::size_t step = 1; step <= all.size(); ++step) {
        Framer framer(1 << 20);
        std::vector<std::string> found;
        for (std::size_t at = 0; at < all.size(); at += step) {
            feed(framer, ByteView(all).subspan(at, std::min(step, all.size() - at)));
            for (;;) {
                const auto message = framer.next();
                ASSERT_TRUE(message);
                if (!*message) break;
                EXPECT_EQ((*message)->whole.size(), (*message)->payload.size() + header_size);
                EXPECT_EQ((*message)->sequence, found.size());
                found.emplace_back(as_text((*message)->payload));
            }
        }
        EXPECT_EQ(found, (std::vector<std::string>{"\x03SELECT 1", "", "x", "\x0e"})) << step;
        EXPECT_TRUE(framer.empty());
    }
}

// What was written of `size` bytes comes back whole.
void check_large_message(std::size_t size, std::size_t expected_packets) {
    Bytes expected(size);
    for (std::size_t i = 0; i < size; ++i) expected[i] = static_cast<std::byte>(i * 31 >> 3 & 0xff);
    Bytes out;
    PacketWriter writer(out, 254);  // the number wraps
    writer.begin();
    append(out, ByteView(expected));
    writer.end();
    EXPECT_EQ(out.size(), size + expected_packets * header_size);
    Framer framer(64 << 20);
    framer.expect_sequence(254);
    for (std::size_t at = 0; at < out.size(); at += 1 << 20) {
        feed(framer, ByteView(out).subspan(at, std::min<std::size_t>(1 << 20, out.size() - at)));
        if (at + (1 << 20) >= out.size()) break;
        const auto early = framer.next();
        ASSERT_TRUE(early);
        ASSERT_FALSE(*early);
    }
    const auto message = framer.next();
    ASSERT_TRUE(message && *message) << size;
    const ByteView payload = (*message)->payload;
    ASSERT_EQ(payload.size(), size);
    EXPECT_EQ((*message)->whole.empty(), expected_packets > 1);
    EXPECT_EQ(framer.next_sequence(), writer.next_sequence());
    EXPECT_TRUE(std::ranges::equal(payload, expected));
    EXPECT_TRUE(framer.empty());
}

TEST(MysqlFramer, JoinsWhatTheWriterSplits) {
    check_large_message(max_packet_payload - 1, 1);
    check_large_message(max_packet_payload, 2);
    check_large_message(max_packet_payload + 1, 2);
    check_large_message(2 * max_packet_payload, 3);
    check_large_message(2 * max_packet_payload + 5, 3);
}

TEST(MysqlFramer, HandsOutPacketsOfALargeMessageOneByOne) {
    Bytes out;
    PacketWriter writer(out);
    writer.begin();
    out.resize(out.size() + max_packet_payload + 7);
    writer.end();
    Framer framer(64 << 20);
    feed(framer, out);
    const auto first = framer.next_packet();
    ASSERT_TRUE(first && *first);
    EXPECT_TRUE((*first)->more);
    EXPECT_EQ((*first)->payload().size(), max_packet_payload);
    const auto second = framer.next_packet();
    ASSERT_TRUE(second && *second);
    EXPECT_FALSE((*second)->more);
    EXPECT_EQ((*second)->payload().size(), 7u);
    EXPECT_EQ((*second)->sequence, 1);
}

TEST(MysqlFramer, ChecksSequenceNumbers) {
    const Bytes wrong = from_hex("0100000203");
    Framer framer(1024);
    feed(framer, wrong);
    const auto message = framer.next();
    ASSERT_FALSE(message);
    EXPECT_EQ(message.error().code, Errc::protocol_violation);
    Framer unchecked(1024);
    unchecked.ignore_sequence();
    feed(unchecked, wrong);
    EXPECT_TRUE(unchecked.next().value());
    EXPECT_EQ(unchecked.next_sequence(), 3);
}

TEST(MysqlFramer, RefusesWhatIsTooLargeBeforeItArrives) {
    Framer framer(1000);
    feed(framer, from_hex("e9030000"));  // 1001 bytes
    const auto message = framer.next();
    ASSERT_FALSE(message);
    EXPECT_EQ(message.error().code, Errc::program_limit_exceeded);
    Framer joined(max_packet_payload + 10);
    Bytes out;
    PacketWriter writer(out);
    writer.begin();
    out.resize(out.size() + max_packet_payload + 11);
    writer.end();
    feed(joined, ByteView(out).first(2 * header_size + max_packet_payload));
    EXPECT_FALSE(joined.next());
}

TEST(MysqlFramer, DoesNotBelieveLengths) {
    std::byte memory[64];
    Framer framer(64 << 20);
    framer.lend(memory);
    feed(framer, from_hex("feffff00"));
    ASSERT_TRUE(framer.next());
    EXPECT_LE(framer.space().size(), 16384u);
}

}  // namespace
}  // namespace ormgate::mysql
