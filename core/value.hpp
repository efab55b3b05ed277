#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/bytes.hpp"
#include "core/type.hpp"

namespace ormgate {

// Value holds one SQL value in one of five storage classes; its Type stands beside it, in a Column or a
// parameter. The canonical form of each type, which backends produce and wires encode:
//   boolean                      int64 0 or 1
//   int16, int32, int64, oid …   int64
//   float32, float64             double
//   numeric                      text: digits as PostgreSQL prints them, or NaN, Infinity, -Infinity
//   text, varchar, bpchar, name, enumeration, json   text
//   jsonb                        text as PostgreSQL prints jsonb
//   uuid                         text, lower case with hyphens
//   bytea                        bytes
//   date                         text YYYY-MM-DD, infinity, -infinity
//   time                         text HH:MM:SS.ffffff
//   timetz                       the same, followed by its offset as PostgreSQL prints it: +02, -03:30
//   timestamp                    text YYYY-MM-DD HH:MM:SS.ffffff (always six digits, so that text order is
//   time order) timestamptz                  the same in UTC, followed by +00 interval text as IntervalStyle
//   postgres prints it "char", bit, varbit, inet, cidr, macaddr   text as PostgreSQL prints them money int64,
//   in cents reg* types, xid              int64 int2vector, oidvector        text: a JSON array of integers
//   arrays of any of these       text: a JSON array of the elements' canonical forms (nested for dimensions):
//                                numbers for int64 and double (NaN and infinities as strings), bytea as
//                                '\\x…'
using Value = std::variant<std::monostate, std::int64_t, double, std::string, Bytes>;

// ValueView is a Value that borrows: a backend's row, valid until it moves to the next one.
using ValueView = std::variant<std::monostate, std::int64_t, double, std::string_view, ByteView>;

ValueView view(const Value& value);
Value copy(const ValueView& value);
inline bool is_null(const Value& value) {
    return std::holds_alternative<std::monostate>(value);
}
inline bool is_null(const ValueView& value) {
    return std::holds_alternative<std::monostate>(value);
}

// Column describes one column of a result.
struct Column {
    std::string name;
    Type type;
    std::uint32_t table_oid = 0;    // of the table it comes from, 0 = an expression
    std::int16_t table_column = 0;  // its number in that table, from 1
};

}  // namespace ormgate
