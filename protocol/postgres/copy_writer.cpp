#include <algorithm>

#include "protocol/postgres/copy_format.hpp"
#include "protocol/postgres/wire.hpp"

namespace ormgate::postgres {
namespace {

void put(Bytes& out, char c) {
    out.push_back(static_cast<std::byte>(c));
}

}  // namespace

CopyWriter::CopyWriter(const CopyOptions& options, std::vector<std::string> columns)
    : options_(options), columns_(std::move(columns)) {
    for (const std::string& name : columns_)
        always_quote_.push_back(options_.force_quote_all ||
                                std::ranges::find(options_.force_quote, name) != options_.force_quote.end());
}

void CopyWriter::header(Bytes& out) const {
    if (options_.format == CopyFormat::binary) {
        static constexpr char signature[] = "PGCOPY\n\377\r\n";  // the final NUL is part of it
        append(out, std::string_view(signature, sizeof signature));
        out.insert(out.end(), 8, std::byte{0});  // flags, length of the extension
        return;
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (i > 0) put(out, options_.delimiter);
        if (options_.format == CopyFormat::csv)
            csv_field(columns_[i], false, columns_.size() == 1, out);
        else
            text_field(columns_[i], out);
    }
    put(out, '\n');
}

void CopyWriter::row(std::span<const CopyField> fields, Bytes& out) const {
    if (options_.format == CopyFormat::binary) {
        Writer writer(out);
        writer.integer(static_cast<std::uint16_t>(fields.size()));
        for (const CopyField& field : fields) {
            writer.integer(field ? static_cast<std::uint32_t>(field->size()) : ~std::uint32_t{0});
            if (field) append(out, *field);
        }
        return;
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (i > 0) put(out, options_.delimiter);
        if (!fields[i])
            append(out, options_.null_text);
        else if (options_.format == CopyFormat::csv)
            csv_field(*fields[i], always_quote_[i], fields.size() == 1, out);
        else
            text_field(*fields[i], out);
    }
    put(out, '\n');
}

void CopyWriter::trailer(Bytes& out) const {
    if (options_.format == CopyFormat::binary) out.insert(out.end(), 2, std::byte{0xff});
}

void CopyWriter::text_field(std::string_view field, Bytes& out) const {
    static constexpr std::string_view controls = "\b\f\n\r\t\v", letters = "bfnrtv";
    for (const char c : field) {
        const std::size_t control = controls.find(c);
        if (c == '\\' || (c == options_.delimiter && control == std::string_view::npos)) {
            put(out, '\\');
            put(out, c);
        } else if (control != std::string_view::npos) {
            put(out, '\\');
            put(out, letters[control]);
        } else {
            put(out, c);
        }
    }
}

// Quoted where the text could be taken for something else: the null string, an end-of-data mark, a separator.
void CopyWriter::csv_field(std::string_view field, bool always, bool only, Bytes& out) const {
    const auto special = [&](char c) {
        return c == options_.delimiter || c == options_.quote || c == '\n' || c == '\r';
    };
    const bool quote = always || field == options_.null_text || (only && field == "\\.") ||
                       std::ranges::any_of(field, special);
    if (!quote) return append(out, field);
    put(out, options_.quote);
    for (const char c : field) {
        if (c == options_.quote || c == options_.escape) put(out, options_.escape);
        put(out, c);
    }
    put(out, options_.quote);
}

}  // namespace ormgate::postgres
