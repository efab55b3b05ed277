#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "protocol/mysql/types.hpp"

namespace ormgate::mysql {

// The cells of a row, without their lengths; nullopt is null. They borrow from the payload. `cells` is the
// caller's so that its memory serves all rows.
using Cells = std::vector<std::optional<ByteView>>;
Result<void> read_text_row(ByteView payload, std::size_t columns, Cells& cells);
Result<void> read_binary_row(ByteView payload, std::span<const ColumnType> columns, Cells& cells);

// RowWriter appends the payload of one row, cell by cell.
class RowWriter {
public:
    RowWriter(Bytes& out, Format as, std::size_t columns);
    void null();
    Result<void> value(const ValueView& value,
                       Type type,
                       const ColumnFormat& format,
                       const TextSettings& settings);
    // A cell that is encoded already, as read_text_row() or read_binary_row() hands it out.
    void cell(const std::optional<ByteView>& bytes, ColumnType type);

private:
    Bytes& out_;
    Format as_;
    std::size_t bitmap_ = 0, next_ = 0;
};

}  // namespace ormgate::mysql
