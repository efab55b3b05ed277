#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/bytes.hpp"

namespace ormgate::postgres {

// Reader takes a message's fields off its body, big-endian. Failure is sticky: read everything, ask
// finished() once. What it hands out borrows from the body.
class Reader {
public:
    explicit Reader(ByteView in) : in_(in) {}

    template <std::integral T>
    void integer(T& out) {
        std::make_unsigned_t<T> bits = 0;
        for (std::byte b : take(sizeof(T)))
            bits = static_cast<std::make_unsigned_t<T>>((std::uint64_t{bits} << 8) |
                                                        std::to_integer<std::uint64_t>(b));
        out = static_cast<T>(bits);
    }
    // A field whose value the message's kind fixes.
    void constant(std::uint32_t expected) {
        std::uint32_t n = 0;
        integer(n);
        if (n != expected) ok_ = false;
    }
    void character(char& out) {
        std::uint8_t code = 0;
        integer(code);
        out = static_cast<char>(code);
    }
    void cstring(std::string_view& out) {
        const std::size_t size = as_text(in_).find('\0');
        out = as_text(take(size));  // npos is beyond any message
        take(1);
    }
    void cstring(std::string& out) {
        std::string_view view;
        cstring(view);
        out = view;
    }
    void rest(ByteView& out) { out = take(in_.size()); }
    template <std::size_t N>
    void fixed(std::array<std::byte, N>& out) {
        const ByteView bytes = take(N);
        if (ok_) std::copy(bytes.begin(), bytes.end(), out.begin());
    }
    // Int32 length, then as many bytes; -1 is null.
    void nullable(std::optional<ByteView>& out) {
        std::uint32_t size = 0;
        integer(size);
        out.reset();
        if (size == 0xffffffff) return;
        out = take(size);
    }
    // A count, then the elements. Elements are never empty, so a hostile count ends with the body.
    template <std::unsigned_integral Count = std::uint16_t>
    void list(auto& out, auto&& each) {
        Count n = 0;
        integer(n);
        out.clear();
        for (; n > 0 && ok_; --n) each(out.emplace_back());
    }
    // Elements up to a zero byte; none begins with one.
    void sequence(auto& out, auto&& each) {
        out.clear();
        while (ok_ && !in_.empty() && in_.front() != std::byte{0}) each(out.emplace_back());
        take(1);
    }

    bool ok() const { return ok_; }
    bool finished() const { return ok_ && in_.empty(); }

private:
    ByteView take(std::size_t n) {
        if (n > in_.size()) {
            ok_ = false;
            in_ = {};
            return {};
        }
        const ByteView head = in_.first(n);
        in_ = in_.subspan(n);
        return head;
    }

    ByteView in_;
    bool ok_ = true;
};

// Writer has the verbs of Reader, so that one field list serves both.
class Writer {
public:
    explicit Writer(Bytes& out) : out_(out) {}

    template <std::integral T>
    void integer(T value) {
        auto bits = static_cast<std::make_unsigned_t<T>>(value);
        std::byte bytes[sizeof(T)];
        for (std::size_t i = sizeof(T); i-- > 0;
             bits = static_cast<std::make_unsigned_t<T>>(std::uint64_t{bits} >> 8))
            bytes[i] = static_cast<std::byte>(bits & 0xff);
        append(out_, ByteView(bytes));
    }
    void constant(std::uint32_t value) { integer(value); }
    void character(char c) { out_.push_back(static_cast<std::byte>(c)); }
    // A zero byte would end the string early and shift every field behind it.
    void cstring(std::string_view text) {
        append(out_, text.substr(0, text.find('\0')));
        out_.push_back(std::byte{0});
    }
    void rest(ByteView bytes) { append(out_, bytes); }
    template <std::size_t N>
    void fixed(const std::array<std::byte, N>& bytes) {
        append(out_, ByteView(bytes));
    }
    void nullable(const std::optional<ByteView>& bytes) {
        integer(bytes ? static_cast<std::uint32_t>(bytes->size()) : 0xffffffff);
        if (bytes) append(out_, *bytes);
    }
    template <std::unsigned_integral Count = std::uint16_t>
    void list(const auto& in, auto&& each) {
        integer(static_cast<Count>(in.size()));
        for (const auto& element : in) each(element);
    }
    void sequence(const auto& in, auto&& each) {
        for (const auto& element : in) each(element);
        out_.push_back(std::byte{0});
    }

private:
    Bytes& out_;
};

}  // namespace ormgate::postgres
