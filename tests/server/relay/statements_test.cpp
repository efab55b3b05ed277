#include "server/relay/statements.hpp"

#include <gtest/gtest.h>

#include "server/relay/input.hpp"
#include "server/relay/relay.hpp"

namespace ormgate {
namespace {

using namespace std::string_literals;

TEST(StatementStore, KeepsOneCopyOfEachContent) {
    StatementStore store;
    const StatementPtr a = store.intern("SELECT 1\0\0\0"s, false);
    const StatementPtr b = store.intern("SELECT 1\0\0\0"s, false);
    const StatementPtr typed = store.intern("SELECT 1\0\0\1\0\0\0\x17"s, false);
    EXPECT_EQ(a, b);
    EXPECT_NE(a, typed);
    EXPECT_NE(a->name, typed->name);
    EXPECT_EQ(a->name.size(), 40u);
    EXPECT_TRUE(a->traits.plain());
    EXPECT_FALSE(store.intern("LISTEN x\0\0\0"s, false)->traits.plain());
}

TEST(StatementStore, ForgetsWhatNobodyHolds) {
    StatementStore store;
    const StatementPtr kept = store.intern("SELECT 0\0\0\0"s, false);
    for (int i = 1; i < 5000; ++i) store.intern("SELECT " + std::to_string(i) + "\0\0\0"s, false);
    EXPECT_LT(store.size(), 600u);
    EXPECT_EQ(store.intern("SELECT 0\0\0\0"s, false), kept);
}

TEST(PreparedOnServer, EvictsWhatWasUsedLongestAgo) {
    PreparedOnServer prepared(2);
    EXPECT_FALSE(prepared.use({1, 0}));
    EXPECT_FALSE(prepared.add({1, 0}));
    EXPECT_FALSE(prepared.add({2, 0}));
    EXPECT_TRUE(prepared.use({1, 0}));
    EXPECT_EQ(prepared.add({3, 0}), (StatementDigest{2, 0}));
    EXPECT_TRUE(prepared.has({1, 0}));
    EXPECT_FALSE(prepared.has({2, 0}));
    EXPECT_EQ(prepared.size(), 2u);
}

TEST(PreparedOnServer, RemembersWhichNamesAreTakenByStaleStatements) {
    PreparedOnServer prepared(5);
    prepared.add({1, 0});
    prepared.add({2, 0});
    prepared.mark_stale({1, 0});
    prepared.mark_stale({9, 0});
    EXPECT_FALSE(prepared.use({1, 0}));
    EXPECT_TRUE(prepared.use({2, 0}));
    EXPECT_TRUE(prepared.take_stale({1, 0}));
    EXPECT_FALSE(prepared.take_stale({1, 0}));
    EXPECT_FALSE(prepared.take_stale({9, 0}));
    prepared.distrust();
    EXPECT_FALSE(prepared.use({2, 0}));
    EXPECT_TRUE(prepared.take_stale({2, 0}));
}

TEST(Input, BorrowsOnlyForWhatIsLarge) {
    BufferPool buffers(4096);
    Input input(buffers);
    const auto put = [&](std::size_t n, std::size_t wanted) {
        std::size_t done = 0;
        while (done < n) {
            const auto space = input.space(wanted);
            const std::size_t part = std::min(space.size(), n - done);
            for (std::size_t i = 0; i < part; ++i) space[i] = static_cast<std::byte>(done + i);
            input.commit(part);
            done += part;
        }
    };
    put(300, 5);
    EXPECT_EQ(buffers.lent_count(), 0u);
    input.consume(200);
    put(300, 400);  // fits once it is moved to the front
    EXPECT_EQ(buffers.lent_count(), 0u);
    EXPECT_EQ(input.size(), 400u);
    EXPECT_EQ(input.bytes()[0], static_cast<std::byte>(200));
    EXPECT_EQ(input.bytes()[100], std::byte{0});
    put(1000, 1400);
    EXPECT_EQ(buffers.lent_count(), 1u);
    EXPECT_EQ(input.size(), 1400u);
    EXPECT_EQ(input.bytes()[0], static_cast<std::byte>(200));
    input.rest();
    EXPECT_EQ(buffers.lent_count(), 1u);  // not while there is something in it
    input.consume(1400);
    input.rest();
    EXPECT_EQ(buffers.lent_count(), 0u);
}

TEST(RelayWorker, GivesIdsThatNoOtherWorkerGives) {
    asio::io_context io;
    BufferPool buffers;
    Watchdog watchdog(io);
    CancelRegistry cancels;
    RelayWorker first(0, buffers, watchdog, cancels), second(1, buffers, watchdog, cancels);
    const std::uint64_t id = first.next_id();
    EXPECT_NE(id, 0u);  // which stands for no client
    EXPECT_NE(id, second.next_id());
    EXPECT_EQ(id + 1, first.next_id());
}

}  // namespace
}  // namespace ormgate
