#include "dialects/parser.hpp"
#include "server/session/session_commands.hpp"

namespace ormgate {
namespace {

Column text_column(std::string name) {
    return {std::move(name), TypeId::text};
}

}  // namespace

Result<std::optional<std::vector<Column>>> Session::columns(const PreparedStatement& statement) const {
    using Columns = std::optional<std::vector<Column>>;
    if (const dialects::Translation* translation = statement.translation()) {
        if (!translation->returns_rows) return Columns();
        return Columns(translation->columns);
    }
    const ast::Statement& node = statement.statement();
    if (const auto* show = node.as<ast::Show>()) {
        if (show->all)
            return Columns({text_column("name"), text_column("setting"), text_column("description")});
        const VariableInfo* row = postgres_variable(show->name);
        return Columns({text_column(row != nullptr ? std::string(row->name) : show->name)});
    }
    if (node.as<ast::Explain>() != nullptr) return Columns({text_column("QUERY PLAN")});
    if (const auto* fetch = node.as<ast::Fetch>()) {
        if (fetch->move) return Columns();
        const PortalPtr cursor = find_portal(fetch->cursor);
        if (cursor == nullptr)
            return ormgate::fail(Errc::undefined_cursor, "cursor \"" + fetch->cursor + "\" does not exist");
        return Columns(cursor->columns);
    }
    if (const auto* execute = node.as<ast::Execute>()) {
        const Result<PreparedPtr> prepared = find_statement(execute->name);
        if (!prepared) return ormgate::fail(prepared.error());
        return columns(**prepared);
    }
    return Columns();
}

asio::awaitable<Result<Completion>> Session::run_command(Portal& portal,
                                                         std::uint64_t max_rows,
                                                         RowSink& sink) {
    const ast::Statement& statement = portal.statement->statement();
    if (const auto* execute = statement.as<ast::Execute>())
        co_return co_await run_execute(*execute, portal, max_rows, sink);
    if (!portal.started) {
        portal.started = true;
        if (const auto* fetch = statement.as<ast::Fetch>()) {
            portal.finished = true;
            if (max_rows == 0) co_return co_await run_fetch(*fetch, sink);
            RowBuffer buffer;
            Result<Completion> done = co_await run_fetch(*fetch, buffer);
            if (!done) co_return done;
            portal.kept = buffer.take();
            portal.command_tag = std::move(done->tag);
        } else {
            const Session::Commands commands{*this, portal};
            Session::Commands::Tag tag = co_await std::visit(Commands(commands), statement.node);
            if (!tag) co_return ormgate::fail(tag.error());
            portal.command_tag = std::move(*tag);
            portal.finished = true;
        }
    }
    std::uint64_t sent = 0;
    const Result<void> pushed = co_await push_kept(portal, max_rows, sink, sent);
    if (!pushed) co_return ormgate::fail(pushed.error());
    if (portal.kept_position < portal.kept.size()) co_return Completion{{}, true};
    co_return Completion{portal.command_tag, false};
}

// EXECUTE opens a portal of the prepared statement on its first run and goes on with it on later ones.
asio::awaitable<Result<Completion>> Session::run_execute(const ast::Execute& execute,
                                                         Portal& portal,
                                                         std::uint64_t max_rows,
                                                         RowSink& sink) {
    if (portal.inner == nullptr) {
        Result<PreparedPtr> prepared = find_statement(execute.name);
        if (!prepared) co_return ormgate::fail(prepared.error());
        Result<std::vector<Value>> arguments = co_await evaluate(**prepared, portal);
        if (!arguments) co_return ormgate::fail(arguments.error());
        Result<PortalPtr> opened = open(std::move(*prepared), std::move(*arguments));
        if (!opened) co_return ormgate::fail(opened.error());
        portal.inner = std::move(*opened);
    }
    if (portal.inner->translation != nullptr)
        co_return co_await run_translated(*portal.inner, max_rows, sink);
    co_return co_await run_command(*portal.inner, max_rows, sink);
}

// The arguments of EXECUTE are any expressions without columns: the backend evaluates them, cast to the
// parameters' types.
asio::awaitable<Result<std::vector<Value>>> Session::evaluate(const PreparedStatement& prepared,
                                                              Portal& portal) {
    Result<ast::StatementPtr> own = dialects::parse_statement(
        portal.statement->cut.text, dialects::dialect(dialects::DialectId::postgres));
    if (!own) co_return ormgate::fail(own.error());
    std::vector<ast::ExprPtr>& args = (*own)->as<ast::Execute>()->args;
    const std::vector<Type>& types = parameters(prepared);
    if (args.size() != types.size())
        co_return ormgate::fail(Error(Errc::syntax_error,
                                      "wrong number of parameters for prepared statement \"" +
                                          (*own)->as<ast::Execute>()->name + "\"")
                                    .with_detail("Expected " + std::to_string(types.size()) +
                                                 " parameters but got " + std::to_string(args.size()) + "."));
    if (args.empty()) co_return std::vector<Value>();
    ast::Select select;
    for (std::size_t i = 0; i < args.size(); ++i) {
        ast::Cast cast;
        cast.operand = std::move(args[i]);
        cast.type.name = {std::string(info(types[i].id).name)};
        cast.type.array_dimensions = types[i].array ? 1 : 0;
        select.items.push_back({ast::make(std::move(cast)), {}});
    }
    ast::QueryPtr query(new ast::Query);
    query->body = std::move(select);
    ast::Statement statement;
    statement.node = std::move(query);
    Result<dialects::TranslationPtr> translation =
        co_await translate(statement, portal.statement->cut.text, portal.statement->declared);
    if (!translation) co_return ormgate::fail(translation.error());
    auto execution = co_await this->execute(std::move(*translation), std::move(portal.parameters), {});
    if (!execution) co_return ormgate::fail(execution.error());
    RowBuffer buffer;
    const Result<bool> ended = co_await (*execution)->fetch(0, buffer);
    if (!ended) co_return ormgate::fail(ended.error());
    std::vector<std::vector<Value>> rows = buffer.take();
    if (rows.size() != 1) co_return ormgate::fail(Errc::internal, "EXECUTE's arguments did not make one row");
    co_return std::move(rows.front());
}

}  // namespace ormgate
