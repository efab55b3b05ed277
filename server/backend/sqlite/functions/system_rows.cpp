// Rows of what the system knows by name: keywords, time zones, channels.
#include "core/array.hpp"
#include "core/interval.hpp"
#include "core/time_zone_list.hpp"
#include "dialects/keyword_table.hpp"
#include "server/backend/sqlite/functions/table_function.hpp"

namespace ormgate::sqlite {
namespace {

using RowsResult = Result<std::unique_ptr<Rows>>;

RowsResult listening_channels(Call& call) {
    auto rows = std::make_unique<ListedRows>(1);
    if (call.context().services == nullptr) return rows;
    Result<std::vector<std::string>> channels = call.context().services->listening_channels();
    if (!channels) return fail(channels.error());
    for (std::string& channel : *channels) rows->add(std::move(channel));
    return rows;
}

RowsResult no_extensions(Call&) {
    return std::make_unique<ListedRows>(3);
}

// No table is partitioned.
RowsResult partition_tree(Call&) {
    return std::make_unique<ListedRows>(4);
}

// pg_options_to_table(options): name=value, or a name alone.
RowsResult options(Call& call) {
    Result<Array> array = read_array(call.text(0), TypeId::text);
    if (!array) return fail(array.error());
    auto rows = std::make_unique<ListedRows>(2);
    for (const Value& element : array->elements) {
        const auto* text = std::get_if<std::string>(&element);
        if (text == nullptr) continue;
        const std::size_t equals = text->find('=');
        rows->add(text->substr(0, equals));
        rows->add(equals == text->npos ? Value() : Value(text->substr(equals + 1)));
    }
    return rows;
}

struct CategoryName {
    const char *code, *description;
};

// By KeywordCategory.
constexpr CategoryName categories[] = {
    {"", ""},
    {"U", "unreserved"},
    {"C", "unreserved (cannot be function or type name)"},
    {"T", "reserved (can be function or type name)"},
    {"R", "reserved"},
};

RowsResult keywords(Call&) {
    auto rows = std::make_unique<ListedRows>(5);
    for (const dialects::KeywordInfo& keyword : dialects::keyword_table) {
        if (keyword.postgres == dialects::KeywordCategory::none) continue;
        const CategoryName& category = categories[static_cast<std::size_t>(keyword.postgres)];
        rows->add(std::string(keyword.word));
        rows->add(category.code);
        rows->add(std::int64_t{keyword.bare_label});
        rows->add(category.description);
        rows->add(keyword.bare_label ? "can be bare label" : "requires AS");
    }
    return rows;
}

// As the time zone's database counts: since 1970.
std::int64_t transaction_seconds(Call& call) {
    constexpr std::int64_t from_1970_to_2000 = 946'684'800;
    const std::int64_t microseconds = call.context().transaction_time.microseconds;
    return (microseconds >= 0 ? microseconds : microseconds - 999'999) / 1'000'000 + from_1970_to_2000;
}

std::string utc_offset(std::int32_t seconds) {
    return canonical(Interval{0, 0, std::int64_t{seconds} * 1'000'000});
}

RowsResult zone_names(Call& call) {
    auto rows = std::make_unique<ListedRows>(4);
    const std::int64_t now = transaction_seconds(call);
    for (std::string& name : time_zone_names()) {
        const TimeZoneRef zone = TimeZone::of_database(name);
        if (zone == nullptr) continue;
        const TimeZone::Offset offset = zone->at(now);
        rows->add(std::move(name));
        rows->add(std::string(offset.abbreviation));
        rows->add(utc_offset(offset.seconds));
        rows->add(std::int64_t{offset.daylight});
    }
    return rows;
}

RowsResult abbreviations(Call& call) {
    auto rows = std::make_unique<ListedRows>(3);
    const std::int64_t now = transaction_seconds(call);
    for (const ZoneAbbreviation& abbreviation : zone_abbreviations()) {
        std::int32_t seconds = abbreviation.seconds;
        bool daylight = abbreviation.daylight;
        if (!abbreviation.zone.empty()) {
            const TimeZoneRef zone = find_time_zone(abbreviation.zone);
            if (zone == nullptr) continue;
            const TimeZone::Offset here = zone->at(now);
            const TimeZone::Offset named = zone->at_local(now + here.seconds, abbreviation.name);
            seconds = named.seconds;
            daylight = named.daylight;
        }
        std::string name(abbreviation.name);
        for (char& c : name)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - ('a' - 'A'));
        rows->add(std::move(name));
        rows->add(utc_offset(seconds));
        rows->add(std::int64_t{daylight});
    }
    return rows;
}

}  // namespace

// None has the name of a relation of pg_catalog: SQLite would find that instead.
std::span<const TableFunction> session_row_functions() {
    // clang-format off: one row a line
    static const TableFunction functions[] = {
        {"pg_list_extensions", {"name", "default_version", "comment"}, 0, 0, true, no_extensions},
        {"pg_get_keywords", {"word", "catcode", "barelabel", "catdesc", "baredesc"}, 0, 0, true, keywords},
        {"pg_listening_channels", {"value"}, 0, 0, true, listening_channels},
        {"pg_options_to_table", {"option_name", "option_value"}, 1, 1, true, options},
        {"pg_partition_tree", {"relid", "parentrelid", "isleaf", "level"}, 1, 1, true, partition_tree},
        {"pg_list_zone_abbreviations", {"abbrev", "utc_offset", "is_dst"}, 0, 0, true, abbreviations},
        {"pg_list_zones", {"name", "abbrev", "utc_offset", "is_dst"}, 0, 0, true, zone_names},
    };
    // clang-format on
    return functions;
}

}  // namespace ormgate::sqlite
