// A cell behind its type and a byte of flags (1: unsigned, 2: text format, 4: of a character set). What can
// be read is written as something that reads the same. And the same bytes as rows and as compressed packets.

#include <cstdint>
#include <cstdlib>

#include "protocol/mysql/compression.hpp"
#include "protocol/mysql/rows.hpp"

using namespace ormgate;
using namespace ormgate::mysql;

static void require(bool holds) {
    if (!holds) std::abort();
}

// The cell within what encode_value() has written.
static ByteView cell_of(const Bytes& written, ColumnType type, Format as) {
    Reader in(written);
    ByteView cell;
    if (as == Format::text) {
        in.lenenc_string(cell);
    } else {
        binary_cell(type, cell, in);
    }
    require(in.finished());
    return cell;
}

static void check_value(ByteView cell, const ColumnFormat& format, Format as) {
    const auto value = decode_value(cell, format, as, {});
    if (!value || is_null(*value)) return;
    Bytes written;
    // A text that is no value of ours (0000-00-00 behind a time zone) may be refused.
    if (!encode_value(view(*value), type_of(format), format, as, {}, written)) return;
    const auto again = decode_value(cell_of(written, format.type, as), format, as, {});
    require(again.has_value());
    const bool rounds = format.type == ColumnType::float_ && as == Format::text;  // to six digits
    if (!rounds) require(*again == *value);
}

static void check_rows(ByteView payload) {
    Cells cells;
    for (std::size_t columns = 0; columns < 5; ++columns)
        static_cast<void>(read_text_row(payload, columns, cells));
    const ColumnType types[] = {
        ColumnType::tiny, ColumnType::datetime, ColumnType::blob, ColumnType::double_};
    if (!read_binary_row(payload, types, cells)) return;
    Bytes written;
    RowWriter writer(written, Format::binary, std::size(types));
    for (std::size_t i = 0; i < std::size(types); ++i) writer.cell(cells[i], types[i]);
    Cells again;
    require(read_binary_row(written, types, again).has_value());
}

static void check_unpacking(ByteView input) {
    for (const Compression method : {Compression::zlib, Compression::zstd}) {
        Unpacker unpacker(method);
        Framer framer(1 << 20);
        const auto space = unpacker.space();
        const std::size_t n = std::min(space.size(), input.size());
        std::ranges::copy(input.first(n), space.begin());
        unpacker.commit(n);
        static_cast<void>(unpacker.unpack_into(framer));
    }
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView input = std::as_bytes(std::span(data, size));
    check_rows(input);
    check_unpacking(input);
    if (size < 2) return 0;
    ColumnFormat format;
    format.type = static_cast<ColumnType>(data[0]);
    format.flags = (data[1] & 1) != 0 ? column_flag::unsigned_ : std::uint16_t{0};
    format.collation = (data[1] & 4) != 0 ? std::uint16_t{45} : binary_collation;
    format.length = 16;
    const bool is_temporal = binary_size(format.type).kind == BinarySize::short_string;
    format.decimals = is_temporal ? std::uint8_t{6} : ColumnFormat::any_decimals;
    check_value(input.subspan(2), format, (data[1] & 2) != 0 ? Format::text : Format::binary);
    return 0;
}
