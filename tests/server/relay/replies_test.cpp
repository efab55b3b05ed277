#include "server/relay/replies.hpp"

#include <gtest/gtest.h>

namespace ormgate {
namespace {

TEST(Replies, KeepTheirOrderHoweverDeepThePipeline) {
    Replies replies;
    std::size_t pushed = 0, popped = 0;
    const auto kind = [](std::size_t n) { return n % 3 == 0 ? Owed::sync : Owed::bind; };
    for (int round = 0; round < 200; ++round) {
        for (int i = 0; i < 7; ++i) replies.push(kind(pushed++));
        for (int i = 0; i < 5; ++i) {
            ASSERT_EQ(replies.front().kind, kind(popped++));
            replies.pop();
        }
    }
    EXPECT_EQ(replies.size(), pushed - popped);
    while (!replies.empty()) {
        ASSERT_EQ(replies.front().kind, kind(popped++));
        replies.pop();
    }
    EXPECT_EQ(replies.ready_count(), 0u);
    replies.shrink();
    replies.push(Owed::query);
    EXPECT_EQ(replies.front().kind, Owed::query);
    EXPECT_EQ(replies.ready_count(), 1u);
}

TEST(Replies, ForgetSyncsOnly) {
    Replies replies;
    replies.push(Owed::execute);
    replies.push(Owed::sync);
    replies.push(Owed::parse, {1, 2}, "a name that is too long to be kept within the string");
    replies.push(Owed::sync);
    replies.forget_syncs();
    ASSERT_EQ(replies.size(), 2u);
    EXPECT_EQ(replies.ready_count(), 0u);
    EXPECT_EQ(replies.front().kind, Owed::execute);
    replies.pop();
    EXPECT_EQ(replies.front().kind, Owed::parse);
    EXPECT_EQ(replies.front().digest, (StatementDigest{1, 2}));
    EXPECT_EQ(replies.front().name, "a name that is too long to be kept within the string");
}

}  // namespace
}  // namespace ormgate
