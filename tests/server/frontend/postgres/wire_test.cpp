#include "server/frontend/postgres/wire.hpp"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>

#include "server/frontend/postgres/startup.hpp"
#include "tests/support/script_stream.hpp"
#include "tests/support/stream_pair.hpp"

namespace ormgate {
namespace {

using namespace postgres;
using namespace std::chrono_literals;
using std::chrono::steady_clock;
using test::from_hex;
using test::ScriptStream;

template <class M>
Bytes encoded(const M& message) {
    Bytes out;
    encode(message, out);
    return out;
}

// A wire over a socket, and the client's end of it.
class PostgresWireTest : public testing::Test {
protected:
    asio::io_context io_{1};
    BufferPool buffers_{1024};
    Watchdog watchdog_{io_};
    test::StreamPair ends_ = test::stream_pair(io_);
    PostgresWire wire_{*ends_.server, buffers_, watchdog_, 1 << 20};

    void client_sends(ByteView bytes) { test::run(io_, ends_.client->write(bytes)); }
    std::string read_query() {
        const auto message = test::run(io_, wire_.read());
        return message ? std::string(std::get<Query>(*message).sql) : "error: " + message.error().message;
    }
};

TEST_F(PostgresWireTest, ReadsMessagesOneAfterAnother) {
    Bytes pipeline = encoded(Query{"a"});
    append(pipeline, ByteView(encoded(Query{"b"})));
    append(pipeline, ByteView(encoded(Query{"c"})));
    const ByteView most = ByteView(pipeline).first(pipeline.size() - 1);
    client_sends(most);
    EXPECT_EQ(read_query(), "a");
    const auto second = wire_.next();
    ASSERT_TRUE(second && *second);
    EXPECT_EQ(std::get<Query>(**second).sql, "b");
    EXPECT_FALSE(wire_.next()) << "the third has not arrived as a whole";
    client_sends(ByteView(pipeline).last(1));
    EXPECT_EQ(read_query(), "c");
}

TEST_F(PostgresWireTest, ReadsAMessageLargerThanItsBuffer) {
    const std::string sql(100'000, 'x');
    client_sends(encoded(Query{sql}));
    EXPECT_EQ(read_query(), sql);
    client_sends(encoded(Query{"small"}));
    EXPECT_EQ(read_query(), "small");
}

TEST_F(PostgresWireTest, SaysWhatItCannotRead) {
    client_sends(from_hex("5100000001"));
    EXPECT_EQ(read_query(), "error: invalid message length");
}

TEST_F(PostgresWireTest, SendsNothingBeforeItIsFlushed) {
    wire_.put(ReadyForQuery{'I'});
    EXPECT_TRUE(wire_.has_output());
    EXPECT_FALSE(wire_.full());
    test::run(io_, wire_.flush());
    EXPECT_FALSE(wire_.has_output());
    std::byte buffer[16];
    EXPECT_EQ(test::run(io_, ends_.client->read_some(buffer)), 6u);
    wire_.out().resize(PostgresWire::high_water);
    EXPECT_TRUE(wire_.full());
}

TEST_F(PostgresWireTest, HoldsNoBufferForAClientThatIsSilent) {
    const auto silent_client = [&]() -> asio::awaitable<std::string> {
        asio::post(io_, [&] {
            EXPECT_EQ(buffers_.lent_count(), 1u) << "at first";
            watchdog_.check(steady_clock::now());
            asio::post(io_, [&] {
                EXPECT_EQ(buffers_.lent_count(), 1u) << "not for a second yet";
                watchdog_.check(steady_clock::now() + 2s);
            });
        });
        const auto message = co_await wire_.read();
        co_return std::string(std::get<Query>(*message).sql);
    };
    const auto wakes_up = [&]() -> asio::awaitable<void> {
        asio::steady_timer turn(io_);
        for (int i = 0; i < 20; ++i) {
            turn.expires_after(1ms);
            co_await turn.async_wait(asio::use_awaitable);
        }
        EXPECT_EQ(buffers_.lent_count(), 0u) << "afterwards";
        co_await ends_.client->write(encoded(Query{"hello"}));
    };
    asio::co_spawn(io_, wakes_up(), [](std::exception_ptr error) { EXPECT_FALSE(error); });
    EXPECT_EQ(test::run(io_, silent_client()), "hello");
    EXPECT_EQ(buffers_.lent_count(), 1u);
}

TEST_F(PostgresWireTest, CanBeInterruptedAlsoWhileItGivesItsBufferBack) {
    for (const bool idle : {false, true}) {
        const auto interrupted = [&]() -> asio::awaitable<void> {
            asio::post(io_, [&] {
                if (idle) watchdog_.check(steady_clock::now() + 2s);
                wire_.interrupt();
            });
            co_await wire_.fill();
        };
        EXPECT_THROW(test::run(io_, interrupted()), boost::system::system_error);
        client_sends(encoded(Query{"still here"}));
        EXPECT_EQ(read_query(), "still here");
    }
}

TEST_F(PostgresWireTest, ThrowsWhenItsStreamIsClosedWhileItWaits) {
    const auto closed = [&]() -> asio::awaitable<void> {
        asio::post(io_, [&] { ends_.server->close(); });
        co_await wire_.fill();
    };
    EXPECT_THROW(test::run(io_, closed()), boost::system::system_error);
}

TEST_F(PostgresWireTest, GivesItsBufferBackWhenTheClientIsGone) {
    {
        PostgresWire wire(*ends_.server, buffers_, watchdog_, 1 << 20);
        ends_.client->close();
        EXPECT_THROW(test::run(io_, wire.fill()), boost::system::system_error);
    }
    EXPECT_EQ(buffers_.lent_count(), 0u);
}

TEST_F(PostgresWireTest, DoesNotMindWhoDoesNotHearItsLastWords) {
    ends_.client->close();
    EXPECT_NO_THROW(test::run(io_, wire_.fatal(Error(Errc::admin_shutdown, "terminating connection"))));
}

TEST_F(PostgresWireTest, RunsOutOfPatienceWithALoginThatNeverComes) {
    Settings settings;
    settings.login_timeout = 1ms;
    LoginServices services;
    services.settings = std::make_shared<const Settings>(settings);
    EXPECT_FALSE(test::run(io_, log_in(wire_, services)));
    ends_.server->close();
    std::byte buffer[16];
    EXPECT_THROW(test::run(io_, ends_.client->read_some(buffer)), boost::system::system_error)
        << "nothing is said to one that has said nothing";
}

TEST_F(PostgresWireTest, TellsALoginThatTookTooLong) {
    Settings settings;
    settings.databases["app"] = {};
    settings.users.resize(1);
    settings.users[0].name = "app";
    settings.users[0].password = "pencil";
    settings.login_timeout = 50ms;
    LoginServices services;
    services.settings = std::make_shared<const Settings>(settings);
    services.credentials = *Credentials::make(settings);
    Bytes startup;
    encode_startup(StartupMessage{oldest_protocol, {{"user", "app"}}}, startup);
    client_sends(startup);
    EXPECT_FALSE(test::run(io_, log_in(wire_, services)));
    std::array<std::byte, 256> buffer;
    const std::size_t size = test::run(io_, ends_.client->read_some(buffer));
    const std::string_view said = as_text(ByteView(buffer).first(size));
    EXPECT_NE(said.find("C57014"), said.npos);
    EXPECT_NE(said.find("canceling authentication due to timeout"), said.npos);
}

TEST(PostgresWire, TellsWhatComesAfterTheLogin) {
    ScriptStream script;
    script.expect(from_hex("53000000096100623100"))
        .expect(from_hex("4b0000000c00000007deadbeef"))
        .expect(from_hex("5a0000000549"));
    asio::io_context io;
    BufferPool buffers;
    Watchdog watchdog(io);
    PostgresWire wire(script, buffers, watchdog, 1 << 20);
    put_parameter_status(wire, "a", "b1");
    put_cancel_key(wire, {7, from_hex("deadbeef")});
    put_ready(wire, 'I');
    test::run(io, wire.flush());
    EXPECT_TRUE(script.finished());
}

}  // namespace
}  // namespace ormgate
