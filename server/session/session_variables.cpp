#include "server/session/session_variables.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <ranges>
#include <set>
#include <span>

#include "core/utf8.hpp"

namespace ormgate {
namespace {

std::string lower_case(std::string_view text) {
    std::string out(text);
    std::ranges::transform(
        out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

Error invalid_value(std::string_view name, std::string_view value) {
    return Error(Errc::invalid_parameter_value,
                 "invalid value for parameter \"" + std::string(name) + "\": \"" + std::string(value) + "\"");
}

// PostgreSQL's encodings besides UTF8 and SQL_ASCII, from its manual, table 24.3, with their other names.
constexpr std::string_view encodings =
    "BIG5,WIN950,WINDOWS950;EUC_CN;EUC_JP;EUC_JIS_2004;EUC_KR;EUC_TW;GB18030;GBK,WIN936,WINDOWS936;ISO_8859_"
    "5;"
    "ISO_8859_6;ISO_8859_7;ISO_8859_8;JOHAB;KOI8R,KOI8;KOI8U;LATIN1,ISO88591;LATIN2,ISO88592;LATIN3,ISO88593;"
    "LATIN4,ISO88594;LATIN5,ISO88599;LATIN6,ISO885910;LATIN7,ISO885913;LATIN8,ISO885914;LATIN9,ISO885915;"
    "LATIN10,ISO885916;MULE_INTERNAL;SJIS,MSKANJI,SHIFTJIS,WIN932,WINDOWS932;SHIFT_JIS_2004;"
    "UHC,WIN949,WINDOWS949;WIN866,ALT;WIN874;WIN1250;WIN1251,WIN;WIN1252;WIN1253;WIN1254;WIN1255;WIN1256;"
    "WIN1257;"
    "WIN1258,ABC,TCVN,TCVN5712,VSCII;";

// PostgreSQL's name of an encoding it knows, given in lower case letters and digits; empty: it knows none.
std::string_view other_encoding(std::string_view wanted) {
    std::string_view canonical;
    const auto reduced = [](std::string_view text) {
        std::string out = lower_case(text);
        std::erase(out, '_');
        return out;
    };
    for (std::string_view rest = encodings; !rest.empty();) {
        const std::size_t end = rest.find_first_of(",;");
        const std::string_view spelling = rest.substr(0, end);
        if (canonical.empty()) canonical = spelling;
        const std::string one = reduced(spelling);
        if (one == wanted || (one.starts_with("win1") && "windows" + one.substr(3) == wanted))
            return canonical;
        if (rest[end] == ';') canonical = {};
        rest.remove_prefix(end + 1);
    }
    return {};
}

constexpr std::size_t longest_name = 63;

// PostgreSQL cuts it to the length of a name, and shows in the place of each byte that is not printable ASCII
// a question mark.
std::string application_name(std::string_view value) {
    std::string name(clipped_to_bytes(value, longest_name));
    std::ranges::replace_if(name, [](char c) { return c < ' ' || c > '~'; }, '?');
    return name;
}

bool one_of(std::string_view words, std::string_view word) {
    while (!words.empty()) {
        const std::size_t bar = std::min(words.find('|'), words.size());
        if (words.substr(0, bar) == word) return true;
        words.remove_prefix(std::min(bar + 1, words.size()));
    }
    return false;
}

struct Unit {
    std::string_view name;
    double factor;
};
constexpr Unit time_units[] = {
    {"us", 0.001}, {"ms", 1}, {"s", 1000}, {"min", 60000}, {"h", 3600000}, {"d", 86400000}};
constexpr Unit memory_units[] = {
    {"B", 1.0 / 1024}, {"kB", 1}, {"MB", 1024}, {"GB", 1024.0 * 1024}, {"TB", 1024.0 * 1024 * 1024}};

// A number with an optional unit, in the base unit; as PostgreSQL's parse_int reads it.
std::optional<double> number_with_unit(std::string_view text, std::span<const Unit> units) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    if (text.empty()) return number;
    for (const Unit& unit : units)
        if (unit.name == text) return number * unit.factor;
    return std::nullopt;
}

struct TimeoutRow {
    std::string_view name;
    std::chrono::milliseconds SessionVariables::Timeouts::* timeout;
};
constexpr TimeoutRow timeout_rows[] = {
    {"idle_in_transaction_session_timeout", &SessionVariables::Timeouts::idle_in_transaction},
    {"idle_session_timeout", &SessionVariables::Timeouts::idle_session},
    {"lock_timeout", &SessionVariables::Timeouts::lock},
    {"statement_timeout", &SessionVariables::Timeouts::statement},
};

// SHOW prints a quantity in the largest unit that divides it.
std::string print_with_unit(std::int64_t amount, std::span<const Unit> units) {
    if (amount == 0) return "0";
    for (std::size_t i = units.size(); i > 1; --i) {
        const auto factor = static_cast<std::int64_t>(units[i - 1].factor);
        if (factor > 0 && amount % factor == 0)
            return std::to_string(amount / factor) + std::string(units[i - 1].name);
    }
    return std::to_string(amount);
}

// The names of a list such as search_path: identifiers, folded unless quoted.
Result<std::vector<std::string>> identifier_list(std::string_view text) {
    std::vector<std::string> names;
    std::size_t i = 0;
    const auto blank = [&] {
        while (i < text.size() && (text[i] == ' ' || text[i] == '\t' || text[i] == '\n')) ++i;
    };
    blank();
    while (i < text.size()) {
        std::string name;
        if (text[i] == '"') {
            for (++i; i < text.size(); ++i) {
                if (text[i] != '"')
                    name.push_back(text[i]);
                else if (i + 1 < text.size() && text[i + 1] == '"')
                    name.push_back(text[++i]);
                else
                    break;
            }
            if (i == text.size()) return fail(invalid_value("search_path", text));
            ++i;
        } else {
            while (i < text.size() && text[i] != ',' && text[i] != ' ' && text[i] != '"')
                name.push_back(text[i++]);
            name = lower_case(name);
            if (name.empty()) return fail(invalid_value("search_path", text));
        }
        names.push_back(std::move(name));
        blank();
        if (i == text.size()) break;
        if (text[i] != ',') return fail(invalid_value("search_path", text));
        ++i;
        blank();
    }
    return names;
}

}  // namespace

SessionVariables::SessionVariables() {
    for (const VariableInfo& row : postgres_variables())
        assign(lower_case(row.name), std::string(row.initial));
    initial_ = values_;
}

Result<std::string> SessionVariables::get(std::string_view name) const {
    const VariableInfo* row = postgres_variable(name);
    const auto found = values_.find(lower_case(row != nullptr ? row->name : name));
    if (found != values_.end()) return found->second;
    return fail(Errc::undefined_object, "unrecognized configuration parameter \"" + std::string(name) + "\"");
}

Result<std::string> SessionVariables::canonical(const VariableInfo& row, std::string_view value) const {
    switch (row.kind) {
        case VariableKind::boolean: {
            const Result<bool> flag = parse_boolean(value);
            if (!flag)
                return fail(Errc::invalid_parameter_value,
                            "parameter \"" + std::string(row.name) + "\" requires a Boolean value");
            return std::string(*flag ? "on" : "off");
        }
        case VariableKind::integer:
        case VariableKind::milliseconds:
        case VariableKind::kilobytes: {
            const std::span<const Unit> units =
                row.kind == VariableKind::milliseconds ? std::span<const Unit>(time_units)
                : row.kind == VariableKind::kilobytes  ? std::span<const Unit>(memory_units)
                                                       : std::span<const Unit>();
            const std::optional<double> number = number_with_unit(value, units);
            if (!number) return fail(invalid_value(row.name, value));
            const auto whole = static_cast<std::int64_t>(*number < 0 ? *number - 0.5 : *number + 0.5);
            if (row.low < row.high && (whole < row.low || whole > row.high))
                return fail(Errc::invalid_parameter_value,
                            std::to_string(whole) + " is outside the valid range for parameter \"" +
                                std::string(row.name) + "\" (" + std::to_string(row.low) + " .. " +
                                std::to_string(row.high) + ")");
            return row.kind == VariableKind::integer ? std::to_string(whole) : print_with_unit(whole, units);
        }
        case VariableKind::real: {
            const std::optional<double> number = number_with_unit(value, {});
            if (!number) return fail(invalid_value(row.name, value));
            return print_float64(*number);
        }
        case VariableKind::words: {
            const std::string word = lower_case(value);
            if (one_of(row.words, word)) return word;
            const Result<bool> flag = parse_boolean(word);
            if (flag && one_of(row.words, *flag ? "on" : "off")) return std::string(*flag ? "on" : "off");
            return fail(invalid_value(row.name, value));
        }
        case VariableKind::time_zone: {
            const Result<TimeZoneRef> zone = time_zone_setting(value);
            if (!zone) return fail(zone.error());
            return (*zone)->name();
        }
        case VariableKind::date_style: {
            const Result<DateStyle> style = parse_date_style(value, text_.date_style);
            if (!style) return fail(style.error());
            return print_date_style(*style);
        }
        case VariableKind::interval_style: {
            const Result<IntervalStyle> style = parse_interval_style(value);
            if (!style) return fail(style.error());
            return std::string(print_interval_style(*style));
        }
        case VariableKind::names: {
            const auto list = identifier_list(value);
            if (!list) return fail(list.error());
            return std::string(value);
        }
        case VariableKind::text:
            break;
    }
    if (row.name == "application_name") return application_name(value);
    if (row.name != "client_encoding") return std::string(value);
    std::string encoding = lower_case(value);
    // As PostgreSQL compares names of encodings: letters and digits only (asyncpg even sends the quotes).
    std::erase_if(encoding, [](char c) { return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')); });
    if (encoding == "utf8" || encoding == "unicode") return std::string("UTF8");
    if (encoding == "sqlascii") return std::string("SQL_ASCII");
    Error refusal = invalid_value(row.name, value);
    if (const std::string_view known = other_encoding(encoding); !known.empty()) {
        refusal.code = Errc::unsupported;
        refusal.detail = "Conversion between " + std::string(known) + " and UTF8 is not supported.";
    }
    return fail(std::move(refusal));
}

namespace {

// Settings by which a statement would mean something else, and the one value the translator knows.
struct OnlyValue {
    std::string_view name, value;
};
constexpr OnlyValue only_values[] = {
    {"array_nulls", "on"},
    {"standard_conforming_strings", "on"},
    {"transform_null_equals", "off"},
};

}  // namespace

Result<std::string> SessionVariables::set(
    std::string_view name, std::string_view value, bool local, std::size_t depth, bool in_block) {
    const VariableInfo* row = postgres_variable(name);
    if (row == nullptr && name.find('.') == std::string_view::npos)
        return fail(Errc::undefined_object,
                    "unrecognized configuration parameter \"" + std::string(name) + "\"");
    const std::string key = lower_case(row != nullptr ? row->name : name);
    if (row == nullptr) {
        note(key, local, depth, in_block);
        assign(key, std::string(value));
        return std::string(value);
    }
    if (row->change != VariableChange::anytime)
        return fail(Errc::object_not_in_prerequisite_state,
                    "parameter \"" + std::string(row->name) + "\" cannot be changed");
    Result<std::string> text = canonical(*row, value);
    if (!text) return text;
    for (const OnlyValue& only : only_values)
        if (row->name == only.name && *text != only.value)
            return fail(Errc::unsupported,
                        "parameter \"" + std::string(row->name) + "\" can only be \"" +
                            std::string(only.value) + "\" on this database");
    note(key, local, depth, in_block);
    assign(key, *text);
    if (!in_block) start_from_defaults();
    return text;
}

Result<void> SessionVariables::set_initial(std::string_view name, std::string_view value) {
    const Result<std::string> done = set(name, value, false, 0, false);
    if (!done) return fail(done.error());
    const VariableInfo* row = postgres_variable(name);
    initial_[lower_case(row != nullptr ? row->name : name)] = *done;
    return {};
}

void SessionVariables::set_internal(std::string_view name, std::string value) {
    const std::string key = lower_case(name);
    initial_[key] = value;
    assign(key, std::move(value));
}

Result<void> SessionVariables::reset(std::string_view name, std::size_t depth, bool in_block) {
    const VariableInfo* row = postgres_variable(name);
    const std::string key = lower_case(row != nullptr ? row->name : name);
    const auto first = initial_.find(key);
    if (first == initial_.end() && !values_.contains(key))
        return fail(Errc::undefined_object,
                    "unrecognized configuration parameter \"" + std::string(name) + "\"");
    note(key, false, depth, in_block);
    if (first == initial_.end())
        assign(key, "");
    else
        assign(key, first->second);
    return {};
}

void SessionVariables::reset_all(std::size_t depth, bool in_block) {
    std::vector<std::string> names;
    for (const auto& [name, value] : values_) {
        const auto first = initial_.find(name);
        if (first == initial_.end() || first->second != value) names.push_back(name);
    }
    for (const std::string& name : names)
        if (!name.starts_with("transaction_")) static_cast<void>(reset(name, depth, in_block));
}

void SessionVariables::note(const std::string& key, bool local, std::size_t depth, bool in_block) {
    if (!in_block) return;
    const auto found = values_.find(key);
    changes_.push_back(
        {key, found == values_.end() ? std::string() : found->second, found != values_.end(), local, depth});
}

void SessionVariables::assign(const std::string& key, std::string value) {
    std::string& slot = values_[key];
    slot = std::move(value);
    unreported_ = true;
    apply(key, slot);
    if (changed_) changed_();
}

void SessionVariables::forget(const std::string& key) {
    values_.erase(key);
}

// Keeps what is read on every statement in its parsed form. The values are canonical, so reading them cannot
// fail.
void SessionVariables::apply(const std::string& key, const std::string& value) {
    if (key == "timezone") {
        const Result<TimeZoneRef> zone = time_zone_setting(value);
        zone_ = zone ? *zone : TimeZone::utc();
        text_.time_zone = zone_.get();
    } else if (key == "datestyle") {
        text_.date_style = parse_date_style(value, text_.date_style).value_or(text_.date_style);
    } else if (key == "intervalstyle") {
        text_.interval_style = parse_interval_style(value).value_or(text_.interval_style);
    } else if (key == "bytea_output") {
        text_.bytea_output = value == "escape" ? ByteaOutput::escape : ByteaOutput::hex;
    } else if (key == "extra_float_digits") {
        std::from_chars(value.data(), value.data() + value.size(), text_.extra_float_digits);
    } else if (key == "search_path") {
        search_path_ = identifier_list(value).value_or(std::vector<std::string>());
        std::ranges::replace(search_path_, "$user", values_["session_authorization"]);
    } else if (key == "session_authorization") {
        apply("search_path", values_["search_path"]);
    } else if (key.contains("transaction_")) {
        modes_may_differ_ = true;
        apply_mode(key, value);
    }
    for (const auto& [name, timeout] : timeout_rows)
        if (key == name)
            timeouts_.*timeout = std::chrono::milliseconds(
                static_cast<std::int64_t>(number_with_unit(value, time_units).value_or(0)));
}

void SessionVariables::apply_mode(std::string_view key, std::string_view value) {
    using enum ast::IsolationLevel;
    if (key == "transaction_isolation")
        modes_.isolation = value == "serializable"      ? serializable
                           : value == "repeatable read" ? repeatable_read
                                                        : read_committed;
    if (key == "transaction_read_only") modes_.read_only = value == "on";
    if (key == "transaction_deferrable") modes_.deferrable = value == "on";
}

void SessionVariables::undo(const Change& change) {
    if (change.existed)
        assign(change.name, change.old_value);
    else
        forget(change.name);
}

void SessionVariables::commit() {
    // Newest first: a plain SET settles its name, a SET LOCAL after the last plain one is undone.
    std::set<std::string_view> settled;
    for (const Change& change : changes_ | std::views::reverse) {
        if (settled.contains(change.name)) continue;
        if (change.local)
            undo(change);
        else
            settled.insert(change.name);
    }
    changes_.clear();
    start_from_defaults();
}

void SessionVariables::rollback() {
    for (const Change& change : changes_ | std::views::reverse) undo(change);
    changes_.clear();
    start_from_defaults();
}

// Between transactions, transaction_isolation and the like are what the next one will start with.
void SessionVariables::start_from_defaults() {
    if (!std::exchange(modes_may_differ_, false)) return;
    for (const std::string_view mode :
         {"transaction_isolation", "transaction_read_only", "transaction_deferrable"}) {
        const std::string& standard = values_.find("default_" + std::string(mode))->second;
        std::string& current = values_.find(mode)->second;
        if (current != standard) current = standard;
        apply_mode(mode, current);
    }
}

void SessionVariables::release(std::size_t depth) {
    for (Change& change : changes_) change.depth = std::min(change.depth, depth - 1);
}

void SessionVariables::rollback_to(std::size_t depth) {
    while (!changes_.empty() && changes_.back().depth >= depth) {
        undo(changes_.back());
        changes_.pop_back();
    }
}

std::vector<std::pair<std::string_view, std::string>> SessionVariables::take_reports() {
    std::vector<std::pair<std::string_view, std::string>> out;
    if (!std::exchange(unreported_, false)) return out;
    for (const VariableInfo& row : postgres_variables()) {
        if (!row.reported) continue;
        const std::string key = lower_case(row.name);
        const std::string& value = values_.find(key)->second;
        const auto last = reported_.find(key);
        if (last != reported_.end() && last->second == value) continue;
        reported_[key] = value;
        out.emplace_back(row.name, value);
    }
    return out;
}

std::vector<std::pair<std::string, std::string>> SessionVariables::all() const {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& [name, value] : values_) {
        const VariableInfo* row = postgres_variable(name);
        out.emplace_back(row != nullptr ? std::string(row->name) : name, value);
    }
    return out;
}

}  // namespace ormgate
