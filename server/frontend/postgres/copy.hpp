#pragma once

#include <string>
#include <vector>

#include "protocol/postgres/copy_format.hpp"
#include "server/frontend/postgres/conversation.hpp"

namespace ormgate {

Result<postgres::CopyOptions> copy_options(const ast::Copy& copy);

// The columns a COPY of a table moves: those named, or all that are not generated.
Result<std::vector<std::string>> copied_columns(const ast::Copy& copy, const TableDef& table);

template <class Message>
Message copy_response(const postgres::CopyOptions& options, std::size_t columns) {
    Message message;
    message.format = options.format == postgres::CopyFormat::binary ? 1 : 0;
    message.column_formats.assign(columns, message.format);
    return message;
}

}  // namespace ormgate
