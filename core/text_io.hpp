#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "core/datetime_text.hpp"
#include "core/error.hpp"
#include "core/type.hpp"
#include "core/value.hpp"

namespace ormgate {

enum class ByteaOutput : std::uint8_t { hex, escape };

// TextSettings holds the session settings that text input and output depend on; the default is a new
// session's.
struct TextSettings {
    const TimeZone* time_zone = nullptr;  // nullptr = UTC; must outlive the call
    DateStyle date_style;
    IntervalStyle interval_style = IntervalStyle::postgres;
    ByteaOutput bytea_output = ByteaOutput::hex;
    int extra_float_digits = 1;
    Timestamp now;  // start of the transaction in UTC, for 'now' and 'today'
};

// An assignment (INSERT, UPDATE) of a text too long for varchar(n), char(n), bit(n) is 22001; a cast
// truncates.
enum class Coercion : std::uint8_t { assignment, cast };

// PostgreSQL's input function of the type, answering the canonical form (core/value.hpp). The type's modifier
// is applied. Names of reg* types are for the catalog: only their numbers and '-' are read here.
Result<Value> parse_text(std::string_view text,
                         Type type,
                         const TextSettings& settings,
                         Coercion coercion = Coercion::assignment);

// PostgreSQL's output function: appends what it prints of a canonical value. Null appends nothing.
void print_text(const ValueView& value, Type type, const TextSettings& settings, std::string& out);
void print_text(const ValueView& value, Type type, const TextSettings& settings, Bytes& out);

// Applies the type's modifier (length, precision, scale) to a canonical value, as a cast or an assignment
// does.
Result<Value> apply_modifier(Value value, Type type, Coercion coercion);

// Reads a uuid in any of PostgreSQL's spellings; prints the canonical one.
Result<std::string> parse_uuid(std::string_view text);
// '$1,234.56' ↔ cents.
Result<std::int64_t> parse_money(std::string_view text);
std::string print_money(std::int64_t cents);

// PostgreSQL's shortest float output, e.g. 1e+20, 0.1, NaN, -Infinity.
std::string print_float64(double value, int extra_float_digits = 1);
std::string print_float32(float value, int extra_float_digits = 1);
Result<double> parse_float64(std::string_view text);
Result<float> parse_float32(std::string_view text);
Result<bool> parse_boolean(std::string_view text);
// type_name is SQL's: "integer". Blanks around are allowed.
Result<std::int64_t> parse_integer(std::string_view text,
                                   std::int64_t low,
                                   std::int64_t high,
                                   std::string_view type_name);

}  // namespace ormgate
