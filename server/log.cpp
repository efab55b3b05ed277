#include "server/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>
#include <nlohmann/json.hpp>

namespace ormgate {
namespace {

// spdlog keeps the process's logger; the format of its lines is the one thing it cannot keep for us.
constinit std::atomic<LogFormat> line_format = LogFormat::text;

spdlog::level::level_enum spdlog_level(LogLevel level) {
    constexpr spdlog::level::level_enum levels[] = {
        spdlog::level::debug, spdlog::level::info, spdlog::level::warn, spdlog::level::err};
    return levels[static_cast<std::size_t>(level)];
}

std::string json_text(std::string_view text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// As it is if it is one word, so that lines stay easy to grep; else quoted, which also keeps the line one
// line.
std::string text_value(const std::string& value) {
    constexpr auto is_special = [](char c) {
        return c == ' ' || c == '"' || c == '=' || c == '\\' || c == '\x7f';
    };
    bool plain = !value.empty();
    for (const char c : value)
        if (is_special(c) || (static_cast<unsigned char>(c) < ' ')) plain = false;
    return plain ? value : json_text(value);
}

}  // namespace

void configure_log(const LogSettings& settings) {
    // Our own line goes in at %v.
    const char* pattern = settings.format == LogFormat::json
                              ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})"
                              : "%Y-%m-%dT%H:%M:%S.%eZ %l %v";
    line_format = settings.format;
    auto logger =
        std::make_shared<spdlog::logger>("ormgate", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_pattern(pattern, spdlog::pattern_time_type::utc);
    logger->set_level(spdlog_level(settings.level));
    logger->flush_on(spdlog::level::debug);
    spdlog::set_default_logger(std::move(logger));
}

bool logs(LogLevel level) {
    return spdlog::default_logger_raw()->should_log(spdlog_level(level));
}

void log_event(LogLevel level, std::string_view event, LogFields fields) {
    if (!logs(level)) return;
    spdlog::default_logger_raw()->log(spdlog_level(level), log_line(line_format, event, fields));
}

std::string log_line(LogFormat format, std::string_view event, LogFields fields) {
    std::string line = format == LogFormat::json ? "\"event\":" + json_text(event) : std::string(event);
    for (const LogField& field : fields) {
        if (format == LogFormat::text)
            line += " " + std::string(field.key) + "=" + text_value(field.value);
        else
            line += "," + json_text(field.key) + ":" + (field.is_text ? json_text(field.value) : field.value);
    }
    return line;
}

}  // namespace ormgate
