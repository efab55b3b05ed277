#include "server/backend/sqlite/functions/row_list.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "dialects/sqlite_functions.hpp"
#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/table_function.hpp"

namespace ormgate::sqlite {
namespace {

// A cell is its storage class, then a number's eight bytes or the length and the bytes of a text or blob.
enum class Cell : std::uint8_t { null, integer, real, text, bytes };

void append(Bytes& out, const void* data, std::size_t size) {
    const auto* begin = static_cast<const std::byte*>(data);
    out.insert(out.end(), begin, begin + size);
}

void append_sized(Bytes& out, Cell kind, ByteView content) {
    out.push_back(static_cast<std::byte>(kind));
    const std::uint64_t size = content.size();
    append(out, &size, sizeof size);
    append(out, content.data(), content.size());
}

Error malformed() {
    return {Errc::internal, "malformed list of rows"};
}

// pg_collect(values…): the rows of a group as a blob, null if there are none.
class Collect : public Accumulator {
public:
    Answer add(Call& row) override {
        for (int i = 0; i < row.count(); ++i) rows_.add(row.value(i));
        any_ = true;
        return {};
    }
    Answer answer(Call& result) override {
        if (any_) result.answer(Value(rows_.take()));
        return {};
    }

private:
    RowList rows_;
    bool any_ = false;
};

// pg_zip(rows, width, rows, width, …): the lists side by side, nulls where one has ended.
Answer zip(Call& call) {
    struct Side {
        RowListReader reader;
        std::int64_t width;
    };
    std::vector<Side> sides;
    for (int i = 0; i + 1 < call.count(); i += 2)
        sides.push_back({RowListReader(call.null(i) ? ByteView() : call.bytes(i)), call.integer(i + 1)});
    RowList out;
    while (std::ranges::any_of(sides, [](const Side& side) { return !side.reader.at_end(); })) {
        for (Side& side : sides) {
            const bool ended = side.reader.at_end();
            for (std::int64_t i = 0; i < side.width; ++i) {
                if (ended) {
                    out.add(ValueView());
                    continue;
                }
                Result<ValueView> cell = side.reader.next();
                if (!cell) return fail(cell.error());
                out.add(*cell);
            }
        }
    }
    call.answer(Value(out.take()));
    return {};
}

// pg_rows(rows, width): columns beyond the width are null.
class CollectedRows : public Rows {
public:
    CollectedRows(ByteView list, std::size_t width)
        : list_(list.begin(), list.end()), reader_(list_), cells_(width) {}
    Result<bool> next() override {
        if (reader_.at_end()) return false;
        for (ValueView& cell : cells_) {
            Result<ValueView> read = reader_.next();
            if (!read) return fail(read.error());
            cell = *read;
        }
        return true;
    }
    ValueView column(std::size_t i) const override { return i < cells_.size() ? cells_[i] : ValueView(); }

private:
    Bytes list_;
    RowListReader reader_;
    std::vector<ValueView> cells_;
};

Result<std::unique_ptr<Rows>> open_rows(Call& call) {
    const std::int64_t width = call.integer(1);
    if (width < 1) return fail(malformed());
    return std::make_unique<CollectedRows>(call.bytes(0), static_cast<std::size_t>(width));
}

std::vector<const char*> numbered_columns() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> out;
        for (std::size_t i = 1; i <= dialects::most_collected_columns; ++i) out.push_back(std::to_string(i));
        return out;
    }();
    std::vector<const char*> out;
    for (const std::string& name : names) out.push_back(name.c_str());
    return out;
}

constexpr ScalarFunction scalars[] = {
    {"pg_zip", 2, any_number, stable, zip},
};

constexpr AggregateFunction aggregates[] = {
    {"pg_collect", 1, any_number, false, false, make_accumulator<Collect>},
};

}  // namespace

void RowList::add(const ValueView& cell) {
    if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
        out_.push_back(static_cast<std::byte>(Cell::integer));
        append(out_, integer, sizeof *integer);
    } else if (const auto* real = std::get_if<double>(&cell)) {
        out_.push_back(static_cast<std::byte>(Cell::real));
        append(out_, real, sizeof *real);
    } else if (const auto* text = std::get_if<std::string_view>(&cell)) {
        append_sized(out_, Cell::text, as_bytes(*text));
    } else if (const auto* bytes = std::get_if<ByteView>(&cell)) {
        append_sized(out_, Cell::bytes, *bytes);
    } else {
        out_.push_back(static_cast<std::byte>(Cell::null));
    }
}

Result<ValueView> RowListReader::next() {
    if (in_.empty()) return fail(malformed());
    const auto kind = static_cast<Cell>(in_.front());
    in_ = in_.subspan(1);
    if (kind == Cell::null) return ValueView();
    std::uint64_t word = 0;
    if (kind > Cell::bytes || in_.size() < sizeof word) return fail(malformed());
    std::memcpy(&word, in_.data(), sizeof word);
    in_ = in_.subspan(sizeof word);
    if (kind == Cell::integer) return ValueView(std::bit_cast<std::int64_t>(word));
    if (kind == Cell::real) return ValueView(std::bit_cast<double>(word));
    if (word > in_.size()) return fail(malformed());
    const ByteView content = in_.first(word);
    in_ = in_.subspan(word);
    if (kind == Cell::text) return ValueView(as_text(content));
    return ValueView(content);
}

std::span<const ScalarFunction> row_list_functions() {
    return scalars;
}

std::span<const AggregateFunction> row_list_aggregates() {
    return aggregates;
}

std::span<const TableFunction> row_list_row_functions() {
    static const TableFunction functions[] = {
        {"pg_rows", numbered_columns(), 2, 2, true, open_rows},
    };
    return functions;
}

}  // namespace ormgate::sqlite
