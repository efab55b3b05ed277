#include <algorithm>

#include "core/utf8.hpp"
#include "dialects/parser.hpp"
#include "server/session/session_commands.hpp"

namespace ormgate {

std::string first_words(std::string_view sql) {
    std::string out;
    int words = 0;
    for (std::size_t i = 0; i < sql.size() && words < 2; ++i) {
        const char c = sql[i];
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (letter) {
            out.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c);
        } else if (c != ' ' || ++words == 2) {
            break;
        } else {
            out.push_back(' ');
        }
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

asio::awaitable<Session::Commands::Tag> Session::Commands::refuse() {
    co_return ormgate::fail(
        Error(Errc::unsupported, first_words(source()) + " is not supported on this database").at(1));
}

bool Session::Commands::refuse_in_block(std::string_view verb, Tag& refusal) const {
    const TransactionStack& transaction = session.transaction_;
    if (!transaction.in_block() || (transaction.implicit() && !session.executor_in_transaction_))
        return false;
    const char* words = transaction.implicit() ? " cannot be executed within a pipeline"
                                               : " cannot run inside a transaction block";
    refusal = ormgate::fail(Errc::active_transaction, std::string(verb) + words);
    return true;
}

asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::Empty&) {
    co_return "";
}

// PREPARE takes the statement out of this very text: the plan's tree may come from one with other literals.
asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::Prepare&) {
    Result<ast::StatementPtr> own =
        dialects::parse_statement(source(), dialects::dialect(dialects::DialectId::postgres));
    if (!own) co_return ormgate::fail(own.error());
    const auto& prepare = *(*own)->as<ast::Prepare>();
    std::vector<Type> types;
    for (const ast::TypeName& name : prepare.types) {
        const TypeInfo* row = name.name.empty() ? nullptr : type_named(name.name.back());
        if (row == nullptr)
            co_return ormgate::fail(Error(Errc::undefined_object,
                                          "type \"" + (name.name.empty() ? std::string() : name.name.back()) +
                                              "\" does not exist")
                                        .at(name.position + 1));
        types.emplace_back(row->id, name.array_dimensions > 0);
    }
    const std::uint32_t from = prepare.statement->begin;
    Result<PreparedPtr> statement = co_await session.prepare_text(
        std::string(source().substr(from, prepare.statement->end - from)), std::move(types));
    if (!statement) {
        if (statement.error().position != 0) statement.error().position += from;
        co_return ormgate::fail(statement.error());
    }
    (*statement)->by_sql = true;
    (*statement)->written = source();
    const Result<void> stored = session.store(prepare.name, std::move(*statement));
    if (!stored) co_return ormgate::fail(stored.error());
    co_return "PREPARE";
}

asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::Deallocate& deallocate) {
    if (deallocate.all) {
        session.statements_.clear();
        co_return "DEALLOCATE ALL";
    }
    if (!session.statements_.contains(deallocate.name))
        co_return ormgate::fail(Errc::undefined_prepared_statement,
                                "prepared statement \"" + deallocate.name + "\" does not exist");
    session.close_statement(deallocate.name);
    co_return "DEALLOCATE";
}

asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::Explain&) {
    const Result<ast::StatementPtr> own =
        dialects::parse_statement(source(), dialects::dialect(dialects::DialectId::postgres));
    if (!own) co_return ormgate::fail(own.error());
    const auto& explain = *(*own)->as<ast::Explain>();
    bool translate = false;
    for (const ast::ExplainOption& option : explain.options) {
        const bool on = option.value.empty() || parse_boolean(option.value).value_or(true);
        if (option.name == "translate")
            translate = on;
        else if (on && option.name != "costs" && option.name != "verbose" && option.name != "summary" &&
                 !(option.name == "format" && option.value == "text"))
            co_return ormgate::fail(
                Errc::unsupported,
                "EXPLAIN option \"" + option.name + "\" is not supported on this database");
    }
    const std::uint32_t from = explain.statement->begin;
    const Result<PreparedPtr> inner =
        co_await session.prepare_text(std::string(source().substr(from)), portal.statement->declared);
    if (!inner) {
        Error error = inner.error();
        if (error.position != 0) error.position += count_characters(source().substr(0, from));
        co_return ormgate::fail(std::move(error));
    }
    if ((*inner)->translation() == nullptr) {
        if (translate) co_return "EXPLAIN";  // ormgate runs it itself, the backend gets nothing
        co_return ormgate::fail(Errc::syntax_error, "EXPLAIN takes a query or a data-modifying statement");
    }
    if (translate) {
        for (const dialects::Step& step : (*inner)->translation()->steps) portal.kept.push_back({step.sql});
        co_return "EXPLAIN";
    }
    Result<std::vector<std::string>> lines = co_await session.executor_.explain((*inner)->plan->translation);
    if (!lines) co_return ormgate::fail(lines.error());
    for (std::string& line : *lines) portal.kept.push_back({std::move(line)});
    co_return "EXPLAIN";
}

asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::CreateDatabase& create) {
    Tag refusal;
    if (refuse_in_block("CREATE DATABASE", refusal)) co_return refusal;
    const Result<void> done = co_await session.host_.create_database(create.name);
    if (!done) co_return ormgate::fail(done.error());
    co_return "CREATE DATABASE";
}

asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::Drop& drop) {
    if (drop.kind != ast::ObjectKind::database || drop.names.size() != 1) co_return co_await refuse();
    Tag refusal;
    if (refuse_in_block("DROP DATABASE", refusal)) co_return refusal;
    const bool force =
        std::ranges::any_of(drop.options, [](const ast::Option& option) { return option.name == "force"; });
    const Result<void> done =
        co_await session.host_.drop_database(drop.names.front().back(), drop.if_exists, force);
    if (!done) co_return ormgate::fail(done.error());
    co_return "DROP DATABASE";
}

asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::Listen& listen) {
    const Result<void> done = session.host_.listen(listen.channel);
    if (!done) co_return ormgate::fail(done.error());
    co_return "LISTEN";
}

asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::Unlisten& unlisten) {
    session.host_.unlisten(unlisten.all ? std::string() : unlisten.channel);
    co_return "UNLISTEN";
}

asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::Notify& notify) {
    const Result<void> done = session.host_.notify(notify.channel, notify.payload);
    if (!done) co_return ormgate::fail(done.error());
    co_return "NOTIFY";
}

// Maintenance that changes no result (VACUUM, ANALYZE, REINDEX …) is done by SQLite itself as it sees fit.
asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::Maintenance& maintenance) {
    std::string verb = maintenance.verb;
    std::ranges::transform(
        verb, verb.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    Tag refusal;
    if (verb == "VACUUM" && refuse_in_block(verb, refusal)) co_return refusal;
    co_return verb;
}

}  // namespace ormgate
