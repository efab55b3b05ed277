#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "core/datetime_text.hpp"
#include "core/text_io.hpp"
#include "tests/support/expectation_file.hpp"

// Arithmetic of decimals, intervals and dates against what PostgreSQL answers.
namespace ormgate {
namespace {

using Arguments = std::vector<std::string>;
using Function = std::function<std::string(const Arguments&)>;

std::string described(const Error& error) {
    std::string text = "ERROR " + std::string(error.sqlstate()) + " " + error.message;
    return error.detail.empty() ? text : text + " | " + error.detail;
}

std::string show(const Decimal& value) {
    return value.text();
}
std::string show(const Interval& value) {
    return print_interval(value);
}
std::string show(const std::optional<Decimal>& value) {
    return value ? value->text() : "";
}
std::string show(std::int64_t value) {
    return std::to_string(value);
}
std::string show(double value) {
    return print_float64(value);
}
std::string show(Date value) {
    return print_date(value, {});
}
std::string show(TimeOfDay value) {
    return print_time(value);
}
std::string show(Timestamp value) {
    return print_timestamp(value, {});
}
template <class T>
std::string show(const Result<T>& result) {
    return result ? show(*result) : described(result.error());
}

Decimal decimal(const std::string& text) {
    return Decimal::parse(text).value();
}
Interval interval(const std::string& text) {
    return parse_interval(text).value();
}
std::string show_order(std::strong_ordering order) {
    return order < 0 ? "-1" : order > 0 ? "1" : "0";
}

Function of_decimals(Result<Decimal> (*f)(const Decimal&, const Decimal&)) {
    return [f](const Arguments& a) { return show(f(decimal(a[0]), decimal(a[1]))); };
}
Function of_decimal(Result<Decimal> (*f)(const Decimal&)) {
    return [f](const Arguments& a) { return show(f(decimal(a[0]))); };
}
Function of_interval(Result<Interval> (*f)(const Interval&)) {
    return [f](const Arguments& a) { return show(f(interval(a[0]))); };
}
Function of_intervals(Result<Interval> (*f)(const Interval&, const Interval&)) {
    return [f](const Arguments& a) { return show(f(interval(a[0]), interval(a[1]))); };
}
Function of_interval_and_number(Result<Interval> (*f)(const Interval&, double)) {
    return [f](const Arguments& a) { return show(f(interval(a[0]), std::stod(a[1]))); };
}

std::string compare_decimals(const Arguments& a) {
    const Decimal left = decimal(a[0]);
    const Decimal right = decimal(a[1]);
    const std::string order = show_order(left <=> right);
    EXPECT_EQ(show_order(compare_decimal_text(left.text(), right.text()) <=> 0), order);
    return order;
}

// clang-format off: one row a line
const std::map<std::string, Function> decimal_functions = {
    {"add", of_decimals(add)},
    {"sub", of_decimals(subtract)},
    {"mul", of_decimals(multiply)},
    {"div", of_decimals(divide)},
    {"idiv", of_decimals(divide_truncating)},
    {"mod", of_decimals(modulo)},
    {"gcd", of_decimals(greatest_common_divisor)},
    {"lcm", of_decimals(least_common_multiple)},
    {"pow", of_decimals(power)},
    {"log2", of_decimals(logarithm)},
    {"cmp", compare_decimals},
    {"sqrt", of_decimal(square_root)},
    {"exp", of_decimal(exponential)},
    {"ln", of_decimal(natural_logarithm)},
    {"round", [](const Arguments& a) { return show(decimal(a[0]).round(std::stoi(a[1]))); }},
    {"trunc", [](const Arguments& a) { return show(decimal(a[0]).trunc(std::stoi(a[1]))); }},
    {"ceil", [](const Arguments& a) { return show(decimal(a[0]).ceil()); }},
    {"floor", [](const Arguments& a) { return show(decimal(a[0]).floor()); }},
    {"neg", [](const Arguments& a) { return show(-decimal(a[0])); }},
    {"trim", [](const Arguments& a) { return show(decimal(a[0]).trimmed()); }},
    {"minscale", [](const Arguments& a) { return show(std::int64_t{decimal(a[0]).min_scale()}); }},
    {"int", [](const Arguments& a) { return show(decimal(a[0]).to_int(INT32_MIN, INT32_MAX, "integer")); }},
    {"f8", [](const Arguments& a) { return show(decimal(a[0]).to_double()); }},
    {"f2n", [](const Arguments& a) { return show(Decimal::of_double(parse_float64(a[0]).value())); }},
    {"fact", [](const Arguments& a) { return show(factorial(std::stoll(a[0]))); }},
};
// clang-format on

// clang-format off: one row a line
const std::map<std::string, Function> interval_functions = {
    {"i+", of_intervals(add)},
    {"i-", of_intervals(subtract)},
    {"i*", of_interval_and_number(multiply)},
    {"i/", of_interval_and_number(divide)},
    {"jh", of_interval(justify_hours)},
    {"jd", of_interval(justify_days)},
    {"ji", of_interval(justify_interval)},
    {"ix", [](const Arguments& a) { return show(extract(a[0], interval(a[1]))); }},
    {"it", [](const Arguments& a) { return show(truncate(a[0], interval(a[1]))); }},
    {"icmp", [](const Arguments& a) { return show_order(compare(interval(a[0]), interval(a[1]))); }},
};
// clang-format on

// Zone is the session's of the lines at hand.
struct Zone {
    TimeZoneRef zone = TimeZone::utc();

    DateInput input() const { return {zone.get(), DateOrder::mdy, {}}; }
    Timestamp local(const std::string& text) const { return parse_timestamp(text, input()).value(); }
    Timestamp utc(const std::string& text) const { return parse_timestamptz(text, input()).value(); }
    Date date(const std::string& text) const { return parse_date(text, input()).value(); }
    TimeOfDay time(const std::string& text) const { return parse_time(text, input()).value(); }
    std::string show_utc(const Result<Timestamp>& result) const {
        return result ? print_timestamptz(*result, {}, *zone) : described(result.error());
    }
    std::string set(const std::string& name) {
        zone = time_zone_setting(name).value();
        return zone->name();
    }
    std::string at_zone(const Arguments& a) const {
        const Result<TimeZoneRef> other = time_zone_named(a[0]);
        return other ? show(to_local(utc(a[1]), **other)) : described(other.error());
    }
    std::string from_zone(const Arguments& a) const {
        const Result<TimeZoneRef> other = time_zone_named(a[0]);
        return other ? show_utc(to_utc(local(a[1]), **other)) : described(other.error());
    }
};

std::map<std::string, Function> date_functions(Zone& z) {
    return {
        {"zone", [&](const Arguments& a) { return z.set(a[0]); }},
        {"ts+", [&](const Arguments& a) { return show(add(z.local(a[0]), interval(a[1]))); }},
        {"ts-", [&](const Arguments& a) { return show(subtract(z.local(a[0]), interval(a[1]))); }},
        {"tz+", [&](const Arguments& a) { return z.show_utc(add(z.utc(a[0]), interval(a[1]), *z.zone)); }},
        {"tz-",
         [&](const Arguments& a) { return z.show_utc(subtract(z.utc(a[0]), interval(a[1]), *z.zone)); }},
        {"tsdiff", [&](const Arguments& a) { return show(subtract(z.local(a[0]), z.local(a[1]))); }},
        {"age", [&](const Arguments& a) { return show(age(z.local(a[0]), z.local(a[1]))); }},
        {"agetz", [&](const Arguments& a) { return show(age(z.utc(a[0]), z.utc(a[1]), *z.zone)); }},
        {"trts", [&](const Arguments& a) { return show(truncate(a[0], z.local(a[1]))); }},
        {"trtz", [&](const Arguments& a) { return z.show_utc(truncate(a[0], z.utc(a[1]), *z.zone)); }},
        {"xts", [&](const Arguments& a) { return show(extract(a[0], z.local(a[1]))); }},
        {"xtz", [&](const Arguments& a) { return show(extract(a[0], z.utc(a[1]), *z.zone)); }},
        {"xd", [&](const Arguments& a) { return show(extract(a[0], z.date(a[1]))); }},
        {"xt", [&](const Arguments& a) { return show(extract(a[0], z.time(a[1]))); }},
        {"xttz",
         [&](const Arguments& a) { return show(extract(a[0], parse_timetz(a[1], z.input()).value())); }},
        {"bin",
         [&](const Arguments& a) { return show(date_bin(interval(a[0]), z.local(a[1]), z.local(a[2]))); }},
        {"t+", [&](const Arguments& a) { return show(add(z.time(a[0]), interval(a[1]))); }},
        {"mkd",
         [&](const Arguments& a) {
             return show(make_date(std::stoi(a[0]), std::stoi(a[1]), std::stoi(a[2])));
         }},
        {"mkt",
         [&](const Arguments& a) {
             return show(make_time(std::stoi(a[0]), std::stoi(a[1]), std::stod(a[2])));
         }},
        {"epoch",
         [&](const Arguments& a) { return z.show_utc(timestamp_of_epoch(parse_float64(a[0]).value())); }},
        {"atz", [&](const Arguments& a) { return z.at_zone(a); }},
        {"atts", [&](const Arguments& a) { return z.from_zone(a); }},
    };
}

void replay(const char* path, const std::map<std::string, Function>& functions) {
    for (const test::Expectation& e : test::read_expectations(path)) {
        const auto function = functions.find(e.fields.at(0));
        ASSERT_NE(function, functions.end()) << e.fields[0];
        const Arguments arguments(e.fields.begin() + 1, e.fields.end());
        EXPECT_EQ(function->second(arguments), e.expected) << path << ":" << e.line;
    }
}

TEST(ValueFunctions, CalculateDecimalsAsPostgresqlDoes) {
    replay("core/functions/decimals.txt", decimal_functions);
}
TEST(ValueFunctions, CalculateIntervalsAsPostgresqlDoes) {
    replay("core/functions/intervals.txt", interval_functions);
}
TEST(ValueFunctions, CalculateDatesAsPostgresqlDoes) {
    Zone zone;
    replay("core/functions/dates.txt", date_functions(zone));
}

TEST(ValueFunctions, RefuseToLeaveTheRangeOfDates) {
    const Date last = make_date(5874897, 12, 31).value();
    EXPECT_EQ(add(last, 1).error().message, "date out of range");
    EXPECT_EQ(add(last, INT64_MAX).error().message, "date out of range");
    EXPECT_EQ(add(make_date(-4714, 11, 24).value(), -1).error().message, "date out of range");
    EXPECT_EQ(add(Date::infinity(), 5).value(), Date::infinity());
    const Timestamp end = timestamp_of(make_date(294276, 12, 31).value());
    EXPECT_EQ(add(end, Interval{1, 0, 0}).error().message, "timestamp out of range");
    EXPECT_EQ(add(end, Interval{0, INT32_MAX, 0}).error().message, "timestamp out of range");
    EXPECT_EQ(add(end, Interval{0, 0, INT64_MAX}).error().message, "timestamp out of range");
    EXPECT_EQ(make_date(0, 1, 1).error().message, "date field value out of range: 0-01-01");
    EXPECT_EQ(make_date(5874898, 1, 1).error().message, "date out of range: 5874898-01-01");
    EXPECT_EQ(make_date(-5000, 3, 15).error().message, "date out of range: -4999-03-15");
    EXPECT_FALSE(in_range(timestamp_of(last)));
}

}  // namespace
}  // namespace ormgate
