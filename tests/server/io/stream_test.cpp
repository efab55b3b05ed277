#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include "server/io/listener.hpp"
#include "server/io/tcp_options.hpp"
#include "server/io/tls.hpp"
#include "tests/support/hex.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/stream_pair.hpp"
#include "tests/support/test_certificate.hpp"

namespace ormgate {
namespace {

using namespace asio::experimental::awaitable_operators;
using asio::ip::tcp;

asio::awaitable<std::string> read_text(Stream& stream, std::size_t size) {
    std::string text(size, '\0');
    for (std::size_t at = 0; at < size;) {
        const auto rest = std::as_writable_bytes(std::span(text)).subspan(at);
        at += co_await stream.read_some(rest);
    }
    co_return text;
}

TEST(Stream, CarriesBytes) {
    asio::io_context io;
    auto [server, client] = test::stream_pair(io);
    const auto talk = [&]() -> asio::awaitable<void> {
        co_await client->write(as_bytes("hello"));
        co_await server->wait_readable();
        EXPECT_EQ(co_await read_text(*server, 5), "hello");
        const ByteView parts[] = {as_bytes("good"), as_bytes(""), as_bytes("bye")};
        co_await server->write_all(parts);
        EXPECT_EQ(co_await read_text(*client, 7), "goodbye");
    };
    test::run(io, talk());
    EXPECT_FALSE(server->is_tls());
    EXPECT_TRUE(server->tls_server_end_point().empty());
    EXPECT_TRUE(server->peer().local);
    EXPECT_GE(server->native_handle(), 0);
}

TEST(Stream, SeesThatThePeerHasGoneBehindBytesItHasSent) {
    asio::io_context io;
    auto [server, client] = test::stream_pair(io);
    EXPECT_FALSE(server->peer_gone());
    const auto talk = [&]() -> asio::awaitable<void> {
        co_await client->write(as_bytes("hello"));
        co_await server->wait_readable();
    };
    test::run(io, talk());
    EXPECT_FALSE(server->peer_gone());
    client->close();
    EXPECT_TRUE(server->peer_gone());
    EXPECT_TRUE(client->peer_gone());
}

TEST(Stream, WritesMoreThanTheKernelTakesAtOnce) {
    asio::io_context io;
    auto [server, client] = test::stream_pair(io);
    const std::string large(5'000'000, 'x'), other(3'000'000, 'y');
    const auto write = [&]() -> asio::awaitable<void> {
        co_await server->write(as_bytes(large));
        const ByteView parts[] = {as_bytes(other), as_bytes("z"), as_bytes(large)};
        co_await server->write_all(parts);
    };
    const auto read = [&]() -> asio::awaitable<void> {
        EXPECT_EQ(co_await read_text(*client, large.size()), large);
        EXPECT_EQ(co_await read_text(*client, other.size()), other);
        EXPECT_EQ(co_await read_text(*client, 1), "z");
        EXPECT_EQ(co_await read_text(*client, large.size()), large);
    };
    const auto both = [&]() -> asio::awaitable<void> { co_await (write() && read()); };
    test::run(io, both());
}

TEST(Stream, WritesMorePartsThanFitIntoOneCall) {
    asio::io_context io;
    auto [server, client] = test::stream_pair(io);
    const std::vector<ByteView> parts(100, as_bytes("abc"));
    const auto talk = [&]() -> asio::awaitable<void> {
        co_await server->write_all(parts);
        std::string expected;
        for (int i = 0; i < 100; ++i) expected += "abc";
        EXPECT_EQ(co_await read_text(*client, 300), expected);
    };
    test::run(io, talk());
}

TEST(Stream, ThrowsWhenThePeerIsGone) {
    asio::io_context io;
    auto [server, client] = test::stream_pair(io);
    client->close();
    EXPECT_EQ(client->native_handle(), -1);
    std::byte buffer[8];
    try {
        test::run(io, server->read_some(buffer));
        FAIL() << "read from nobody";
    } catch (const boost::system::system_error& error) {
        EXPECT_EQ(error.code(), asio::error::eof);
    }
    EXPECT_THROW(test::run(io, server->write(as_bytes("x"))), boost::system::system_error);
}

TEST(Stream, ThrowsWhenItIsCancelledAndCanBeReadAgain) {
    asio::io_context io;
    auto [server, client] = test::stream_pair(io);
    const auto read_cancelled = [&]() -> asio::awaitable<void> {
        std::byte buffer[8];
        bool aborted = false;
        try {
            co_await server->read_some(buffer);
        } catch (const boost::system::system_error& error) {
            aborted = error.code() == asio::error::operation_aborted;
        }
        EXPECT_TRUE(aborted);
        co_await client->write(as_bytes("again"));
        EXPECT_EQ(co_await read_text(*server, 5), "again");
    };
    const auto cancel = [&]() -> asio::awaitable<void> {
        server->cancel();
        co_return;
    };
    const auto both = [&]() -> asio::awaitable<void> { co_await (read_cancelled() && cancel()); };
    test::run(io, both());
}

// A client of the listener, accepted and connected.
struct Connected {
    std::unique_ptr<Stream> stream;
    tcp::socket client;
};

Connected connect(asio::io_context& io, Listener& listener) {
    Connected connected{nullptr, tcp::socket(io)};
    asio::io_context* const targets[] = {&io};
    const auto accepted = [&](std::size_t, std::unique_ptr<Stream> stream) {
        connected.stream = std::move(stream);
        listener.close();
    };
    asio::co_spawn(io, listener.run(targets, accepted), asio::detached);
    const tcp::endpoint where(asio::ip::make_address(listener.local().host), listener.local().port);
    connected.client.async_connect(where,
                                   [](const boost::system::error_code& error) { EXPECT_FALSE(error); });
    io.restart();
    io.run();
    return connected;
}

int option(const Stream& stream, int level, int name) {
    int value = -1;
    socklen_t size = sizeof value;
    ::getsockopt(stream.native_handle(), level, name, &value, &size);
    return value;
}

TEST(Listener, AcceptsOnAFreePort) {
    asio::io_context io(1);
    auto listeners = Listener::open(io, {"127.0.0.1", 0, "", 16});
    ASSERT_TRUE(listeners);
    Listener& listener = *listeners->front();
    EXPECT_NE(listener.local().port, 0);
    Connected connected = connect(io, listener);
    ASSERT_TRUE(connected.stream);
    EXPECT_EQ(connected.stream->peer().text(),
              "127.0.0.1:" + std::to_string(connected.client.local_endpoint().port()));
    EXPECT_EQ(connected.stream->local().text(), listener.local().text());
    EXPECT_TRUE(connected.stream->peer().local);
    TcpSettings settings;
    settings.keepalive_idle = std::chrono::seconds(17);
    set_tcp_options(*connected.stream, settings);
    EXPECT_EQ(option(*connected.stream, SOL_SOCKET, SO_KEEPALIVE), 1);
    EXPECT_EQ(option(*connected.stream, IPPROTO_TCP, TCP_KEEPIDLE), 17);
    EXPECT_EQ(option(*connected.stream, IPPROTO_TCP, TCP_NODELAY), 1);
}

TEST(Listener, SharesItsPortWithOtherWorkersButNotWithAnotherDaemon) {
    asio::io_context io(1);
    auto first = Listener::open(io, {"127.0.0.1", 0, "", 16});
    ASSERT_TRUE(first);
    const std::uint16_t port = first->front()->local().port;
    const ListenAddress where{"127.0.0.1", port, "", 16};
    EXPECT_TRUE(Listener::open(io, where, Listener::Sharing::another));
    const auto foreign = Listener::open(io, where);
    ASSERT_FALSE(foreign);
    EXPECT_EQ(foreign.error().message,
              "could not bind 127.0.0.1:" + std::to_string(port) + ": Address already in use");
}

// FewDescriptors lets the process open no more files than it has.
class FewDescriptors {
public:
    FewDescriptors() {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const int next = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        ::close(next);
        const rlimit few{static_cast<rlim_t>(next), before_.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &few);
    }
    ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

private:
    rlimit before_{};
};

TEST(Listener, WaitsWhileDescriptorsAreExhausted) {
#if __has_feature(undefined_behavior_sanitizer)
    GTEST_SKIP() << "the sanitizer needs descriptors of its own to look at an object's type";
#endif
    asio::io_context io(1);
    auto listeners = Listener::open(io, {"127.0.0.1", 0, "", 16});
    ASSERT_TRUE(listeners);
    Listener& listener = *listeners->front();
    tcp::socket client(io);
    client.connect(tcp::endpoint(asio::ip::make_address("127.0.0.1"), listener.local().port));
    std::optional<FewDescriptors> few(std::in_place);
    asio::io_context* const targets[] = {&io};
    bool accepted = false;
    const auto accept = [&](std::size_t, std::unique_ptr<Stream>) {
        accepted = true;
        listener.close();
    };
    asio::co_spawn(io, listener.run(targets, accept), asio::detached);
    const std::size_t turns = io.run_for(std::chrono::milliseconds(50));
    EXPECT_FALSE(accepted);
    EXPECT_LT(turns, 10u) << "it spins";
    few.reset();
    io.run();
    EXPECT_TRUE(accepted);
}

TEST(Listener, SaysWhatItCannotResolve) {
    asio::io_context io(1);
    const auto listeners = Listener::open(io, {"no such host", 0, "", 16});
    ASSERT_FALSE(listeners);
    EXPECT_TRUE(listeners.error().message.starts_with("could not resolve \"no such host\": "));
}

class UnixListener : public testing::Test {
protected:
    UnixListener() {
        std::string pattern = "/tmp/ormgate-test-XXXXXX";
        directory_ = ::mkdtemp(pattern.data());
        where_.unix_path = directory_ + "/socket";
    }
    ~UnixListener() override {
        ::unlink(where_.unix_path.c_str());
        ::rmdir(directory_.c_str());
    }
    asio::io_context io_{1};
    std::string directory_;
    ListenAddress where_;
};

TEST_F(UnixListener, HandsClientsRoundTheWorkers) {
    asio::io_context other(1);
    auto listeners = Listener::open(io_, where_);
    ASSERT_TRUE(listeners) << listeners.error().message;
    Listener& listener = *listeners->front();
    asio::io_context* const targets[] = {&io_, &other};
    std::vector<std::size_t> taken;
    const auto accepted = [&](std::size_t target, std::unique_ptr<Stream> stream) {
        EXPECT_TRUE(stream->peer().local);
        EXPECT_EQ(stream->local().text(), "unix:" + where_.unix_path);
        taken.push_back(target);
        if (taken.size() == 4) listener.close();
    };
    asio::co_spawn(io_, listener.run(targets, accepted), asio::detached);
    std::vector<asio::local::stream_protocol::socket> clients;
    for (int i = 0; i < 4; ++i) {
        clients.emplace_back(io_);
        clients.back().connect(where_.unix_path);
    }
    io_.run();
    EXPECT_EQ(taken, (std::vector<std::size_t>{0, 1, 0, 1}));
    struct stat gone{};
    EXPECT_NE(::stat(where_.unix_path.c_str(), &gone), 0) << "a closed listener removes its file";
}

TEST_F(UnixListener, TakesAStalePathButNobodyElses) {
    {
        asio::local::stream_protocol::acceptor crashed(io_, where_.unix_path);
    }
    auto listeners = Listener::open(io_, where_);
    ASSERT_TRUE(listeners) << listeners.error().message;
    const auto second = Listener::open(io_, where_);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().message, "could not bind unix:" + where_.unix_path + ": it is in use");
    listeners->clear();
    std::ofstream(where_.unix_path) << "precious";
    EXPECT_FALSE(Listener::open(io_, where_)) << "a file that is no socket";
}

// What a client of TLS sees of the server behind `stream`.
struct Handshake {
    Bytes end_point;    // hash of the certificate, as the server binds it
    Bytes certificate;  // hash of the certificate, as the client saw it
    std::string protocol, echo;
    bool polite = false;  // whether the server said good-bye
};

asio::awaitable<void> shake(tcp::socket& socket, std::string alpn, Handshake& seen) {
    asio::ssl::context context(asio::ssl::context::tls_client);
    asio::ssl::stream<tcp::socket&> tls(socket, context);
    if (!alpn.empty()) {
        const std::string wire = static_cast<char>(alpn.size()) + alpn;
        SSL_set_alpn_protos(tls.native_handle(),
                            reinterpret_cast<const unsigned char*>(wire.data()),
                            static_cast<unsigned>(wire.size()));
    }
    co_await tls.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    X509* certificate = SSL_get1_peer_certificate(tls.native_handle());
    X509_digest(certificate, EVP_sha256(), hash, &size);
    X509_free(certificate);
    const auto view = std::as_bytes(std::span(hash, size));
    seen.certificate.assign(view.begin(), view.end());
    co_await asio::async_write(tls, asio::buffer("onetwo", 6), asio::use_awaitable);
    char answer[6];
    std::size_t got = 0;
    while (got < sizeof answer)
        got += co_await tls.async_read_some(asio::buffer(answer + got, sizeof answer - got),
                                            asio::use_awaitable);
    seen.echo.assign(answer, sizeof answer);
    try {
        co_await tls.async_read_some(asio::buffer(answer), asio::use_awaitable);
    } catch (const boost::system::system_error& error) {
        seen.polite = error.code() == asio::error::eof;  // else: stream truncated
    }
}

// `direct`: the server has read the beginning of the handshake already when it starts it.
Handshake handshake_with(const TlsSettings& files, const std::string& alpn, bool direct) {
    asio::io_context io(1);
    auto listeners = Listener::open(io, {"127.0.0.1", 0, "", 16});
    Connected connected = connect(io, *listeners->front());
    Handshake seen;
    const auto serve = [&]() -> asio::awaitable<void> {
        Stream& stream = *connected.stream;
        std::array<std::byte, 100> beginning;
        const std::size_t read = direct ? co_await stream.read_some(beginning) : 0;
        co_await stream.start_tls(*make_tls_context(files), ByteView(beginning).first(read));
        seen.end_point = stream.tls_server_end_point();
        seen.protocol = stream.tls_protocol();
        EXPECT_TRUE(stream.is_tls());
        co_await stream.wait_readable();
        // The rest is inside OpenSSL now, and the socket will not become readable again.
        EXPECT_EQ(co_await read_text(stream, 3), "one");
        co_await stream.wait_readable();
        EXPECT_EQ(co_await read_text(stream, 3), "two");
        const ByteView parts[] = {as_bytes("one"), as_bytes("two")};
        co_await stream.write_all(parts);
        co_await stream.finish();
    };
    const auto both = [&]() -> asio::awaitable<void> {
        co_await (serve() && shake(connected.client, alpn, seen));
    };
    test::run(io, both());
    return seen;
}

TEST(Tls, CarriesBytesAndBindsTheChannel) {
    for (const EVP_MD* digest : {EVP_sha256(), EVP_sha1()}) {
        const test::TestCertificate certificate(digest);
        const Handshake seen = handshake_with({certificate.certificate(), certificate.key(), ""}, "", false);
        EXPECT_EQ(seen.echo, "onetwo");
        EXPECT_EQ(test::to_hex(seen.end_point), test::to_hex(seen.certificate)) << "SHA-1 counts as SHA-256";
        EXPECT_EQ(seen.protocol, "");
        EXPECT_TRUE(seen.polite);
    }
}

TEST(Tls, TakesAHandshakeThatWasBegunInTheClear) {
    const test::TestCertificate certificate;
    const Handshake seen =
        handshake_with({certificate.certificate(), certificate.key(), ""}, "postgresql", true);
    EXPECT_EQ(seen.echo, "onetwo");
    EXPECT_EQ(seen.protocol, "postgresql");
}

TEST(Tls, RefusesOtherProtocolsAndClientsWithoutTheCertificateItWants) {
    const test::TestCertificate certificate;
    TlsSettings files{certificate.certificate(), certificate.key(), ""};
    EXPECT_ANY_THROW(handshake_with(files, "h2", false));
    files.client_ca = certificate.certificate();
    EXPECT_EQ(handshake_with(files, "", false).echo, "onetwo") << "may, but need not";
    files.mode = ClientTls::verify;
    EXPECT_ANY_THROW(handshake_with(files, "", false));
}

TEST(Tls, SaysWhichFileItCannotLoad) {
    const test::TestCertificate certificate, other;
    struct {
        TlsSettings files;
        const char* message;
    } const cases[] = {
        {{"/nowhere", certificate.key(), ""}, "could not load server certificate file \"/nowhere\": "},
        {{certificate.certificate(), "/nowhere", ""}, "could not load private key file \"/nowhere\": "},
        {{certificate.certificate(), certificate.key(), "/nowhere"},
         "could not load root certificate file \"/nowhere\": "},
    };
    for (const auto& c : cases) {
        const auto context = make_tls_context(c.files);
        ASSERT_FALSE(context);
        EXPECT_TRUE(context.error().message.starts_with(c.message)) << context.error().message;
    }
    EXPECT_EQ(*make_tls_context({}), nullptr);
    EXPECT_EQ(*make_tls_context({certificate.certificate(), certificate.key(), "", ClientTls::disable}),
              nullptr);
    EXPECT_FALSE(make_tls_context({certificate.certificate(), other.key(), ""}))
        << "a key of another certificate";
}

TEST(Address, IsPrintedAsPeopleWriteIt) {
    EXPECT_EQ((Address{"127.0.0.1", 6432, true}).text(), "127.0.0.1:6432");
    EXPECT_EQ((Address{"::1", 6432, true}).text(), "[::1]:6432");
    EXPECT_EQ((Address{"/run/x", 0, true}).text(), "unix:/run/x");
}

}  // namespace
}  // namespace ormgate
