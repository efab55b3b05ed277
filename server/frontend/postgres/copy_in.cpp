// COPY FROM STDIN: rows are read as they arrive and inserted by the batch.
#include "core/utf8.hpp"
#include "server/frontend/postgres/column_value.hpp"
#include "server/frontend/postgres/copy.hpp"

namespace ormgate {
namespace {

using postgres::CopyField;
using postgres::CopyFormat;
using postgres::CopyOptions;

constexpr std::size_t rows_a_batch = 1000, bytes_a_batch = std::size_t{1} << 20;
constexpr std::size_t longest_shown = 100;  // what PostgreSQL shows of a line or a value

ast::StatementPtr insert_of(const ast::Name& table, const std::vector<std::string>& columns) {
    ast::Values values;
    std::vector<ast::ExprPtr>& row = values.rows.emplace_back();
    for (std::size_t i = 0; i < columns.size(); ++i)
        row.push_back(ast::make(ast::Parameter{static_cast<std::uint16_t>(i + 1)}));
    ast::Insert insert;
    insert.table = table;
    insert.columns = columns;
    insert.column_positions.assign(columns.size(), 0);
    insert.source.reset(new ast::Query);
    insert.source->body = std::move(values);
    ast::StatementPtr statement(new ast::Statement);
    statement->node = std::move(insert);
    return statement;
}

std::string shown(std::string_view text) {
    if (text.size() <= longest_shown) return std::string(text);
    std::size_t end = longest_shown;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return std::string(text.substr(0, end)) + "...";
}

// CopyBatch collects rows on their way into a table, with where they came from.
struct CopyBatch {
    std::string relation;
    std::vector<std::vector<Value>> rows;
    std::vector<std::uint64_t> lines;
    std::vector<std::string> texts;  // as far as they are shown; of binary rows: empty
    std::size_t bytes = 0;

    bool full() const { return rows.size() >= rows_a_batch || bytes >= bytes_a_batch; }
    void add(std::vector<Value> row, std::uint64_t line, std::string_view text) {
        rows.push_back(std::move(row));
        lines.push_back(line);
        texts.push_back(shown(text));
    }
    void clear() {
        rows.clear();
        lines.clear();
        texts.clear();
        bytes = 0;
    }
    std::string place(std::uint64_t line) const {
        return "COPY " + relation + ", line " + std::to_string(line);
    }
    // PostgreSQL meets a duplicate when it has forgotten the row's text.
    Error explain(Error error, std::size_t row) const {
        if (row >= lines.size()) return error;
        error.context = place(lines[row]);
        if (error.code != Errc::unique_violation && !texts[row].empty())
            error.context += ": \"" + texts[row] + "\"";
        return error;
    }
};

// A row's fields as values of the columns' types.
Result<std::vector<Value>> values_of(const std::vector<CopyField>& fields,
                                     const std::vector<Type>& types,
                                     const std::vector<std::string>& columns,
                                     CopyFormat format,
                                     const TextSettings& settings,
                                     const ObjectNames& names,
                                     const std::string& place) {
    const bool binary = format == CopyFormat::binary;
    std::vector<Value> values;
    values.reserve(fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const CopyField& field = fields[i];
        if (!field) {
            values.emplace_back();
            continue;
        }
        if (!binary)
            if (Result<void> valid = check_utf8(*field); !valid) {
                valid.error().context = place;
                return fail(std::move(valid.error()));
            }
        Result<Value> value =
            binary ? parameter_value(as_bytes(*field), types[i], postgres::Format::binary, settings, names)
                   : parse_text(*field, types[i], settings);
        if (!value) {
            Error error = std::move(value.error());
            error.context = place + ", column " + columns[i] + (binary ? "" : ": \"" + shown(*field) + "\"");
            return fail(std::move(error));
        }
        values.push_back(std::move(*value));
    }
    return values;
}

}  // namespace

asio::awaitable<Result<Completion>> Conversation::copy_in(const ast::Copy& copy, std::string source) {
    const Result<CopyOptions> options = copy_options(copy);
    if (!options) co_return fail(options.error());
    if (copy.where != nullptr)
        co_return fail(Error(Errc::unsupported, "COPY FROM ... WHERE is not supported on this database"));
    const Result<const TableDef*> table = co_await session_.table(copy.table);
    if (!table) co_return fail(table.error());
    CopyBatch batch;
    batch.relation = (*table)->name;
    Result<std::vector<std::string>> columns = copied_columns(copy, **table);
    if (!columns) co_return fail(columns.error());
    const ast::StatementPtr insert = insert_of(copy.table, *columns);
    Result<dialects::TranslationPtr> translation = co_await session_.translate(*insert, source);
    if (!translation) co_return fail(translation.error());
    const std::vector<Type>& types = (*translation)->parameters;

    wire_.put(copy_response<postgres::CopyInResponse>(*options, columns->size()));
    co_await wire_.flush();
    postgres::CopyReader reader(*options, *columns, limits_.max_message_size);
    std::uint64_t count = 0;
    for (bool done = false; !done;) {
        Result<postgres::FrontendMessage> message = co_await read_copied();
        if (!message) co_return fail(message.error());
        std::size_t arrived = 0;
        if (const auto* data = std::get_if<postgres::CopyData>(&*message)) {
            arrived = data->data.size();
            reader.feed(data->data);
        } else if (std::holds_alternative<postgres::CopyDone>(*message)) {
            reader.finish();
            done = true;
        } else if (const auto* failed = std::get_if<postgres::CopyFail>(&*message)) {
            co_return fail(Errc::query_canceled, "COPY from stdin failed: " + std::string(failed->message));
        } else if (!std::holds_alternative<postgres::Flush>(*message) &&
                   !std::holds_alternative<postgres::Sync>(*message)) {
            co_return fail(Errc::protocol_violation, "unexpected message type during COPY from stdin");
        }
        batch.bytes += arrived;
        for (bool more = true; more;) {
            Result<std::optional<std::vector<CopyField>>> row = reader.next();
            more = row && row->has_value();
            Result<std::vector<Value>> values = std::vector<Value>();
            const std::string place = batch.place(reader.line());
            if (more)
                values = values_of(**row,
                                   types,
                                   *columns,
                                   options->format,
                                   session_.variables().text_settings(),
                                   names_,
                                   place);
            // rows before a broken one are inserted first: the first error counts
            const bool ends = !row || !values || (done && !more);
            if (row && values && more) batch.add(std::move(*values), reader.line(), reader.text());
            if (batch.rows.empty() || !(ends || batch.full())) {
                if (row && values) continue;
            } else {
                std::size_t inserted = 0;
                const Result<void> flushed =
                    co_await session_.execute_each(*translation, std::move(batch.rows), inserted);
                if (!flushed) co_return fail(batch.explain(flushed.error(), inserted));
                count += inserted;
                batch.clear();
            }
            if (!row) {
                Error error = row.error();
                error.context = place;
                if (!reader.text().empty()) error.context += ": \"" + shown(reader.text()) + "\"";
                co_return fail(std::move(error));
            }
            if (!values) co_return fail(values.error());
        }
    }
    co_return Completion{"COPY " + std::to_string(count), false};
}

}  // namespace ormgate
