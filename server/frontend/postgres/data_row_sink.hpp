#pragma once

#include <optional>
#include <vector>

#include "core/object_names.hpp"
#include "core/text_io.hpp"
#include "protocol/postgres/types.hpp"
#include "server/frontend/postgres/wire.hpp"
#include "server/session/row_sink.hpp"

namespace ormgate {

// DataRowSink writes rows as DataRow messages straight into a wire's output.
class DataRowSink : public RowSink {
public:
    // The columns, settings and names outlive the sink. Formats: none, one for all, or one a column.
    DataRowSink(PostgresWire& wire,
                std::span<const Column> columns,
                std::span<const std::uint16_t> formats,
                const TextSettings& settings,
                const ObjectNames& names);

    bool row(std::span<const ValueView> values) override;
    asio::awaitable<void> drain() override { return wire_.flush(); }

    // The first value that could not be encoded; the rows from it on were left out.
    const std::optional<Error>& error() const { return error_; }

private:
    PostgresWire& wire_;
    std::span<const Column> columns_;
    std::span<const std::uint16_t> formats_;
    const TextSettings& settings_;
    const ObjectNames& names_;
    std::optional<Error> error_;
};

// The format of one column by the rule of Bind: none given is text, one counts for all.
postgres::Format column_format(std::span<const std::uint16_t> formats, std::size_t column);

}  // namespace ormgate
