#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"

namespace ormgate::postgres {

enum class CopyFormat : std::uint8_t { text, csv, binary };

// CopyOptions says how the rows of a COPY are written; PostgreSQL's manual, COPY, "File Formats".
struct CopyOptions {
    CopyFormat format = CopyFormat::text;
    char delimiter = '\t', quote = '"', escape = '"';
    std::string null_text = "\\N";
    bool header = false, header_match = false;
    bool force_quote_all = false;
    std::vector<std::string> force_quote, force_not_null, force_null;  // column names
};

using CopyField =
    std::optional<std::string>;  // nullopt: null. In binary: the bytes of the value's binary form

// CopyReader turns the data of COPY FROM STDIN, in whatever pieces it arrives, into rows of fields.
class CopyReader {
public:
    CopyReader(const CopyOptions& options, std::vector<std::string> columns, std::size_t max_row);

    void feed(ByteView data);
    void finish() { finished_ = true; }
    // The next whole row; nullopt: need more data, or the end. 22P04 for what is not well formed.
    Result<std::optional<std::vector<CopyField>>> next();
    std::uint64_t line() const { return line_; }
    std::string_view text() const { return text_; }  // of the last row, until the next feed(); binary: empty

private:
    Result<std::optional<std::string_view>> take_line();
    Result<std::vector<CopyField>> split_text(std::string_view line) const;
    Result<std::vector<CopyField>> split_csv(std::string_view line) const;
    Result<std::optional<std::vector<CopyField>>> next_binary();
    Result<void> check_header(const std::vector<CopyField>& fields) const;
    Error bad(std::string message) const;

    CopyOptions options_;
    std::vector<std::string> columns_;
    std::size_t max_row_;
    std::vector<bool> not_null_, null_when_quoted_;
    std::string buffer_;
    std::size_t begin_ = 0, scanned_ = 0;
    bool in_quotes_ = false, finished_ = false, ended_ = false, header_read_ = false;
    std::uint64_t line_ = 0;
    std::string_view text_;
};

// CopyWriter appends rows of COPY TO STDOUT; each call makes the data of one CopyData message.
class CopyWriter {
public:
    CopyWriter(const CopyOptions& options, std::vector<std::string> columns);

    void header(Bytes& out) const;  // the header line, or binary's signature; nothing if there is none
    void row(std::span<const CopyField> fields, Bytes& out) const;
    void trailer(Bytes& out) const;  // binary's end
    bool has_header() const { return options_.header || options_.format == CopyFormat::binary; }

private:
    void text_field(std::string_view field, Bytes& out) const;
    void csv_field(std::string_view field, bool always, bool only, Bytes& out) const;

    CopyOptions options_;
    std::vector<std::string> columns_;
    std::vector<bool> always_quote_;
};

}  // namespace ormgate::postgres
