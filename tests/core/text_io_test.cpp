#include "core/text_io.hpp"

#include <gtest/gtest.h>

#include "tests/support/expectation_file.hpp"
#include "tests/support/type_of_name.hpp"

namespace ormgate {
namespace {

using test::Expectation;
using test::read_expectations;

std::string described(const Error& error) {
    std::string text = "ERROR " + std::string(error.sqlstate()) + " " + error.message;
    if (!error.detail.empty()) text += " | " + error.detail;
    if (!error.hint.empty()) text += " ! " + error.hint;
    return text;
}

std::string round_trip(std::string_view text, Type type, const TextSettings& settings) {
    const Result<Value> value = parse_text(text, type, settings, Coercion::cast);
    if (!value) return described(value.error());
    std::string printed;
    print_text(view(*value), type, settings, printed);
    Bytes bytes;
    print_text(view(*value), type, settings, bytes);
    EXPECT_EQ(as_text(bytes), printed);
    for (char& c : printed)
        if (c == '\n') c = '~';
    return printed;
}

// Session replays a file: SET lines change the settings, others are read and printed under them.
class Session {
public:
    std::string answer(const Expectation& e) {
        const std::string& first = e.fields.at(0);
        if (!first.starts_with("SET "))
            return round_trip(e.fields.at(1), test::type_of_name(first), settings_);
        const std::size_t space = first.find(' ', 4);
        return set(first.substr(4, space - 4), first.substr(space + 1));
    }

private:
    std::string set(const std::string& name, const std::string& value) {
        if (name == "timezone") {
            const Result<TimeZoneRef> zone = time_zone_setting(value);
            if (!zone) return described(zone.error());
            zone_ = *zone;
            settings_.time_zone = zone_.get();
            return zone_->name();
        }
        if (name == "datestyle") {
            settings_.date_style = parse_date_style(value, settings_.date_style).value();
            return print_date_style(settings_.date_style);
        }
        if (name == "intervalstyle") {
            settings_.interval_style = parse_interval_style(value).value();
            return std::string(print_interval_style(settings_.interval_style));
        }
        if (name == "bytea_output") {
            settings_.bytea_output = value == "hex" ? ByteaOutput::hex : ByteaOutput::escape;
            return value;
        }
        settings_.extra_float_digits = std::stoi(value);
        return value;
    }
    TextSettings settings_;
    TimeZoneRef zone_;
};

void replay(const char* path) {
    Session session;
    for (const Expectation& e : read_expectations(path))
        EXPECT_EQ(session.answer(e), e.expected) << path << ":" << e.line;
}

TEST(TextIo, ReadsAndPrintsValuesAsPostgresqlDoes) {
    replay("core/text_io/values.txt");
}
TEST(TextIo, ReadsAndPrintsDatesAsPostgresqlDoes) {
    replay("core/text_io/dates.txt");
}
TEST(TextIo, ReadsAndPrintsIntervalsAsPostgresqlDoes) {
    replay("core/text_io/intervals.txt");
}

TEST(TextIo, AnswersTheCanonicalForm) {
    const TimeZoneRef berlin = find_time_zone("Europe/Berlin");
    TextSettings settings;
    settings.time_zone = berlin.get();
    settings.date_style = {DateFormat::german, DateOrder::dmy};
    settings.interval_style = IntervalStyle::iso_8601;
    const struct {
        Type type;
        const char* text;
        Value value;
    } cases[] = {
        {TypeId::boolean, "yes", std::int64_t{1}},
        {TypeId::int16, " 7 ", std::int64_t{7}},
        {TypeId::oid, "-1", std::int64_t{4294967295}},
        {TypeId::float32, "0.5", 0.5},
        {TypeId::numeric, "1.50e1", std::string("15.0")},
        {TypeId::bytea, "\\x00ff", Bytes{std::byte{0}, std::byte{0xff}}},
        {TypeId::date, "1.2.2024", std::string("2024-02-01")},
        {TypeId::time, "4:05", std::string("04:05:00.000000")},
        {TypeId::timetz, "4:05-3:30", std::string("04:05:00.000000-03:30")},
        {TypeId::timestamp, "1.2.2024 3:04", std::string("2024-02-01 03:04:00.000000")},
        {TypeId::timestamptz, "1.7.2024 3:04", std::string("2024-07-01 01:04:00.000000+00")},
        {TypeId::timestamptz, "-infinity", std::string("-infinity")},
        {TypeId::interval, "P1DT2H", std::string("1 day 02:00:00")},
        {TypeId::uuid,
         "{A0EEBC999C0B4EF8BB6D6BB9BD380A11}",
         std::string("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")},
        {TypeId::jsonb, "{\"bb\":1,\"a\":[]}", std::string("{\"a\": [], \"bb\": 1}")},
        {TypeId::money, "$1,234.5", std::int64_t{123450}},
        {TypeId::int2vector, "1 2", std::string("[1,2]")},
        {{TypeId::boolean, true}, "{t,NULL}", std::string("[1,null]")},
        {{TypeId::numeric, true}, "{{1.0},{2}}", std::string("[[\"1.0\"],[\"2\"]]")},
        {{TypeId::float64, true}, "{1,NaN}", std::string("[1,\"NaN\"]")},
        {{TypeId::bytea, true}, "{\"\\\\x01\"}", std::string("[\"\\\\x01\"]")},
        {{TypeId::text, true}, "{}", std::string("[]")},
    };
    for (const auto& c : cases) {
        const Result<Value> value = parse_text(c.text, c.type, settings);
        ASSERT_TRUE(value) << c.text << ": " << value.error().message;
        EXPECT_EQ(*value, c.value) << c.text;
    }
}

TEST(TextIo, RefusesYearsBeyondPostgres) {
    const struct {
        TypeId type;
        const char* text;
        const char* message;
    } cases[] = {
        {TypeId::date, "4714-11-23 BC", "date out of range: \"4714-11-23 BC\""},
        {TypeId::date, "5874898-01-01", "date out of range: \"5874898-01-01\""},
        {TypeId::timestamp, "294277-01-01", "timestamp out of range: \"294277-01-01\""},
        {TypeId::timestamptz,
         "294276-12-31 23:59:59-01",
         "timestamp out of range: \"294276-12-31 23:59:59-01\""},
        {TypeId::date, "2147483647-01-01", "date out of range: \"2147483647-01-01\""},
    };
    for (const auto& c : cases) {
        const Result<Value> value = parse_text(c.text, c.type, {});
        ASSERT_FALSE(value) << c.text;
        EXPECT_EQ(value.error().code, Errc::datetime_field_overflow);
        EXPECT_EQ(value.error().message, c.message);
    }
}

TEST(TextIo, CountsDaysFromTheStartOfTheTransactionInTheSessionsZone) {
    const TimeZoneRef auckland = find_time_zone("Pacific/Auckland");
    TextSettings settings;
    settings.time_zone = auckland.get();
    settings.now = *read_timestamp("2024-01-31 12:30:00.25");  // already February there
    const struct {
        TypeId type;
        const char* text;
        const char* printed;
    } cases[] = {
        {TypeId::date, "today", "2024-02-01"},
        {TypeId::date, "tomorrow", "2024-02-02"},
        {TypeId::date, "yesterday", "2024-01-31"},
        {TypeId::date, "now", "2024-02-01"},
        {TypeId::timestamp, "now", "2024-02-01 01:30:00.25"},
        {TypeId::timestamptz, "now", "2024-02-01 01:30:00.25+13"},
        {TypeId::timestamptz, "today", "2024-02-01 00:00:00+13"},
        {TypeId::timestamp, "tomorrow 08:00", "2024-02-02 08:00:00"},
        {TypeId::time, "now", "01:30:00.25"},
        {TypeId::timetz, "08:00", "08:00:00+13"},
    };
    for (const auto& c : cases) EXPECT_EQ(round_trip(c.text, c.type, settings), c.printed) << c.text;
}

TEST(TextIo, RefusesInAnAssignmentWhatACastCuts) {
    const struct {
        const char* type;
        const char* text;
        const char* sqlstate;
        const char* message;
    } cases[] = {
        {"varchar(3)", "abcd", "22001", "value too long for type character varying(3)"},
        {"bpchar(3)", "abcd", "22001", "value too long for type character(3)"},
        {"varchar(2)[]", "{a,bcd}", "22001", "value too long for type character varying(2)"},
        {"bit(3)", "1010", "22026", "bit string length 4 does not match type bit(3)"},
        {"bit(3)", "10", "22026", "bit string length 2 does not match type bit(3)"},
        {"varbit(3)", "1010", "22001", "bit string too long for type bit varying(3)"},
    };
    for (const auto& c : cases) {
        const Result<Value> value = parse_text(c.text, test::type_of_name(c.type), {}, Coercion::assignment);
        ASSERT_FALSE(value) << c.type;
        EXPECT_EQ(value.error().sqlstate(), c.sqlstate);
        EXPECT_EQ(value.error().message, c.message);
    }
    const Result<Value> blanks =
        parse_text("abc  ", test::type_of_name("varchar(3)"), {}, Coercion::assignment);
    EXPECT_EQ(blanks.value(), Value(std::string("abc")));
}

TEST(TextIo, ShowsWhatAnotherProgramWroteAsItIs) {
    const struct {
        Type type;
        ValueView value;
        const char* printed;
    } cases[] = {
        {TypeId::date, std::string_view("not a date"), "not a date"},
        {TypeId::timestamp, std::string_view("2024-01-02T03:04:05"), "2024-01-02 03:04:05"},
        {TypeId::timestamptz, std::string_view("2024-01-02 03:04:05+02:00"), "2024-01-02 01:04:05+00"},
        {TypeId::int32, std::string_view("many"), "many"},
        {TypeId::numeric, std::int64_t{5}, "5"},
        {TypeId::float64, std::int64_t{5}, "5"},
        {{TypeId::int32, true}, std::string_view("[1"), "[1"},
        {{TypeId::bpchar, false, 7}, std::string_view("a"), "a  "},
        {TypeId::regclass, std::int64_t{0}, "-"},
        {TypeId::text, ValueView(), ""},
    };
    for (const auto& c : cases) {
        std::string out;
        print_text(c.value, c.type, {}, out);
        EXPECT_EQ(out, c.printed);
    }
}

TEST(TextIo, RefusesNumericsBeyondTheFormat) {
    EXPECT_EQ(parse_text("1e131071", TypeId::numeric, {}).value(), Value("1" + std::string(131071, '0')));
    EXPECT_EQ(parse_text("1e131072", TypeId::numeric, {}).error().message, "value overflows numeric format");
    EXPECT_EQ(parse_text(std::string(131073, '9'), TypeId::numeric, {}).error().code,
              Errc::numeric_value_out_of_range);
}

TEST(TextIo, RefusesDeepJson) {
    const std::string deep(100'000, '[');
    EXPECT_EQ(parse_text(deep, TypeId::json, {}).error().code, Errc::statement_too_complex);
    EXPECT_EQ(parse_text("{{{{{{{1}}}}}}}", {TypeId::int32, true}, {}).error().code,
              Errc::program_limit_exceeded);
}

TEST(TextIo, NamesTheLineOfBadJson) {
    const Result<Value> value = parse_text("{\n\"a\": 1,\n\"b\" 2}", TypeId::json, {});
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().detail, "Expected \":\", but found \"2\".");
    EXPECT_EQ(value.error().context, "JSON data, line 3: \"b\" 2...");
}

}  // namespace
}  // namespace ormgate
