// Whatever arrives: frames are found the same however it is split, and a message that can be read is written
// back as it was.

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "protocol/postgres/codec.hpp"
#include "protocol/postgres/framer.hpp"

using namespace ormgate;
using namespace ormgate::postgres;

static void require(bool holds) {
    if (!holds) std::abort();
}

template <class Message>
static void check_round_trip(const Result<Message>& message, ByteView whole) {
    if (!message) return;
    Bytes again;
    encode(*message, again);
    require(std::ranges::equal(again, whole));
}

// Feeds `input` in pieces and hands out each frame; returns how many bytes were in frames.
static std::size_t for_each_frame(ByteView input, std::size_t piece, auto&& each) {
    std::byte memory[64];
    Framer framer(4096);
    framer.lend(memory);
    std::size_t framed = 0;
    while (!input.empty()) {
        const auto space = framer.space();
        require(!space.empty() && space.size() <= 16384);
        const std::size_t n = std::min({space.size(), input.size(), piece});
        std::ranges::copy(input.first(n), space.begin());
        framer.commit(n);
        input = input.subspan(n);
        for (;;) {
            const auto frame = framer.next();
            if (!frame) return framed;
            if (!*frame) break;
            framed += (*frame)->whole.size();
            each(**frame);
        }
    }
    return framed;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView input = std::as_bytes(std::span(data, size));
    const std::size_t framed = for_each_frame(input, SIZE_MAX, [](const Framer::Frame& frame) {
        check_round_trip(decode_frontend(frame.tag, frame.body), frame.whole);
        check_round_trip(decode_backend(frame.tag, frame.body), frame.whole);
        if (frame.tag != 'p') return;
        check_round_trip(decode<PasswordMessage>(frame.body), frame.whole);
        check_round_trip(decode<SaslInitialResponse>(frame.body), frame.whole);
    });
    require(framed == for_each_frame(input, 1, [](const Framer::Frame&) {}));
    if (size < 4) return 0;
    const auto startup = decode_startup(input.subspan(4));
    if (!startup) return 0;
    const auto* message = std::get_if<StartupMessage>(&*startup);
    if (message && protocol_major(message->version) != 3) return 0;  // not read any further
    Bytes again;
    encode_startup(*startup, again);
    require(std::ranges::equal(ByteView(again).subspan(4), input.subspan(4)));
    return 0;
}
