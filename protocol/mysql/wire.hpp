#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/bytes.hpp"
#include "protocol/mysql/capabilities.hpp"

namespace ormgate::mysql {

// First bytes that are no length ("Protocol::LengthEncodedInteger").
inline constexpr std::uint8_t null_cell = 0xfb;

// Reader takes a message's fields off its payload, little-endian. Failure is sticky: read everything, ask
// finished() once. What it hands out borrows from the payload. The layout of many messages depends on the
// capabilities: has().
class Reader {
public:
    static constexpr bool reads = true;
    explicit Reader(ByteView in, Capabilities agreed = 0) : in_(in), capabilities_(agreed) {}

    bool has(Capabilities capability) const { return (capabilities_ & capability) != 0; }
    Capabilities capabilities() const { return capabilities_; }
    // Of the messages that say themselves which capabilities they are written with.
    void agree(Capabilities capabilities) { capabilities_ = capabilities; }

    template <std::integral T, std::size_t Size = sizeof(T)>
    void integer(T& out) {
        std::uint64_t bits = 0;
        unsigned shift = 0;
        for (const std::byte b : take(Size)) {
            bits |= std::to_integer<std::uint64_t>(b) << shift;
            shift += 8;
        }
        out = static_cast<T>(bits);
    }
    void integer3(std::uint32_t& out) { integer<std::uint32_t, 3>(out); }
    void lenenc(std::uint64_t& out) {
        std::uint8_t first = 0;
        integer(first);
        out = first;
        if (first < null_cell) return;
        if (first == 0xfc) return integer<std::uint64_t, 2>(out);
        if (first == 0xfd) return integer<std::uint64_t, 3>(out);
        if (first == 0xfe) return integer<std::uint64_t, 8>(out);
        refuse();
    }
    // A field whose value the message's kind fixes.
    void constant(std::uint8_t expected) {
        std::uint8_t found = 0;
        integer(found);
        if (found != expected) refuse();
    }
    // Bytes without a meaning, whatever they hold.
    void filler(std::size_t n) { take(n); }

    void cstring(auto& out) {
        const std::size_t size = as_text(in_).find('\0');
        assign(out, take(size));  // npos is beyond any message
        take(1);
    }
    void lenenc_string(auto& out) {
        std::uint64_t size = 0;
        lenenc(size);
        assign(out, take(size));
    }
    // A length of one byte.
    void short_string(auto& out) {
        std::uint8_t size = 0;
        integer(size);
        assign(out, take(size));
    }
    void rest(auto& out) { assign(out, take(in_.size())); }
    void fixed(std::span<char> out) {
        const std::string_view text = as_text(take(out.size()));
        if (ok_) std::ranges::copy(text, out.begin());
    }
    // Some of a word's bits, which stand in several fields.
    void bits16(std::uint64_t& word, unsigned shift) { bits<std::uint16_t>(word, shift); }
    void bits32(std::uint64_t& word, unsigned shift) { bits<std::uint32_t>(word, shift); }
    void bytes(std::size_t n, auto& out) { assign(out, take(n)); }
    // At the end of a message: left out if it is empty and not `required`.
    void last_string(auto& out, bool required) {
        if (required || !in_.empty()) lenenc_string(out);
    }
    // A cell of a text row.
    void nullable(std::optional<ByteView>& out) {
        out.reset();
        if (begins_with(null_cell)) {
            take(1);
            return;
        }
        lenenc_string(out.emplace());
    }
    // `layout` fills a string with a length of its own.
    void nested(auto&& layout) {
        ByteView body;
        lenenc_string(body);
        Reader inside(body, capabilities_);
        layout(inside);
        if (!inside.finished()) refuse();
    }
    // Before a client has said that it knows them, errors come without.
    void sqlstate(std::span<char> out) {
        if (!begins_with('#')) return;
        take(1);
        fixed(out);
    }
    void require(bool holds) {
        if (!holds) refuse();
    }
    // Elements, which are never empty, up to the end.
    void until_end(auto& out, auto&& each) {
        out.clear();
        while (!in_.empty()) each(out.emplace_back());
    }

    bool begins_with(std::uint8_t byte) const { return !in_.empty() && in_.front() == std::byte{byte}; }
    bool ok() const { return ok_; }
    bool finished() const { return ok_ && in_.empty(); }
    std::size_t left() const { return in_.size(); }
    void refuse() {
        ok_ = false;
        in_ = {};
    }

private:
    template <std::unsigned_integral T>
    void bits(std::uint64_t& word, unsigned shift) {
        T part = 0;
        integer(part);
        word |= std::uint64_t{part} << shift;
    }
    static void assign(ByteView& out, ByteView bytes) { out = bytes; }
    static void assign(std::string_view& out, ByteView bytes) { out = as_text(bytes); }
    static void assign(std::string& out, ByteView bytes) { out = as_text(bytes); }
    ByteView take(std::size_t n) {
        if (n > in_.size()) {
            refuse();
            return {};
        }
        const ByteView head = in_.first(n);
        in_ = in_.subspan(n);
        return head;
    }

    ByteView in_;
    Capabilities capabilities_;
    bool ok_ = true;
};

// Writer has the verbs of Reader, so that one field list serves both.
class Writer {
public:
    static constexpr bool reads = false;
    explicit Writer(Bytes& out, Capabilities agreed = 0) : out_(out), capabilities_(agreed) {}

    bool has(Capabilities capability) const { return (capabilities_ & capability) != 0; }
    Capabilities capabilities() const { return capabilities_; }
    void agree(Capabilities capabilities) { capabilities_ = capabilities; }

    template <std::integral T, std::size_t Size = sizeof(T)>
    void integer(T value) {
        auto bits = static_cast<std::uint64_t>(value);
        std::array<std::byte, Size> bytes;
        for (std::byte& b : bytes) {
            b = static_cast<std::byte>(bits & 0xff);
            bits >>= 8;
        }
        append(out_, ByteView(bytes));
    }
    void integer3(std::uint32_t value) { integer<std::uint32_t, 3>(value); }
    void lenenc(std::uint64_t value) {
        if (value < null_cell) return integer(static_cast<std::uint8_t>(value));
        if (value <= 0xffff) return put_lenenc<2>(0xfc, value);
        if (value <= 0xffffff) return put_lenenc<3>(0xfd, value);
        put_lenenc<8>(0xfe, value);
    }
    void constant(std::uint8_t value) { integer(value); }
    void filler(std::size_t n) { out_.resize(out_.size() + n); }

    // A zero byte would end the string early and shift every field behind it.
    void cstring(std::string_view text) {
        append(out_, text.substr(0, text.find('\0')));
        out_.push_back(std::byte{0});
    }
    void cstring(ByteView bytes) { cstring(as_text(bytes)); }
    void lenenc_string(std::string_view text) { lenenc_string(as_bytes(text)); }
    void lenenc_string(ByteView bytes) {
        lenenc(bytes.size());
        append(out_, bytes);
    }
    void short_string(std::string_view text) {
        text = text.substr(0, 255);
        integer(static_cast<std::uint8_t>(text.size()));
        append(out_, text);
    }
    void short_string(ByteView bytes) { short_string(as_text(bytes)); }
    void rest(std::string_view text) { append(out_, text); }
    void rest(ByteView bytes) { append(out_, bytes); }
    void fixed(std::span<const char> text) { append(out_, std::string_view(text.data(), text.size())); }
    void bits16(std::uint64_t word, unsigned shift) { integer(static_cast<std::uint16_t>(word >> shift)); }
    void bits32(std::uint64_t word, unsigned shift) { integer(static_cast<std::uint32_t>(word >> shift)); }
    void bytes(std::size_t, std::string_view text) { append(out_, text); }
    void bytes(std::size_t, ByteView bytes) { append(out_, bytes); }
    void last_string(std::string_view text, bool required) {
        if (required || !text.empty()) lenenc_string(text);
    }
    void nullable(const std::optional<ByteView>& cell) {
        if (!cell) return integer(null_cell);
        lenenc_string(*cell);
    }
    void nested(auto&& layout) {
        Bytes body;
        Writer inside(body, capabilities_);
        layout(inside);
        lenenc_string(ByteView(body));
    }
    void sqlstate(std::span<const char> text) {
        if (!has(capability::protocol_41)) return;
        constant('#');
        fixed(text);
    }
    void require(bool) {}
    void until_end(const auto& in, auto&& each) {
        for (const auto& element : in) each(element);
    }

private:
    template <std::size_t Size>
    void put_lenenc(std::uint8_t first, std::uint64_t value) {
        integer(first);
        integer<std::uint64_t, Size>(value);
    }

    Bytes& out_;
    Capabilities capabilities_;
};

}  // namespace ormgate::mysql
