#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "protocol/mysql/column_type.hpp"
#include "protocol/mysql/generic_messages.hpp"
#include "protocol/mysql/handshake_messages.hpp"
#include "protocol/mysql/wire.hpp"

namespace ormgate::mysql {

// "Text Resultset" and "Binary Protocol Resultset": what a server answers commands with. Rows are in
// rows.hpp.

// How a result set begins.
struct ColumnCount {
    // MySQL's and MariaDB's ways of saying whether definitions follow; the flag stands behind the count,
    // other than MySQL's manual has it.
    static constexpr Capabilities flagged =
        capability::optional_resultset_metadata | capability::mariadb_cache_metadata;
    std::uint64_t columns = 0;
    bool with_metadata = true;
    static void fields(auto& m, auto& io) {
        io.lenenc(m.columns);
        if (!io.has(flagged)) return;
        std::uint8_t flag = m.with_metadata ? 1 : 0;
        io.integer(flag);
        if constexpr (std::remove_reference_t<decltype(io)>::reads) m.with_metadata = flag != 0;
    }
};

// Protocol::ColumnDefinition41.
struct ColumnDefinition {
    static constexpr std::uint8_t fixed_length = 0x0c;
    std::string_view catalog = "def", schema, table, original_table, name, original_name;
    ByteView extended;  // MariaDB's: the name of a type that is built on another
    ColumnFormat format;
    static void fields(auto& m, auto& io) {
        io.lenenc_string(m.catalog);
        io.lenenc_string(m.schema);
        io.lenenc_string(m.table);
        io.lenenc_string(m.original_table);
        io.lenenc_string(m.name);
        io.lenenc_string(m.original_name);
        if (io.has(capability::mariadb_extended_metadata)) io.lenenc_string(m.extended);
        io.constant(fixed_length);
        ColumnFormat::fields(m.format, io);
        io.filler(2);
    }
};

// The answer to COM_FIELD_LIST has the columns' defaults as well.
struct FieldListColumn {
    ColumnDefinition column;
    std::optional<ByteView> default_value;
    static void fields(auto& m, auto& io) {
        ColumnDefinition::fields(m.column, io);
        io.nullable(m.default_value);
    }
};

// COM_STMT_PREPARE_OK; the definitions of the parameters follow, then those of the columns.
struct PrepareOk {
    std::uint32_t statement = 0;
    std::uint16_t columns = 0, parameters = 0, warnings = 0;
    bool with_metadata = true;
    static void fields(auto& m, auto& io) {
        io.constant(0);
        io.integer(m.statement);
        io.integer(m.columns);
        io.integer(m.parameters);
        io.filler(1);
        io.integer(m.warnings);
        if (!io.has(capability::optional_resultset_metadata)) return;
        std::uint8_t flag = m.with_metadata ? 1 : 0;
        io.integer(flag);
        if constexpr (std::remove_reference_t<decltype(io)>::reads) m.with_metadata = flag != 0;
    }
};

// Asks the client for a file of its own; it sends the contents as messages, ended by an empty one.
struct LocalInfile {
    static constexpr std::uint8_t header = 0xfb;
    std::string_view name;
    static void fields(auto& m, auto& io) {
        io.constant(header);
        io.rest(m.name);
    }
};

}  // namespace ormgate::mysql
