#include "protocol/postgres/framer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "protocol/postgres/codec.hpp"
#include "tests/support/hex.hpp"

namespace ormgate::postgres {
namespace {

constexpr std::size_t max_message = 1 << 20;

void feed(Framer& framer, ByteView bytes) {
    while (!bytes.empty()) {
        const auto space = framer.space();
        const std::size_t n = std::min(space.size(), bytes.size());
        std::ranges::copy(bytes.first(n), space.begin());
        framer.commit(n);
        bytes = bytes.subspan(n);
    }
}

// What the framer finds in `bytes`, fed in pieces of `step`.
std::vector<std::string> frames(Framer& framer, ByteView bytes, std::size_t step) {
    std::vector<std::string> found;
    while (!bytes.empty()) {
        const std::size_t n = std::min(step, bytes.size());
        feed(framer, bytes.first(n));
        bytes = bytes.subspan(n);
        for (;;) {
            const auto frame = framer.next();
            EXPECT_TRUE(frame);
            if (!frame || !*frame) break;
            EXPECT_EQ((*frame)->whole.size(), (*frame)->body.size() + 5);
            EXPECT_EQ(std::to_integer<char>((*frame)->whole[0]), (*frame)->tag);
            found.push_back(test::to_hex((*frame)->whole));
        }
    }
    return found;
}

TEST(PostgresFramer, FindsFramesHoweverTheyArrive) {
    Bytes all;
    std::vector<std::string> expected;
    for (const auto& line : test::read_corpus(ORMGATE_SOURCE_DIR "/tests/protocol/corpus/postgres.csv")) {
        if (line.side == "startup") continue;
        append(all, ByteView(line.bytes));
        expected.push_back(test::to_hex(line.bytes));
    }
    for (std::size_t step : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}, all.size()}) {
        Framer framer(max_message);
        EXPECT_EQ(frames(framer, all, step), expected) << "in pieces of " << step;
        EXPECT_TRUE(framer.empty());
    }
}

TEST(PostgresFramer, FindsFramesInLentMemorySmallerThanThey) {
    Bytes all;
    std::vector<std::string> expected;
    for (std::size_t size : {0u, 1u, 50u, 63u, 64u, 65u, 1000u, 3u, 100000u, 10u}) {
        Bytes one;
        const std::string text(size, 'x');
        encode(Query{text}, one);
        append(all, ByteView(one));
        expected.push_back(test::to_hex(one));
    }
    for (std::size_t step :
         {std::size_t{1}, std::size_t{13}, std::size_t{64}, std::size_t{5000}, all.size()}) {
        std::vector<std::byte> memory(64);
        Framer framer(max_message);
        framer.lend(memory);
        EXPECT_EQ(frames(framer, all, step), expected) << "in pieces of " << step;
    }
}

TEST(PostgresFramer, GoesBackToLentMemoryAfterALargeFrame) {
    std::vector<std::byte> memory(64);
    Framer framer(max_message);
    framer.lend(memory);
    Bytes large;
    const std::string text(10000, 'x');
    encode(Query{text}, large);
    feed(framer, large);
    ASSERT_TRUE(*framer.next());
    EXPECT_EQ(framer.space().data(), memory.data());
}

TEST(PostgresFramer, AllocatesForWhatArrivesNotForWhatIsPromised) {
    Framer framer(std::size_t{1} << 30);
    feed(framer,
         test::from_hex("51"
                        "3fffffff"));
    ASSERT_TRUE(framer.next());
    EXPECT_LE(framer.space().size(), 16u * 1024);
    const std::vector<std::byte> part(100000);
    feed(framer, part);
    ASSERT_TRUE(framer.next());
    EXPECT_LE(framer.space().size(), 256u * 1024) << "at most twice what has arrived";
}

TEST(PostgresFramer, RefusesImpossibleLengths) {
    for (const char* hex : {"5100000000", "5100000003"}) {
        Framer framer(max_message);
        feed(framer, test::from_hex(hex));
        const auto frame = framer.next();
        ASSERT_FALSE(frame) << hex;
        EXPECT_EQ(frame.error().sqlstate(), "08P01");
    }
}

TEST(PostgresFramer, RefusesMessagesAboveTheLimitBeforeTheyArrive) {
    for (const auto& [hex, refused] :
         {std::pair("5100000064", false), std::pair("5100000065", true), std::pair("51ffffffff", true)}) {
        Framer framer(100);
        feed(framer, test::from_hex(hex));
        const auto frame = framer.next();
        ASSERT_EQ(!frame.has_value(), refused) << hex;
        if (refused) EXPECT_EQ(frame.error().sqlstate(), "54000");
    }
    Framer framer(100);
    feed(framer, test::from_hex("5100000065"));
    EXPECT_EQ(framer.next().error().message, "message of 101 bytes exceeds max_message_size (100)");
}

TEST(PostgresFramer, BoundsStartupPackets) {
    for (const auto& [hex, refused] : {std::pair("00000007", true),
                                       std::pair("00000008", false),
                                       std::pair("00002710", false),
                                       std::pair("00002711", true),
                                       std::pair("ffffffff", true),
                                       std::pair("47455420", true)}) {
        Framer framer(max_message);
        feed(framer, test::from_hex(hex));
        EXPECT_EQ(!framer.next_startup().has_value(), refused) << hex;
    }
}

TEST(PostgresFramer, FindsAStartupPacketFedByteByByte) {
    Bytes packet;
    encode_startup(StartupMessage{protocol_version(3, 0), {{"user", "app"}}}, packet);
    Framer framer(max_message);
    for (std::size_t i = 0; i + 1 < packet.size(); ++i) {
        feed(framer, ByteView(packet).subspan(i, 1));
        const auto none = framer.next_startup();
        ASSERT_TRUE(none);
        ASSERT_FALSE(*none) << "after " << i + 1 << " bytes";
    }
    feed(framer, ByteView(packet).last(1));
    const auto body = framer.next_startup();
    ASSERT_TRUE(body && *body);
    EXPECT_EQ(test::to_hex(**body), test::to_hex(ByteView(packet).subspan(4)));
}

}  // namespace
}  // namespace ormgate::postgres
