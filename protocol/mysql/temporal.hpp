#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "protocol/mysql/column_type.hpp"

namespace ormgate::mysql {

// Temporal is a DATE, TIME or DATETIME in its fields, as both protocols have them ("MYSQL_TIME"). Dates may
// be zero, wholly or in part; a TIME is an amount of up to 838 hours that may be negative.
struct Temporal {
    bool negative = false;
    unsigned year = 0, month = 0, day = 0;
    unsigned hour = 0, minute = 0, second = 0, microsecond = 0;

    bool has_date() const { return year != 0 || month != 0 || day != 0; }
    bool has_time() const { return hour != 0 || minute != 0 || second != 0 || microsecond != 0; }
    friend bool operator==(const Temporal&, const Temporal&) = default;
};

// Of the text of a column of this type (date, time, datetime or timestamp), canonical or MySQL's own; nullopt
// if it is none.
std::optional<Temporal> read_temporal(std::string_view text, ColumnType type);
// `decimals` digits behind the second, none with 0.
std::string print_temporal(const Temporal& value, ColumnType type, unsigned decimals);

// The binary form, without its length; nullopt if it is none.
std::optional<Temporal> unpack_temporal(ByteView bytes, ColumnType type);
// Appends the length and the bytes.
void pack_temporal(const Temporal& value, ColumnType type, Bytes& out);

}  // namespace ormgate::mysql
