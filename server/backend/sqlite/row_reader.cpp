#include "server/backend/sqlite/row_reader.hpp"

#include <array>
#include <cmath>

#include "core/datetime.hpp"
#include "core/decimal.hpp"
#include "core/object_names.hpp"
#include "core/text_io.hpp"

namespace ormgate::sqlite {
namespace {

using Converted = Result<std::optional<Value>>;

// How a type's values lie in SQLite.
enum class Form : std::uint8_t {
    as_stored,
    integer,
    real,
    numeric,
    text,
    bytes,
    date,
    time,
    timestamp,
    timestamptz,
    uuid
};

Form form_of(const Type& type) {
    if (type.array) return Form::text;
    if (is_oid_alias(type.id)) return Form::integer;
    switch (type.id) {
        case TypeId::boolean:
        case TypeId::int16:
        case TypeId::int32:
        case TypeId::int64:
        case TypeId::oid:
        case TypeId::xid:
        case TypeId::money:
            return Form::integer;
        case TypeId::float32:
        case TypeId::float64:
            return Form::real;
        case TypeId::numeric:
            return Form::numeric;
        case TypeId::bytea:
            return Form::bytes;
        case TypeId::date:
            return Form::date;
        case TypeId::time:
            return Form::time;
        case TypeId::timestamp:
            return Form::timestamp;
        case TypeId::timestamptz:
            return Form::timestamptz;
        case TypeId::uuid:
            return Form::uuid;
        case TypeId::unknown:
        case TypeId::void_:
            return Form::as_stored;
        default:
            return Form::text;
    }
}

std::unexpected<Error> misfit(const ValueView& stored, const Column& column) {
    std::string shown;
    if (const auto* text = std::get_if<std::string_view>(&stored)) shown = *text;
    if (const auto* number = std::get_if<std::int64_t>(&stored)) shown = std::to_string(*number);
    if (const auto* number = std::get_if<double>(&stored)) shown = print_float64(*number);
    if (std::holds_alternative<ByteView>(stored)) shown = "(binary)";
    Error error(Errc::data_corrupted,
                "stored value is not of type " + column.type.sql_name() + ": \"" + shown + "\"");
    error.column = column.name;
    return fail(std::move(error));
}

Converted parsed(std::string_view text, const Type& type) {
    Result<Value> value = parse_text(text, type.without_modifier(), TextSettings{});
    if (!value) return fail(value.error());
    return std::optional(std::move(*value));
}

Converted to_integer(const ValueView& stored, const Column& column) {
    if (std::holds_alternative<std::int64_t>(stored)) return std::nullopt;
    if (const auto* text = std::get_if<std::string_view>(&stored)) return parsed(*text, column.type);
    const auto* number = std::get_if<double>(&stored);
    if (number == nullptr || std::trunc(*number) != *number || std::abs(*number) >= 0x1p63)
        return misfit(stored, column);
    return std::optional<Value>(static_cast<std::int64_t>(*number));
}

Converted to_real(const ValueView& stored, const Column& column) {
    if (std::holds_alternative<double>(stored)) return std::nullopt;
    if (const auto* number = std::get_if<std::int64_t>(&stored))
        return std::optional<Value>(static_cast<double>(*number));
    if (const auto* text = std::get_if<std::string_view>(&stored)) return parsed(*text, column.type);
    return misfit(stored, column);
}

Converted to_numeric(const ValueView& stored, const Column& column) {
    if (std::holds_alternative<std::string_view>(stored)) return std::nullopt;
    std::string digits;
    if (const auto* number = std::get_if<std::int64_t>(&stored)) digits = std::to_string(*number);
    if (const auto* number = std::get_if<double>(&stored)) {
        digits = Decimal::of_double(*number).text();
    }
    if (digits.empty()) return misfit(stored, column);
    Result<Value> value = apply_modifier(std::move(digits), column.type, Coercion::cast);
    if (!value) return fail(value.error());
    return std::optional(std::move(*value));
}

Converted to_text(const ValueView& stored, const Column& column) {
    if (std::holds_alternative<std::string_view>(stored)) return std::nullopt;
    if (const auto* number = std::get_if<std::int64_t>(&stored))
        return std::optional<Value>(std::to_string(*number));
    if (const auto* number = std::get_if<double>(&stored))
        return std::optional<Value>(print_float64(*number));
    return misfit(stored, column);
}

Converted to_bytes(const ValueView& stored, const Column& column) {
    if (std::holds_alternative<ByteView>(stored)) return std::nullopt;
    const auto* text = std::get_if<std::string_view>(&stored);
    if (text == nullptr) return misfit(stored, column);
    const ByteView bytes = as_bytes(*text);
    return std::optional<Value>(Bytes(bytes.begin(), bytes.end()));
}

bool is_infinity(std::string_view text) {
    return text == "infinity" || text == "-infinity";
}

// Texts of the canonical length differ from it at most in how the time is set off, and in their offset.
bool is_canonical_time(std::string_view text, std::size_t length) {
    if (text.size() != length) return false;
    if (length > 15 && text[10] != ' ') return false;
    return length <= 26 || text.ends_with("+00");
}

template <class Read, class Print>
Converted to_time(const ValueView& stored, const Column& column, std::size_t length, Read read, Print print) {
    const auto* text = std::get_if<std::string_view>(&stored);
    if (text == nullptr) return misfit(stored, column);
    if (is_canonical_time(*text, length) || is_infinity(*text)) return std::nullopt;
    const auto value = read(*text);
    if (!value) return misfit(stored, column);
    return std::optional<Value>(print(*value));
}

Converted to_uuid(const ValueView& stored, const Column& column) {
    if (const auto* text = std::get_if<std::string_view>(&stored)) {
        if (text->size() == 36) return std::nullopt;
        return parsed(*text, column.type);
    }
    const auto* bytes = std::get_if<ByteView>(&stored);
    if (bytes == nullptr || bytes->size() != 16) return misfit(stored, column);
    static constexpr char digits[] = "0123456789abcdef";
    std::string hex;
    for (const std::byte byte : *bytes) {
        hex.push_back(digits[static_cast<unsigned>(byte) >> 4]);
        hex.push_back(digits[static_cast<unsigned>(byte) & 15]);
    }
    return parsed(hex, column.type);
}

}  // namespace

Result<std::optional<Value>> to_canonical(const ValueView& stored, const Column& column) {
    if (is_null(stored)) return std::nullopt;
    switch (form_of(column.type)) {
        case Form::as_stored:
            return std::nullopt;
        case Form::integer:
            return to_integer(stored, column);
        case Form::real:
            return to_real(stored, column);
        case Form::numeric:
            return to_numeric(stored, column);
        case Form::text:
            return to_text(stored, column);
        case Form::bytes:
            return to_bytes(stored, column);
        case Form::date:
            return to_time(stored, column, 10, read_date, [](Date date) { return canonical(date); });
        case Form::time:
            return to_time(stored, column, 15, read_time, [](TimeOfDay time) { return canonical(time); });
        case Form::timestamp:
            return to_time(
                stored, column, 26, read_timestamp, [](Timestamp time) { return canonical(time); });
        case Form::timestamptz:
            return to_time(
                stored, column, 29, read_timestamp, [](Timestamp time) { return canonical_utc(time); });
        case Form::uuid:
            return to_uuid(stored, column);
    }
    return std::nullopt;
}

RowReader::RowReader(std::span<const Column> columns)
    : columns_(columns), row_(columns.size()), converted_(columns.size()) {}

Result<std::span<const ValueView>> RowReader::read(const Statement& statement) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        row_[i] = statement.column(static_cast<int>(i));
        auto converted = to_canonical(row_[i], columns_[i]);
        if (!converted) return fail(converted.error());
        if (!*converted) continue;
        converted_[i] = std::move(**converted);
        row_[i] = view(converted_[i]);
    }
    return std::span<const ValueView>(row_);
}

}  // namespace ormgate::sqlite
