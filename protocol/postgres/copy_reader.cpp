#include <algorithm>

#include "protocol/postgres/copy_format.hpp"
#include "protocol/postgres/wire.hpp"

namespace ormgate::postgres {
namespace {

constexpr std::string_view binary_signature("PGCOPY\n\377\r\n\0", 11);

int octal(char c) {
    return c >= '0' && c <= '7' ? c - '0' : -1;
}
int hexadecimal(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// What a backslash and the text behind it stand for; `i` is left on the last character used.
char unescape(std::string_view line, std::size_t& i) {
    const char c = line[++i];
    switch (c) {
        case 'b':
            return '\b';
        case 'f':
            return '\f';
        case 'n':
            return '\n';
        case 'r':
            return '\r';
        case 't':
            return '\t';
        case 'v':
            return '\v';
        default:
            break;
    }
    if (octal(c) >= 0) {
        int value = octal(c);
        for (int more = 0; more < 2 && i + 1 < line.size() && octal(line[i + 1]) >= 0; ++more)
            value = value * 8 + octal(line[++i]);
        return static_cast<char>(value);
    }
    if (c == 'x' && i + 1 < line.size() && hexadecimal(line[i + 1]) >= 0) {
        int value = hexadecimal(line[++i]);
        if (i + 1 < line.size() && hexadecimal(line[i + 1]) >= 0) value = value * 16 + hexadecimal(line[++i]);
        return static_cast<char>(value);
    }
    return c;
}

}  // namespace

CopyReader::CopyReader(const CopyOptions& options, std::vector<std::string> columns, std::size_t max_row)
    : options_(options), columns_(std::move(columns)), max_row_(max_row) {
    const auto holds = [](const std::vector<std::string>& names, const std::string& name) {
        return std::ranges::find(names, name) != names.end();
    };
    for (const std::string& name : columns_) {
        not_null_.push_back(holds(options_.force_not_null, name));
        null_when_quoted_.push_back(holds(options_.force_null, name));
    }
}

Error CopyReader::bad(std::string message) const {
    return Error(Errc::bad_copy_file_format, std::move(message));
}

void CopyReader::feed(ByteView data) {
    if (begin_ > 0 && begin_ >= buffer_.size() / 2) {
        buffer_.erase(0, begin_);
        scanned_ -= begin_;
        begin_ = 0;
    }
    buffer_.append(as_text(data));
}

Result<std::optional<std::vector<CopyField>>> CopyReader::next() {
    using Row = std::optional<std::vector<CopyField>>;
    if (ended_) return Row();
    if (options_.format == CopyFormat::binary) return next_binary();
    for (;;) {
        Result<std::optional<std::string_view>> line = take_line();
        if (!line) return fail(line.error());
        if (!*line) return Row();
        text_ = **line;
        if (text_ == "\\.") {
            ended_ = true;
            return Row();
        }
        Result<std::vector<CopyField>> fields =
            options_.format == CopyFormat::csv ? split_csv(**line) : split_text(**line);
        if (!fields) return fail(fields.error());
        if (options_.header && !header_read_) {
            header_read_ = true;
            const Result<void> matches = check_header(*fields);
            if (!matches) return fail(matches.error());
            continue;
        }
        if (fields->size() > columns_.size()) return fail(bad("extra data after last expected column"));
        if (fields->size() < columns_.size())
            return fail(bad("missing data for column \"" + columns_[fields->size()] + "\""));
        return Row(std::move(*fields));
    }
}

// A line ends at a newline outside quotes; the last one needs none.
Result<std::optional<std::string_view>> CopyReader::take_line() {
    using Line = std::optional<std::string_view>;
    const bool csv = options_.format == CopyFormat::csv;
    scanned_ = std::max(scanned_, begin_);
    for (; scanned_ < buffer_.size(); ++scanned_) {
        const char c = buffer_[scanned_];
        if (csv && in_quotes_ && c == options_.escape && options_.escape != options_.quote) {
            if (scanned_ + 1 == buffer_.size() && !finished_) return Line();
            if (scanned_ + 1 < buffer_.size() &&
                (buffer_[scanned_ + 1] == options_.quote || buffer_[scanned_ + 1] == options_.escape))
                ++scanned_;
            continue;
        }
        if (csv && c == options_.quote) in_quotes_ = !in_quotes_;
        if (!csv && c == '\\') {
            if (scanned_ + 1 == buffer_.size() && !finished_) return Line();
            ++scanned_;  // an escaped newline is data
            continue;
        }
        if (c != '\n' || in_quotes_) continue;
        std::string_view line(buffer_.data() + begin_, scanned_ - begin_);
        begin_ = ++scanned_;
        ++line_;
        if (line.ends_with('\r')) line.remove_suffix(1);
        return Line(line);
    }
    if (buffer_.size() - begin_ > max_row_)
        return fail(Errc::program_limit_exceeded, "a row of COPY is larger than max_message_size");
    if (!finished_ || begin_ == buffer_.size()) return Line();
    if (in_quotes_) return fail(bad("unterminated CSV quoted field"));
    std::string_view line(buffer_.data() + begin_, buffer_.size() - begin_);
    begin_ = scanned_ = buffer_.size();
    ++line_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    return Line(line);
}

Result<std::vector<CopyField>> CopyReader::split_text(std::string_view line) const {
    std::vector<CopyField> fields;
    std::size_t start = 0;
    std::string value;
    for (std::size_t i = 0;; ++i) {
        if (i == line.size() || line[i] == options_.delimiter) {
            const std::string_view raw = line.substr(start, i - start);
            fields.push_back(raw == options_.null_text ? CopyField() : CopyField(std::move(value)));
            value.clear();
            start = i + 1;
            if (i == line.size()) break;
            continue;
        }
        if (line[i] == '\\' && i + 1 < line.size())
            value.push_back(unescape(line, i));
        else
            value.push_back(line[i]);
    }
    return fields;
}

Result<std::vector<CopyField>> CopyReader::split_csv(std::string_view line) const {
    std::vector<CopyField> fields;
    std::string value;
    bool quoted = false, inside = false;
    for (std::size_t i = 0;; ++i) {
        if (i == line.size() || (!inside && line[i] == options_.delimiter)) {
            const std::size_t column = fields.size();
            const bool keep = column < not_null_.size() && not_null_[column];
            const bool also_quoted = column < null_when_quoted_.size() && null_when_quoted_[column];
            const bool null =
                value == options_.null_text && (!quoted || also_quoted) && !(keep && !also_quoted);
            fields.push_back(null ? CopyField() : CopyField(std::move(value)));
            value.clear();
            quoted = false;
            if (i == line.size()) break;
            continue;
        }
        const char c = line[i];
        if (inside && c == options_.escape && i + 1 < line.size() &&
            (line[i + 1] == options_.quote || line[i + 1] == options_.escape)) {
            value.push_back(line[++i]);
        } else if (c == options_.quote) {
            inside = !inside;
            quoted = true;
        } else {
            value.push_back(c);
        }
    }
    return fields;
}

Result<void> CopyReader::check_header(const std::vector<CopyField>& fields) const {
    if (!options_.header_match) return {};
    if (fields.size() != columns_.size())
        return fail(bad("wrong number of fields in header line: got " + std::to_string(fields.size()) +
                        ", expected " + std::to_string(columns_.size())));
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i] == columns_[i]) continue;
        return fail(bad("column name mismatch in header line field " + std::to_string(i + 1) + ": got \"" +
                        fields[i].value_or("") + "\", expected \"" + columns_[i] + "\""));
    }
    return {};
}

Result<std::optional<std::vector<CopyField>>> CopyReader::next_binary() {
    using Row = std::optional<std::vector<CopyField>>;
    const auto available = [&] { return std::string_view(buffer_).substr(begin_); };
    const auto word = [](std::string_view bytes, std::size_t size) {
        std::uint32_t out = 0;
        for (std::size_t i = 0; i < size; ++i) out = out << 8 | static_cast<unsigned char>(bytes[i]);
        return out;
    };
    if (!header_read_) {
        const std::string_view head = available();
        if (head.size() < 19) {
            if (finished_) return fail(bad("COPY file signature not recognized"));
            return Row();
        }
        if (!head.starts_with(binary_signature)) return fail(bad("COPY file signature not recognized"));
        if ((word(head.substr(11), 4) >> 16) != 0)
            return fail(bad("unrecognized critical flags in COPY file header"));
        const std::size_t extension = word(head.substr(15), 4);
        if (extension > max_row_) return fail(bad("invalid COPY file header (wrong length)"));
        if (head.size() - 19 < extension) return Row();
        begin_ += 19 + extension;
        header_read_ = true;
    }
    const std::string_view data = available();
    if (data.size() < 2) {
        if (finished_ && !data.empty()) return fail(bad("unexpected EOF in COPY data"));
        return Row();
    }
    const std::uint32_t count = word(data, 2);
    if (count == 0xffff) {
        ended_ = true;
        return Row();
    }
    if (count != columns_.size())
        return fail(bad("row field count is " + std::to_string(count) + ", expected " +
                        std::to_string(columns_.size())));
    std::vector<CopyField> fields;
    std::size_t at = 2;
    for (std::uint32_t i = 0; i < count; ++i) {
        if (data.size() - at < 4) break;
        const std::uint32_t size = word(data.substr(at), 4);
        at += 4;
        if (size == ~std::uint32_t{0}) {
            fields.emplace_back();
            continue;
        }
        if (size > max_row_) return fail(bad("invalid field size"));
        if (data.size() - at < size) break;
        fields.emplace_back(std::string(data.substr(at, size)));
        at += size;
    }
    if (fields.size() < count) {
        if (finished_) return fail(bad("unexpected EOF in COPY data"));
        return Row();
    }
    begin_ += at;
    ++line_;
    return Row(std::move(fields));
}

}  // namespace ormgate::postgres
