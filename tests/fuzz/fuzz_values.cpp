// A value in text or binary form, behind the name of its type and a blank ('numeric 1.50', '_int4 {1,2}').
// What can be read is printed as something that can be read again and then prints the same.

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "core/text_io.hpp"
#include "protocol/postgres/types.hpp"

using namespace ormgate;
using postgres::Format;

static std::optional<Type> type_called(std::string_view name) {
    const bool array = name.starts_with('_');
    if (array) name.remove_prefix(1);
    const TypeInfo* info = type_named(name);
    if (!info || info->id >= TypeId::enumeration) return std::nullopt;
    return Type(info->id, array);
}

static void check_text(std::string_view text, Type type, const TextSettings& settings) {
    const Result<Value> value = parse_text(text, type, settings);
    if (!value) return;
    std::string printed, again;
    print_text(view(*value), type, settings, printed);
    const Result<Value> reread = parse_text(printed, type, settings);
    if (!reread) std::abort();
    print_text(view(*reread), type, settings, again);
    if (again != printed) std::abort();
}

static void check_binary(ByteView bytes, Type type, const TextSettings& settings) {
    const Result<Value> value = postgres::decode_value(bytes, type, Format::binary, settings);
    if (!value) return;
    Bytes sent, again;
    if (!postgres::encode_value(view(*value), type, Format::binary, settings, sent)) return;
    const Result<Value> reread = postgres::decode_value(sent, type, Format::binary, settings);
    if (!reread) std::abort();
    if (!postgres::encode_value(view(*reread), type, Format::binary, settings, again) || again != sent)
        std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t blank = input.find(' ');
    if (blank == std::string_view::npos) return 0;
    const std::optional<Type> type = type_called(input.substr(0, blank));
    if (!type) return 0;
    const std::string_view rest = input.substr(blank + 1);
    const TextSettings settings;
    check_text(rest, *type, settings);
    check_binary(std::as_bytes(std::span(rest)), *type, settings);
    return 0;
}
