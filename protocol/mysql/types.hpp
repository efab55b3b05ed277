#pragma once

#include <cstdint>
#include <string>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/text_io.hpp"
#include "core/type.hpp"
#include "core/value.hpp"
#include "protocol/mysql/column_type.hpp"
#include "protocol/mysql/parameters.hpp"

namespace ormgate::mysql {

// Format tells the rows of COM_QUERY from those of prepared statements.
enum class Format : std::uint8_t { text, binary };

// The type that holds every value of a column: unsigned types are the next larger signed one, BIGINT UNSIGNED
// is numeric(20,0), TIME is time (with amounts beyond a day as text), BIT(n) is bit(n).
Type type_of(const ColumnFormat& format);
// How a column of this type is announced to clients; `collation` of its text.
ColumnFormat column_format(Type type, std::uint16_t collation);

// The canonical value of one cell, without its length. TIMESTAMPs are read in the settings' time zone, which
// must be that of the session at the server. Zero dates stay what they are, as text.
Result<Value> decode_value(ByteView cell,
                           const ColumnFormat& format,
                           Format as,
                           const TextSettings& settings);
// The same of a bound parameter, whose type the client chose.
struct TypedValue {
    Type type;
    Value value;
};
Result<TypedValue> decode_parameter(const Parameter& parameter, std::uint16_t collation);

// Appends the cell of a canonical value that is not null, with its length. What MySQL has no value for
// (infinity) is 22003 or 22008.
Result<void> encode_value(const ValueView& value,
                          Type type,
                          const ColumnFormat& format,
                          Format as,
                          const TextSettings& settings,
                          Bytes& out);

// As MySQL prints them: without an exponent from 1e-15 to 1e15, a FLOAT with six digits.
std::string print_double(double value);
std::string print_float(float value);

}  // namespace ormgate::mysql
