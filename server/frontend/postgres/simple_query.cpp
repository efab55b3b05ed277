#include "core/utf8.hpp"
#include "dialects/parser.hpp"
#include "server/frontend/postgres/conversation.hpp"

namespace ormgate {

// All statements of the text run in one implicit transaction unless it controls transactions itself; none
// runs if one of them is no SQL.
asio::awaitable<void> Conversation::operator()(const postgres::Query& query) {
    const dialects::Dialect& dialect = dialects::dialect(dialects::DialectId::postgres);
    session_.close_statement("");
    session_.close_portal("");
    std::optional<Error> error;
    Result<std::vector<dialects::Template>> cuts = std::vector<dialects::Template>();
    if (Result<void> valid = check_utf8(query.sql); !valid)
        cuts = fail(std::move(valid.error()));
    else
        cuts = dialects::cut_templates(query.sql, dialect);
    std::string text;
    if (cuts && cuts->size() > 1) {  // a COPY among them reads on, over the message
        text = query.sql;
        for (dialects::Template& cut : *cuts)
            cut.text = std::string_view(text).substr(cut.begin, cut.text.size());
    }
    if (!cuts) error = std::move(cuts.error());
    const std::size_t count = cuts ? cuts->size() : 0;
    if (cuts && count == 0) wire_.put(postgres::EmptyQueryResponse{});
    for (std::size_t i = 0; count > 1 && i < count && !error; ++i) {
        Result<ast::StatementPtr> parsed = dialects::parse_statement((*cuts)[i].text, dialect);
        if (parsed) continue;
        error = std::move(parsed.error());
        if (error->position != 0) error->position += (*cuts)[i].begin;
    }
    for (std::size_t i = 0; i < count && !error; ++i) {
        if (count > 1) session_.begin_implicit();
        Result<std::string> tag = co_await run_simple(std::move((*cuts)[i]), i + 1 == count);
        if (!tag)
            error = std::move(tag.error());
        else
            wire_.put(postgres::CommandComplete{*tag});
    }
    if (error) {
        put_notices();
        put_error(*error);
        co_await session_.fail();
        static_cast<void>(co_await session_.end_implicit(false));
    }
    co_await ready();
}

asio::awaitable<Result<std::string>> Conversation::run_simple(dialects::Template cut, bool last) {
    Result<PreparedPtr> statement = co_await session_.prepare(std::move(cut), {});
    if (!statement) co_return fail(statement.error());
    if (!session_.parameters(**statement).empty())
        co_return fail(Errc::undefined_parameter, "there is no parameter $1");
    Result<PortalPtr> portal = session_.open(std::move(*statement), {});
    if (!portal) co_return fail(portal.error());
    if (session_.fetches_binary((*portal)->statement->statement())) (*portal)->result_formats = {1};
    if ((*portal)->returns_rows) describe_columns((*portal)->columns, (*portal)->result_formats);
    Result<Completion> done = co_await run(**portal, 0);
    if (!done) co_return fail(done.error());
    // The transaction ends before the last statement is said to be complete.
    if (last) {
        const Result<void> ended = co_await session_.end_implicit(true);
        if (!ended) co_return fail(ended.error());
    }
    co_return std::move(done->tag);
}

}  // namespace ormgate
