#include "server/backend/sqlite/functions/call.hpp"

#include <cmath>
#include <limits>

#include "core/text_io.hpp"

namespace ormgate::sqlite {

bool Call::any_null() const {
    for (int i = 0; i < count_; ++i)
        if (null(i)) return true;
    return false;
}

std::string_view Call::text(int i) const {
    const unsigned char* data = sqlite3_value_text(arguments_[i]);
    if (data == nullptr) return {};
    return {reinterpret_cast<const char*>(data),
            static_cast<std::size_t>(sqlite3_value_bytes(arguments_[i]))};
}

ByteView Call::bytes(int i) const {
    const void* data = sqlite3_value_blob(arguments_[i]);
    if (data == nullptr) return {};
    return {static_cast<const std::byte*>(data),
            static_cast<std::size_t>(sqlite3_value_bytes(arguments_[i]))};
}

Result<std::int32_t> Call::int4(int i) const {
    std::int64_t number = integer(i);
    if (number < std::numeric_limits<std::int32_t>::min() ||
        number > std::numeric_limits<std::int32_t>::max())
        return fail(Errc::numeric_value_out_of_range, "integer out of range");
    return static_cast<std::int32_t>(number);
}

double Call::real(int i) const {
    if (storage(i) != SQLITE_TEXT) return sqlite3_value_double(arguments_[i]);
    Result<double> number = parse_float64(text(i));
    return number ? *number : std::numeric_limits<double>::quiet_NaN();
}

Result<Decimal> Call::decimal(int i) const {
    switch (storage(i)) {
        case SQLITE_INTEGER:
            return Decimal(integer(i));
        case SQLITE_FLOAT:
            return Decimal::of_double(sqlite3_value_double(arguments_[i]));
        default:
            return Decimal::parse(text(i));
    }
}

ValueView view_of(sqlite3_value* value) {
    switch (sqlite3_value_type(value)) {
        case SQLITE_INTEGER:
            return sqlite3_value_int64(value);
        case SQLITE_FLOAT:
            return sqlite3_value_double(value);
        case SQLITE_TEXT: {
            const unsigned char* data = sqlite3_value_text(value);
            return std::string_view(reinterpret_cast<const char*>(data),
                                    static_cast<std::size_t>(sqlite3_value_bytes(value)));
        }
        case SQLITE_BLOB: {
            const void* data = sqlite3_value_blob(value);
            return ByteView(static_cast<const std::byte*>(data),
                            static_cast<std::size_t>(sqlite3_value_bytes(value)));
        }
        default:
            return std::monostate{};
    }
}

ValueView Call::value(int i) const {
    return view_of(arguments_[i]);
}

void Call::answer(std::string_view text) {
    // A null data pointer would be SQL NULL.
    const char* data = text.data() == nullptr ? "" : text.data();
    sqlite3_result_text64(sqlite_, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

void Call::answer(ByteView bytes) {
    if (bytes.empty()) return sqlite3_result_zeroblob(sqlite_, 0);
    sqlite3_result_blob64(sqlite_, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
}

void Call::answer(double number) {
    if (std::isnan(number)) return answer(std::string_view("NaN"));
    sqlite3_result_double(sqlite_, number);
}

void Call::answer(const ValueView& value) {
    if (std::holds_alternative<std::monostate>(value)) return answer_null();
    std::visit(
        [&](const auto& held) {
            if constexpr (!std::is_same_v<std::decay_t<decltype(held)>, std::monostate>) answer(held);
        },
        value);
}

std::size_t Call::longest_result() const {
    return static_cast<std::size_t>(
        sqlite3_limit(sqlite3_context_db_handle(sqlite_), SQLITE_LIMIT_LENGTH, -1));
}

void raise(sqlite3_context* sqlite, FunctionContext& context, Error error) {
    sqlite3_result_error(sqlite, error.message.c_str(), -1);
    if (!context.error) context.error = std::move(error);
}

}  // namespace ormgate::sqlite
