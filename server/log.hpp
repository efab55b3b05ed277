#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

#include "config/settings.hpp"

namespace ormgate {

// LogField is one key=value of an event.
struct LogField {
    LogField(std::string_view field, std::string_view text) : key(field), value(text) {}
    LogField(std::string_view field, const char* text) : key(field), value(text) {}
    LogField(std::string_view field, const std::string& text) : key(field), value(text) {}
    LogField(std::string_view field, bool truth)
        : key(field), value(truth ? "true" : "false"), is_text(false) {}
    template <std::integral T>
    LogField(std::string_view field, T number) : key(field), value(std::to_string(number)), is_text(false) {}

    std::string_view key;
    std::string value;
    bool is_text = true;
};
using LogFields = std::initializer_list<LogField>;

// The log of the process: standard error, one line an event, from any thread. Never SQL or passwords above
// debug.
void configure_log(const LogSettings& settings);
bool logs(LogLevel level);
void log_event(LogLevel level, std::string_view event, LogFields fields = {});

inline void log_debug(std::string_view event, LogFields fields = {}) {
    log_event(LogLevel::debug, event, fields);
}
inline void log_info(std::string_view event, LogFields fields = {}) {
    log_event(LogLevel::info, event, fields);
}
inline void log_warning(std::string_view event, LogFields fields = {}) {
    log_event(LogLevel::warning, event, fields);
}
inline void log_error(std::string_view event, LogFields fields = {}) {
    log_event(LogLevel::error, event, fields);
}

// What follows time and level on an event's line: event key=value key="two words", or the members of a JSON
// object.
std::string log_line(LogFormat format, std::string_view event, LogFields fields);

}  // namespace ormgate
