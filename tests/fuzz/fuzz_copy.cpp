// The data of COPY FROM STDIN behind a byte that says which format: the rows are the same however the data is
// split, and what has been read is read again once it was written.

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "protocol/postgres/copy_format.hpp"

using namespace ormgate;
using namespace ormgate::postgres;

using Rows = std::vector<std::vector<CopyField>>;

static CopyOptions options_of(std::uint8_t byte) {
    CopyOptions options;
    options.format = static_cast<CopyFormat>(byte % 3);
    if (options.format == CopyFormat::csv) {
        options.delimiter = ',';
        options.null_text = "";
    }
    return options;
}

// nullopt if the data is not well formed.
static std::optional<Rows> read(ByteView data, const CopyOptions& options, std::size_t piece) {
    CopyReader reader(options, {"a", "b"}, 4096);
    Rows rows;
    while (true) {
        auto row = reader.next();
        if (!row) return std::nullopt;
        if (*row) {
            rows.push_back(std::move(**row));
            continue;
        }
        if (data.empty()) break;
        const ByteView fed = data.first(std::min(piece, data.size()));
        reader.feed(fed);
        data = data.subspan(fed.size());
    }
    reader.finish();
    while (true) {
        auto row = reader.next();
        if (!row) return std::nullopt;
        if (!*row) return rows;
        rows.push_back(std::move(**row));
    }
}

static Bytes written(const Rows& rows, const CopyOptions& options) {
    const CopyWriter writer(options, {"a", "b"});
    Bytes out;
    if (writer.has_header()) writer.header(out);
    for (const auto& row : rows) writer.row(row, out);
    writer.trailer(out);
    return out;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const CopyOptions options = options_of(data[0]);
    const ByteView input = std::as_bytes(std::span(data + 1, size - 1));
    const auto rows = read(input, options, SIZE_MAX);
    if (rows != read(input, options, 1)) std::abort();
    if (!rows) return 0;
    for (const auto& row : *rows)
        if (row.size() != 2) return 0;  // which the caller refuses
    if (read(written(*rows, options), options, SIZE_MAX) != rows) std::abort();
    return 0;
}
