#include "protocol/mysql/rows.hpp"

#include "protocol/mysql/codec.hpp"

namespace ormgate::mysql {

// The first two bits of a row's bitmap are not used.
static constexpr std::size_t bitmap_offset = 2;

Result<void> read_text_row(ByteView payload, std::size_t columns, Cells& cells) {
    Reader in(payload);
    cells.clear();
    for (std::size_t i = 0; i < columns && in.ok(); ++i) in.nullable(cells.emplace_back());
    if (!in.finished()) return fail(malformed());
    return {};
}

Result<void> read_binary_row(ByteView payload, std::span<const ColumnType> columns, Cells& cells) {
    Reader in(payload);
    cells.assign(columns.size(), ByteView{});
    in.constant(0);
    null_bitmap(
        columns.size(),
        bitmap_offset,
        in,
        [](std::size_t) { return false; },
        [&](std::size_t i) { cells[i].reset(); });
    for (std::size_t i = 0; i < columns.size() && in.ok(); ++i)
        if (cells[i]) binary_cell(columns[i], *cells[i], in);
    if (!in.finished()) return fail(malformed());
    return {};
}

RowWriter::RowWriter(Bytes& out, Format as, std::size_t columns) : out_(out), as_(as) {
    if (as == Format::text) return;
    bitmap_ = out.size() + 1;
    out.resize(bitmap_ + (columns + bitmap_offset + 7) / 8);
}

void RowWriter::null() {
    if (as_ == Format::text) return out_.push_back(std::byte{null_cell});
    const std::size_t bit = next_++ + bitmap_offset;
    out_[bitmap_ + bit / 8] |= std::byte(1u << (bit % 8));
}

Result<void> RowWriter::value(const ValueView& value,
                              Type type,
                              const ColumnFormat& format,
                              const TextSettings& settings) {
    if (is_null(value)) {
        null();
        return {};
    }
    ++next_;
    return encode_value(value, type, format, as_, settings, out_);
}

void RowWriter::cell(const std::optional<ByteView>& bytes, ColumnType type) {
    if (!bytes) return null();
    ++next_;
    Writer writer(out_);
    if (as_ == Format::text) return writer.lenenc_string(*bytes);
    binary_cell(type, *bytes, writer);
}

}  // namespace ormgate::mysql
