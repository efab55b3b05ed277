#include <algorithm>

#include "core/utf8.hpp"
#include "dialects/parser.hpp"
#include "protocol/postgres/copy_format.hpp"
#include "protocol/postgres/types.hpp"
#include "server/frontend/postgres/column_value.hpp"
#include "server/frontend/postgres/copy.hpp"

namespace ormgate {
namespace {

using postgres::CopyField;
using postgres::CopyFormat;
using postgres::CopyOptions;

Result<char> one_character(const ast::Copy::Option& option) {
    if (option.value.size() == 1 && option.value[0] != '\n' && option.value[0] != '\r')
        return option.value[0];
    return fail(Errc::invalid_parameter_value,
                "COPY " + option.name + " must be a single one-byte character");
}

}  // namespace

Result<postgres::CopyOptions> copy_options(const ast::Copy& copy) {
    CopyOptions out;
    const auto named = [&](std::string_view name) -> const ast::Copy::Option* {
        const auto found = std::ranges::find(copy.options, name, &ast::Copy::Option::name);
        return found == copy.options.end() ? nullptr : &*found;
    };
    if (const auto* format = named("format")) {
        if (format->value == "csv")
            out.format = CopyFormat::csv;
        else if (format->value == "binary")
            out.format = CopyFormat::binary;
        else if (format->value != "text")
            return fail(Errc::invalid_parameter_value,
                        "COPY format \"" + format->value + "\" not recognized");
    }
    if (out.format == CopyFormat::csv) {
        out.delimiter = ',';
        out.null_text.clear();
    }
    bool escape_given = false;
    for (const ast::Copy::Option& option : copy.options) {
        const auto character = [&](char& target) -> Result<void> {
            const Result<char> c = one_character(option);
            if (!c) return fail(c.error());
            target = *c;
            return {};
        };
        Result<void> done;
        if (option.name == "format") continue;
        if (option.name == "delimiter")
            done = character(out.delimiter);
        else if (option.name == "null")
            out.null_text = option.value;
        else if (option.name == "quote")
            done = character(out.quote);
        else if (option.name == "escape") {
            done = character(out.escape);
            escape_given = true;
        } else if (option.name == "header") {
            out.header_match = option.value == "match";
            out.header =
                out.header_match || option.value.empty() || parse_boolean(option.value).value_or(false);
        } else if (option.name == "force_quote") {
            out.force_quote_all = option.value == "*";
            out.force_quote = option.list;
        } else if (option.name == "force_not_null")
            out.force_not_null = option.list;
        else if (option.name == "force_null")
            out.force_null = option.list;
        else if (option.name == "encoding") {
            if (option.value != "utf8" && option.value != "UTF8" && option.value != "utf-8" &&
                option.value != "UTF-8")
                return fail(Errc::unsupported,
                            "COPY ENCODING \"" + option.value + "\" is not supported on this database");
        } else if (option.name != "freeze") {
            return fail(Errc::syntax_error, "option \"" + option.name + "\" not recognized");
        }
        if (!done) return fail(done.error());
    }
    if (!escape_given) out.escape = out.quote;
    const bool csv_only = !out.force_quote.empty() || out.force_quote_all || !out.force_not_null.empty() ||
                          !out.force_null.empty() || escape_given;
    if (csv_only && out.format != CopyFormat::csv)
        return fail(Errc::unsupported, "COPY quoting options are available only in CSV mode");
    return out;
}

// The columns a COPY of a table moves: those named, or all that are not generated.
Result<std::vector<std::string>> copied_columns(const ast::Copy& copy, const TableDef& table) {
    std::vector<std::string> names = copy.columns;
    for (const std::string& name : names)
        if (table.column(name) == nullptr)
            return fail(Errc::undefined_column,
                        "column \"" + name + "\" of relation \"" + table.name + "\" does not exist");
    if (!names.empty()) return names;
    for (const ColumnDef& column : table.columns)
        if (column.generated == Generated::none) names.push_back(column.name);
    return names;
}

namespace {

// CopySink writes rows as CopyData messages.
class CopySink : public RowSink {
public:
    CopySink(PostgresWire& wire,
             const CopyOptions& options,
             std::span<const Column> columns,
             std::vector<std::string> names,
             const TextSettings& settings,
             const ObjectNames& object_names)
        : wire_(wire),
          format_(options.format == CopyFormat::binary ? postgres::Format::binary : postgres::Format::text),
          columns_(columns),
          settings_(settings),
          object_names_(object_names),
          writer_(options, std::move(names)) {
        fields_.resize(columns.size());
    }

    void begin() {
        if (!writer_.has_header()) return;
        const std::size_t frame = postgres::begin_frame(wire_.out(), postgres::CopyData::tag);
        writer_.header(wire_.out());
        postgres::end_frame(wire_.out(), frame);
    }
    void end() {
        if (format_ != postgres::Format::binary) return;
        const std::size_t frame = postgres::begin_frame(wire_.out(), postgres::CopyData::tag);
        writer_.trailer(wire_.out());
        postgres::end_frame(wire_.out(), frame);
    }
    bool row(std::span<const ValueView> values) override {
        for (std::size_t i = 0; i < values.size() && !error_; ++i) {
            fields_[i].reset();
            if (is_null(values[i])) continue;
            scratch_.clear();
            Result<void> encoded =
                append_column_value(values[i], columns_[i].type, format_, settings_, object_names_, scratch_);
            if (!encoded) error_ = std::move(encoded.error());
            fields_[i] = std::string(as_text(scratch_));
        }
        if (error_) return true;
        const std::size_t frame = postgres::begin_frame(wire_.out(), postgres::CopyData::tag);
        writer_.row(fields_, wire_.out());
        postgres::end_frame(wire_.out(), frame);
        ++count_;
        return !wire_.full();
    }
    asio::awaitable<void> drain() override { return wire_.flush(); }
    std::uint64_t count() const { return count_; }
    const std::optional<Error>& error() const { return error_; }

private:
    PostgresWire& wire_;
    postgres::Format format_;
    std::span<const Column> columns_;
    const TextSettings& settings_;
    const ObjectNames& object_names_;
    postgres::CopyWriter writer_;
    std::vector<CopyField> fields_;
    Bytes scratch_;
    std::optional<Error> error_;
    std::uint64_t count_ = 0;
};

ast::StatementPtr select_of(const ast::Name& table, const std::vector<std::string>& columns) {
    ast::Select select;
    for (const std::string& name : columns) select.items.push_back({ast::make(ast::ColumnRef{{name}}), {}});
    ast::FromItemPtr item(new ast::FromItem);
    ast::TableRef source;
    source.name = table;
    item->node = std::move(source);
    select.from.push_back(std::move(item));
    ast::QueryPtr query(new ast::Query);
    query->body = std::move(select);
    ast::StatementPtr statement(new ast::Statement);
    statement->node = std::move(query);
    return statement;
}

}  // namespace

asio::awaitable<Result<Completion>> Conversation::copy(Portal& portal) {
    const std::string source(portal.statement->cut.text);
    Result<ast::StatementPtr> own =
        dialects::parse_statement(source, dialects::dialect(dialects::DialectId::postgres));
    if (!own) co_return fail(own.error());
    const ast::Copy& copy = *(*own)->as<ast::Copy>();
    Result<Completion> done =
        fail(Errc::unsupported, "COPY to or from a file or program of the server is not supported");
    if (copy.file.empty() && !copy.program) {
        session_.begin_implicit();
        done = copy.from ? co_await copy_in(copy, source) : co_await copy_out(**own, source);
    }
    if (!done) co_await session_.fail();
    co_return done;
}

asio::awaitable<Result<Completion>> Conversation::copy_out(ast::Statement& statement, std::string source) {
    ast::Copy& copy = *statement.as<ast::Copy>();
    const Result<CopyOptions> options = copy_options(copy);
    if (!options) co_return fail(options.error());
    ast::StatementPtr query = std::move(copy.query);
    if (query == nullptr) {
        const Result<const TableDef*> table = co_await session_.table(copy.table);
        if (!table) co_return fail(table.error());
        const Result<std::vector<std::string>> names = copied_columns(copy, **table);
        if (!names) co_return fail(names.error());
        query = select_of(copy.table, *names);
    }
    Result<dialects::TranslationPtr> translation = co_await session_.translate(*query, source);
    if (!translation) co_return fail(translation.error());
    const std::vector<Column>& columns = (*translation)->columns;
    auto execution = co_await session_.execute(*translation, {}, {});
    if (!execution) co_return fail(execution.error());
    std::vector<std::string> names;
    for (const Column& column : columns) names.push_back(column.name);
    wire_.put(copy_response<postgres::CopyOutResponse>(*options, columns.size()));
    CopySink sink(wire_, *options, columns, std::move(names), session_.variables().text_settings(), names_);
    sink.begin();
    const Result<bool> ended = co_await (*execution)->fetch(0, sink);
    if (!ended) co_return fail(ended.error());
    if (sink.error()) co_return fail(*sink.error());
    sink.end();
    wire_.put(postgres::CopyDone{});
    co_return Completion{"COPY " + std::to_string(sink.count()), false};
}

}  // namespace ormgate
