#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/datetime.hpp"
#include "core/datetime_text.hpp"

namespace ormgate {

// DateText writes the parts of dates and times into a buffer of its own, large enough for any of their forms.
class DateText {
public:
    std::string_view view() const { return {buffer_.data(), size_}; }
    void character(char c) {
        if (size_ < buffer_.size()) buffer_[size_++] = c;
    }
    void text(std::string_view words) {
        for (const char c : words) character(c);
    }
    void two_digits(int value) {
        character(static_cast<char>('0' + value / 10 % 10));
        character(static_cast<char>('0' + value % 10));
    }
    void digits(std::int64_t value, int least) {
        std::int64_t unit = 1;
        for (int i = 1; i < least || value / unit >= 10; ++i) unit *= 10;
        for (; unit > 0; unit /= 10) character(static_cast<char>('0' + value / unit % 10));
    }
    // Without its era, which stands behind everything else.
    void year(std::int64_t value) { digits(value > 0 ? value : 1 - value, 4); }
    void era(const Civil& fields) {
        if (fields.year <= 0) text(" BC");
    }
    void month_and_day(const Civil& fields) {
        character('-');
        two_digits(fields.month);
        character('-');
        two_digits(fields.day);
    }
    void date(const Civil& fields) {
        year(fields.year);
        month_and_day(fields);
    }
    void time_with_all_decimals(TimeOfDay time) {
        clock(time);
        character('.');
        decimals(time.microseconds % microseconds_per_second, 6);
    }
    // As PostgreSQL prints: no trailing zeros behind the seconds.
    void time(TimeOfDay time) {
        clock(time);
        std::int64_t rest = time.microseconds % microseconds_per_second;
        if (rest == 0) return;
        int count = 6;
        for (; rest % 10 == 0; rest /= 10) --count;
        character('.');
        decimals(rest, count);
    }
    // +02, -03:30, +00:53:28
    void offset(std::int32_t seconds_east) {
        character(seconds_east < 0 ? '-' : '+');
        const std::int32_t magnitude = seconds_east < 0 ? -seconds_east : seconds_east;
        if (magnitude >= 100 * 3600) character(static_cast<char>('0' + magnitude / 360000));
        two_digits(magnitude / 3600 % 100);
        if (magnitude % 3600 == 0) return;
        character(':');
        two_digits(magnitude / 60 % 60);
        if (magnitude % 60 == 0) return;
        character(':');
        two_digits(magnitude % 60);
    }

private:
    void clock(TimeOfDay time) {
        two_digits(static_cast<int>(time.microseconds / microseconds_per_hour));
        character(':');
        two_digits(static_cast<int>(time.microseconds / microseconds_per_minute % 60));
        character(':');
        two_digits(static_cast<int>(time.microseconds / microseconds_per_second % 60));
    }
    void decimals(std::int64_t value, int count) {
        std::int64_t unit = 1;
        for (int i = 1; i < count; ++i) unit *= 10;
        for (; unit > 0; unit /= 10) character(static_cast<char>('0' + value / unit % 10));
    }
    std::array<char, 64> buffer_;
    std::size_t size_ = 0;
};

// The output functions of datetime_text.hpp without a string of their own.
void write_date(DateText& text, Date date, DateStyle style);
void write_timestamp(DateText& text, Timestamp timestamp, DateStyle style);
void write_timestamptz(DateText& text, Timestamp utc, DateStyle style, const TimeZone& zone);

}  // namespace ormgate
