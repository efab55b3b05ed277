#include "server/frontend/postgres/data_row_sink.hpp"

#include "server/frontend/postgres/column_value.hpp"

namespace ormgate {

postgres::Format column_format(std::span<const std::uint16_t> formats, std::size_t column) {
    if (formats.empty()) return postgres::Format::text;
    return static_cast<postgres::Format>(formats.size() == 1 ? formats[0] : formats[column]);
}

DataRowSink::DataRowSink(PostgresWire& wire,
                         std::span<const Column> columns,
                         std::span<const std::uint16_t> formats,
                         const TextSettings& settings,
                         const ObjectNames& names)
    : wire_(wire), columns_(columns), formats_(formats), settings_(settings), names_(names) {}

bool DataRowSink::row(std::span<const ValueView> values) {
    if (error_) return true;
    Bytes& out = wire_.out();
    const std::size_t start = out.size();
    const std::size_t frame = postgres::begin_frame(out, postgres::DataRow::tag);
    postgres::Writer(out).integer(static_cast<std::uint16_t>(values.size()));
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (is_null(values[i])) {
            postgres::null_value(out);
            continue;
        }
        const std::size_t at = postgres::begin_value(out);
        Result<void> encoded = append_column_value(
            values[i], columns_[i].type, column_format(formats_, i), settings_, names_, out);
        if (!encoded) {
            error_ = std::move(encoded.error());
            out.resize(start);
            return true;
        }
        postgres::end_value(out, at);
    }
    postgres::end_frame(out, frame);
    return !wire_.full();
}

}  // namespace ormgate
