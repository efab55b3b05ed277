// A payload as every kind of message, with each set of capabilities: what can be read is written as something
// that reads the same. And bytes as packets, however they are split.

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "protocol/mysql/framer.hpp"
#include "tests/support/mysql_messages.hpp"

using namespace ormgate;
using namespace ormgate::mysql;

static void require(bool holds) {
    if (!holds) std::abort();
}

static void check_kinds(ByteView payload, Capabilities agreed) {
    for (const test::MysqlKind& kind : test::mysql_kinds) {
        const auto written = kind.again(payload, agreed);
        if (!written) continue;
        const auto again = kind.again(*written, agreed);
        require(again && std::ranges::equal(*written, *again));
    }
}

static void check_parameters(ByteView tail, Capabilities agreed) {
    const ParameterType bound[] = {{ColumnType::long_, true}, {ColumnType::datetime, false}};
    for (const std::uint8_t flags : {std::uint8_t{0}, StatementExecute::parameter_count_available}) {
        const PreparedParameters prepared{2, bound, {false, true}};
        const auto parameters = decode_parameters(tail, flags, prepared, agreed);
        if (!parameters) continue;
        Bytes written;
        encode_parameters(*parameters, flags, agreed, written);
        require(decode_parameters(written, flags, prepared, agreed).has_value());
    }
}

// Feeds `input` in pieces; returns how many bytes were in messages.
static std::size_t framed(ByteView input, std::size_t piece) {
    std::byte memory[64];
    Framer framer(4096);
    framer.lend(memory);
    framer.ignore_sequence();
    std::size_t total = 0;
    while (!input.empty()) {
        const auto space = framer.space();
        require(!space.empty() && space.size() <= 16384);
        const std::size_t n = std::min({space.size(), input.size(), piece});
        std::ranges::copy(input.first(n), space.begin());
        framer.commit(n);
        input = input.subspan(n);
        for (;;) {
            const auto message = framer.next();
            if (!message) return total;
            if (!*message) break;
            total += (*message)->whole.size();
        }
    }
    return total;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView input = std::as_bytes(std::span(data, size));
    for (const test::CapabilitySet& set : test::capability_sets) {
        check_kinds(input, set.capabilities);
        check_parameters(input, set.capabilities);
    }
    require(framed(input, SIZE_MAX) == framed(input, 1));
    return 0;
}
