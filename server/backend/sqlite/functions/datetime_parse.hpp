#pragma once

#include <optional>
#include <string_view>

#include "core/datetime.hpp"
#include "core/error.hpp"

namespace ormgate::sqlite {

struct ParsedTimestamp {
    Timestamp local;
    std::optional<std::int32_t> offset;  // seconds east, if the pattern has TZH
};

// What to_timestamp(text, format) and to_date(text, format) read.
Result<ParsedTimestamp> parse_formatted(std::string_view text, std::string_view format);

}  // namespace ormgate::sqlite
