#include "server/session/cancel_registry.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

namespace ormgate {
namespace {

TEST(CancelRegistry, CallsTheOneWhoseKeyItIs) {
    asio::io_context io;
    CancelRegistry registry;
    int first = 0, second = 0;
    CancelRegistry::Seat a(registry, io.get_executor(), 4, [&] { ++first; });
    CancelRegistry::Seat b(registry, io.get_executor(), 32, [&] { ++second; });
    EXPECT_NE(a.process(), b.process());
    EXPECT_EQ(b.key().size(), 32u);
    registry.cancel(a.process(), a.key());
    EXPECT_EQ(first, 0);  // on its worker, not here
    io.poll();
    EXPECT_EQ(first, 1);
    EXPECT_EQ(second, 0);
}

TEST(CancelRegistry, IgnoresWrongKeysAndThoseWhoHaveLeft) {
    asio::io_context io;
    CancelRegistry registry;
    int calls = 0;
    auto seat = std::make_unique<CancelRegistry::Seat>(registry, io.get_executor(), 4, [&] { ++calls; });
    const std::uint32_t process = seat->process();
    Bytes key(seat->key().begin(), seat->key().end());
    Bytes wrong = key;
    wrong[0] ^= std::byte{1};
    registry.cancel(process, wrong);
    registry.cancel(process, ByteView(key).first(3));
    registry.cancel(process, {});
    registry.cancel(process + 1, key);
    io.poll();
    EXPECT_EQ(calls, 0);
    registry.cancel(process, key);
    seat.reset();  // before its worker comes to it
    io.restart();
    io.poll();
    EXPECT_EQ(calls, 0);
    registry.cancel(process, key);
    io.restart();
    io.poll();
    EXPECT_EQ(calls, 0);
}

}  // namespace
}  // namespace ormgate
