#include "server/io/read_watch.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <vector>

#include "tests/support/run_coroutine.hpp"
#include "tests/support/stream_pair.hpp"

namespace ormgate {
namespace {

using Report = ReadWatch::Report;

// What a listener was told.
struct Heard {
    std::vector<Report> reports;
    static void note(void* self, Report report) { static_cast<Heard*>(self)->reports.push_back(report); }
};

class ReadWatchTest : public testing::Test {
protected:
    void say(std::string_view words) {
        ASSERT_EQ(::send(ends.client->native_handle(), words.data(), words.size(), 0),
                  static_cast<ssize_t>(words.size()));
    }
    // All that the event loop has to do now; the watch itself keeps it from running out of work.
    void turn() {
        io.restart();
        io.poll();
    }

    asio::io_context io;
    test::StreamPair ends = test::stream_pair(io);
    Heard heard;
};

TEST_F(ReadWatchTest, TellsTheListenerOnceAndRemembersTheRest) {
    ReadWatch& watch = *ends.server->watch_reads();
    EXPECT_TRUE(watch.readable()) << "nobody knows at first";
    watch.emptied();
    watch.listen(&heard, Heard::note);
    turn();
    EXPECT_TRUE(heard.reports.empty());
    EXPECT_FALSE(watch.readable());
    say("one");
    turn();
    EXPECT_EQ(heard.reports, std::vector{Report::readable});
    EXPECT_TRUE(watch.readable());
    watch.emptied();
    say("two");
    turn();
    EXPECT_EQ(heard.reports.size(), 1U) << "it was told once";
    EXPECT_TRUE(watch.readable()) << "what comes while nobody listens is not lost";
}

TEST_F(ReadWatchTest, TellsThatThePeerHasGone) {
    ReadWatch& watch = *ends.server->watch_reads();
    watch.emptied();
    watch.listen(&heard, Heard::note);
    turn();
    ends.client->close();
    turn();
    EXPECT_EQ(heard.reports, std::vector{Report::readable});
}

TEST_F(ReadWatchTest, TellsThatItWasCancelled) {
    ReadWatch& watch = *ends.server->watch_reads();
    watch.listen(&heard, Heard::note);
    ends.server->cancel();
    turn();
    EXPECT_EQ(heard.reports, std::vector{Report::cancelled});
    EXPECT_FALSE(watch.on());
    EXPECT_EQ(ends.server->watch_reads(), &watch);
    EXPECT_TRUE(watch.on());
}

TEST_F(ReadWatchTest, GivesWayToAReadOfTheStream) {
    ReadWatch& watch = *ends.server->watch_reads();
    turn();
    say("hello");
    turn();
    std::array<std::byte, 16> memory;
    std::size_t size = 0;
    const auto read = [&]() -> asio::awaitable<void> { size = co_await ends.server->read_some(memory); };
    test::run(io, read());
    EXPECT_EQ(size, 5U);
    EXPECT_FALSE(watch.on());
    say("again");
    test::run(io, read());
    EXPECT_EQ(size, 5U);
}

TEST_F(ReadWatchTest, EndsWithItsSocket) {
    ends.server->watch_reads()->listen(&heard, Heard::note);
    ends.server.reset();
    turn();
    EXPECT_TRUE(heard.reports.empty());
}

}  // namespace
}  // namespace ormgate
