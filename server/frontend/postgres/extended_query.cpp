#include "core/utf8.hpp"
#include "server/frontend/postgres/column_value.hpp"
#include "server/frontend/postgres/conversation.hpp"

namespace ormgate {

asio::awaitable<void> Conversation::fail_extended(Error error) {
    put_notices();
    put_error(error);
    co_await session_.fail();
    skip_to_sync_ = true;
}

asio::awaitable<void> Conversation::operator()(const postgres::Parse& parse) {
    for (const std::string_view text : {parse.name, parse.sql})
        if (Result<void> valid = check_utf8(text); !valid)
            co_return co_await fail_extended(std::move(valid.error()));
    std::vector<Type> declared;
    declared.reserve(parse.types.size());
    for (const std::uint32_t oid : parse.types) {
        const std::optional<Type> type = oid == 0 ? Type() : session_.type_of_oid(oid);
        if (!type)
            co_return co_await fail_extended(
                Error(Errc::undefined_object, "type with OID " + std::to_string(oid) + " does not exist"));
        declared.push_back(*type == Type(TypeId::unknown) ? Type() : *type);
    }
    std::string name(parse.name);
    if (name.empty())
        session_.close_statement("");
    else if (session_.statement_count() >= limits_.max_prepared_statements)
        co_return co_await fail_extended(
            Error(Errc::configuration_limit_exceeded, "too many prepared statements of one client")
                .with_hint("max_prepared_statements sets the limit."));
    Result<PreparedPtr> statement =
        co_await session_.prepare_text(std::string(parse.sql), std::move(declared));
    if (!statement) co_return co_await fail_extended(std::move(statement.error()));
    Result<void> stored = session_.store(std::move(name), std::move(*statement));
    if (!stored) co_return co_await fail_extended(std::move(stored.error()));
    wire_.put(postgres::ParseComplete{});
}

asio::awaitable<void> Conversation::operator()(const postgres::Bind& bind) {
    Result<PreparedPtr> statement = session_.find_statement(bind.statement);
    if (!statement) co_return co_await fail_extended(std::move(statement.error()));
    if (!session_.is_fresh(**statement))
        if (Result<void> fresh = co_await session_.refresh(**statement); !fresh)
            co_return co_await fail_extended(std::move(fresh.error()));
    const std::vector<Type>& types = session_.parameters(**statement);
    const std::size_t given = bind.values.size();
    if (bind.formats.size() > 1 && bind.formats.size() != given)
        co_return co_await fail_extended(Error(Errc::protocol_violation,
                                               "bind message has " + std::to_string(bind.formats.size()) +
                                                   " parameter formats but " + std::to_string(given) +
                                                   " parameters"));
    if (given != types.size())
        co_return co_await fail_extended(Error(
            Errc::protocol_violation,
            "bind message supplies " + std::to_string(given) + " parameters, but prepared statement \"" +
                std::string(bind.statement) + "\" requires " + std::to_string(types.size())));
    std::vector<Value> values;
    values.reserve(given);
    for (std::size_t i = 0; i < given; ++i) {
        if (!bind.values[i]) {
            values.emplace_back();
            continue;
        }
        const std::uint16_t code =
            bind.formats.empty() ? std::uint16_t{0} : bind.formats[bind.formats.size() == 1 ? 0 : i];
        if (code > 1)
            co_return co_await fail_extended(
                Error(Errc::invalid_parameter_value, "unsupported format code: " + std::to_string(code)));
        Result<Value> value = parameter_value(*bind.values[i],
                                              types[i],
                                              static_cast<postgres::Format>(code),
                                              session_.variables().text_settings(),
                                              names_);
        if (!value) {
            if (value.error().code == Errc::invalid_binary_representation)
                value.error().message =
                    "incorrect binary data format in bind parameter " + std::to_string(i + 1);
            const std::string portal =
                bind.portal.empty() ? "unnamed portal" : "portal \"" + std::string(bind.portal) + "\"";
            value.error().context = portal + " parameter $" + std::to_string(i + 1);
            co_return co_await fail_extended(std::move(value.error()));
        }
        values.push_back(std::move(*value));
    }
    Result<PortalPtr> portal = session_.open(std::move(*statement), std::move(values));
    if (!portal) co_return co_await fail_extended(std::move(portal.error()));
    const std::size_t formats = bind.result_formats.size();
    if (formats > 1 && formats != (*portal)->columns.size())
        co_return co_await fail_extended(Error(Errc::protocol_violation,
                                               "bind message has " + std::to_string(formats) +
                                                   " result formats but query has " +
                                                   std::to_string((*portal)->columns.size()) + " columns"));
    for (const std::uint16_t code : bind.result_formats)
        if (code > 1)
            co_return co_await fail_extended(
                Error(Errc::invalid_parameter_value, "unsupported format code: " + std::to_string(code)));
    (*portal)->result_formats.assign(bind.result_formats.begin(), bind.result_formats.end());
    std::string name(bind.portal);
    if (name.empty()) session_.close_portal("");
    Result<void> stored = session_.store_portal(std::move(name), std::move(*portal));
    if (!stored) co_return co_await fail_extended(std::move(stored.error()));
    wire_.put(postgres::BindComplete{});
}

asio::awaitable<void> Conversation::operator()(const postgres::Describe& describe) {
    if (describe.kind == 'P') {
        const PortalPtr portal = session_.find_portal(describe.name);
        if (portal == nullptr)
            co_return co_await fail_extended(Error(
                Errc::undefined_cursor, "portal \"" + std::string(describe.name) + "\" does not exist"));
        if (portal->returns_rows)
            describe_columns(portal->columns, portal->result_formats);
        else
            wire_.put(postgres::NoData{});
        co_return;
    }
    if (describe.kind != 'S')
        co_return co_await fail_extended(Error(
            Errc::protocol_violation, "invalid DESCRIBE message subtype " + std::to_string(describe.kind)));
    Result<PreparedPtr> statement = session_.find_statement(describe.name);
    if (!statement) co_return co_await fail_extended(std::move(statement.error()));
    if (!session_.is_fresh(**statement))
        if (Result<void> fresh = co_await session_.refresh(**statement); !fresh)
            co_return co_await fail_extended(std::move(fresh.error()));
    Result<std::optional<std::vector<Column>>> columns = session_.columns(**statement);
    if (!columns) co_return co_await fail_extended(std::move(columns.error()));
    postgres::ParameterDescription parameters;
    for (const Type& type : session_.parameters(**statement)) parameters.types.push_back(type.oid());
    wire_.put(parameters);
    if (*columns)
        describe_columns(**columns, {});
    else
        wire_.put(postgres::NoData{});
}

asio::awaitable<void> Conversation::operator()(const postgres::Execute& execute) {
    const PortalPtr portal = session_.find_portal(execute.portal);
    if (portal == nullptr)
        co_return co_await fail_extended(
            Error(Errc::undefined_cursor, "portal \"" + std::string(execute.portal) + "\" does not exist"));
    if (portal->statement->empty()) {
        wire_.put(postgres::EmptyQueryResponse{});
        co_return;
    }
    // A statement that came with its Sync is a transaction of its own: nothing else can be in its implicit
    // block.
    session_.begin_implicit();
    const std::uint64_t max_rows = execute.max_rows > 0 ? static_cast<std::uint64_t>(execute.max_rows) : 0;
    Result<Completion> done = co_await run(*portal, max_rows);
    if (!done) co_return co_await fail_extended(std::move(done.error()));
    if (done->suspended)
        wire_.put(postgres::PortalSuspended{});
    else
        wire_.put(postgres::CommandComplete{done->tag});
}

asio::awaitable<void> Conversation::operator()(const postgres::Close& close) {
    if (close.kind == 'S')
        session_.close_statement(close.name);
    else
        session_.close_portal(close.name);
    wire_.put(postgres::CloseComplete{});
    co_return;
}

asio::awaitable<void> Conversation::operator()(const postgres::Flush&) {
    co_await wire_.flush();
}

asio::awaitable<void> Conversation::operator()(const postgres::Sync&) {
    Result<void> ended = co_await session_.end_implicit(!std::exchange(skip_to_sync_, false));
    if (!ended) {
        put_notices();
        put_error(ended.error());
    }
    co_await ready();
}

}  // namespace ormgate
