#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>
#include <thread>

#include "core/array.hpp"
#include "dialects/catalog/relations.hpp"
#include "server/backend/sqlite/functions/datetime_arguments.hpp"
#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/reg_names.hpp"
#include "server/backend/sqlite/functions/typed_value.hpp"

namespace ormgate::sqlite {
namespace {

Result<SessionServices*> services(Call& call, const char* function) {
    if (call.context().services != nullptr) return call.context().services;
    return fail(Errc::unsupported, std::string(function) + "() is not supported here");
}

template <std::string FunctionContext::* member>
Answer text_of(Call& call) {
    call.answer(call.context().*member);
    return {};
}

template <std::string FunctionContext::* member>
Answer text_or_null_of(Call& call) {
    if (!(call.context().*member).empty()) call.answer(call.context().*member);
    return {};
}

template <int FunctionContext::* member>
Answer port_of(Call& call) {
    if (call.context().*member >= 0) call.answer(call.context().*member);
    return {};
}

template <Timestamp FunctionContext::* member>
Answer time_in(Call& call) {
    answer_value(call, UtcTimestamp{call.context().*member});
    return {};
}

template <int value>
Answer constant(Call& call) {
    call.answer(value);
    return {};
}

Answer current_query(Call& call) {
    if (!call.context().query.empty()) call.answer(call.context().query);
    return {};
}

Answer current_schema(Call& call) {
    for (const std::string& schema : call.context().search_path) {
        if (namespace_oid(schema, call.context()) == 0) continue;
        call.answer(schema);
        return {};
    }
    return {};
}

bool has_temporary_objects(const FunctionContext& context) {
    if (context.schema == nullptr) return false;
    const auto is_temporary = [](const auto& relation) { return relation.schema == "pg_temp"; };
    return std::ranges::any_of(context.schema->tables, is_temporary) ||
           std::ranges::any_of(context.schema->sequences, is_temporary);
}

Answer my_temp_schema(Call& call) {
    const bool there = has_temporary_objects(call.context());
    call.answer(std::int64_t{there ? dialects::catalog::temporary_oid : 0});
    return {};
}

Answer current_schemas(Call& call) {
    Array schemas;
    const std::vector<std::string>& path = call.context().search_path;
    if (call.boolean(0) && has_temporary_objects(call.context()))
        schemas.elements.emplace_back(std::string(dialects::catalog::temporary_name));
    if (call.boolean(0) && std::ranges::find(path, "pg_catalog") == path.end())
        schemas.elements.emplace_back("pg_catalog");
    for (const std::string& schema : path)
        if (namespace_oid(schema, call.context()) != 0) schemas.elements.emplace_back(schema);
    if (!schemas.elements.empty()) schemas.dimensions = {schemas.elements.size()};
    call.answer(canonical_array(schemas, TypeId::name));
    return {};
}

Answer current_setting(Call& call) {
    Result<SessionServices*> session = services(call, "current_setting");
    if (!session) return fail(session.error());
    Result<std::optional<std::string>> value =
        (*session)->current_setting(call.text(0), call.count() > 1 && call.boolean(1));
    if (!value) return fail(value.error());
    if (*value) call.answer(**value);
    return {};
}

Answer set_config(Call& call) {
    Result<SessionServices*> session = services(call, "set_config");
    if (!session) return fail(session.error());
    if (call.null(0)) return fail(Errc::null_value_not_allowed, "SET requires parameter name");
    std::optional<std::string_view> value;
    if (!call.null(1)) value = call.text(1);
    return answer_result(call, (*session)->set_config(call.text(0), value, !call.null(2) && call.boolean(2)));
}

Answer backend_pid(Call& call) {
    call.answer(call.context().backend_pid);
    return {};
}

template <bool terminate>
Answer signal_backend(Call& call) {
    Result<SessionServices*> session =
        services(call, terminate ? "pg_terminate_backend" : "pg_cancel_backend");
    if (!session) return fail(session.error());
    return answer_result(call,
                         (*session)->signal_backend(static_cast<std::int32_t>(call.integer(0)), terminate));
}

Answer no_pids(Call& call) {
    call.answer("[]");
    return {};
}

Answer notify(Call& call) {
    Result<SessionServices*> session = services(call, "pg_notify");
    if (!session) return fail(session.error());
    std::string_view channel = call.null(0) ? std::string_view() : call.text(0);
    if (channel.empty()) return fail(Errc::invalid_parameter_value, "channel name cannot be empty");
    if (channel.size() > 63) return fail(Errc::invalid_parameter_value, "channel name too long");
    std::string_view payload = call.null(1) ? std::string_view() : call.text(1);
    if (payload.size() >= 8000) return fail(Errc::invalid_parameter_value, "payload string too long");
    if (Result<void> done = (*session)->notify(channel, payload); !done) return done;
    call.answer("");
    return {};
}

Answer sleep_for(Call& call, double seconds) {
    using clock = std::chrono::steady_clock;
    constexpr double longest = 1e9;
    if (!(seconds > 0)) seconds = 0;
    auto end = clock::now() + std::chrono::duration_cast<clock::duration>(
                                  std::chrono::duration<double>(std::min(seconds, longest)));
    constexpr auto slice = std::chrono::milliseconds(20);  // how late a cancel may be noticed
    for (auto now = clock::now(); now < end; now = clock::now()) {
        if (call.context().is_cancelled())
            return fail(Errc::query_canceled, "canceling statement due to user request");
        std::this_thread::sleep_for(std::min<clock::duration>(slice, end - now));
    }
    call.answer("");
    return {};
}

Answer sleep_seconds(Call& call) {
    return sleep_for(call, call.real(0));
}

Answer sleep_interval(Call& call) {
    Result<Interval> interval = parse_interval(call.text(0));
    if (!interval) return fail(interval.error());
    double days = interval->months * 30.0 + interval->days;
    return sleep_for(call, days * 86400.0 + static_cast<double>(interval->microseconds) / 1e6);
}

Answer transaction_id(Call& call) {
    Result<SessionServices*> session = services(call, "txid_current");
    if (!session) return fail(session.error());
    return answer_result(call, (*session)->transaction_id(true));
}

Answer transaction_id_if_assigned(Call& call) {
    Result<SessionServices*> session = services(call, "txid_current_if_assigned");
    if (!session) return fail(session.error());
    Result<std::int64_t> id = (*session)->transaction_id(false);
    if (!id) return fail(id.error());
    if (*id != 0) call.answer(*id);
    return {};
}

// The server speaks UTF-8 only; 6 is its number in PostgreSQL.
constexpr int utf8_encoding = 6;

Answer char_to_encoding(Call& call) {
    std::string word;
    for (char c : call.text(0))
        if (c != '-' && c != '_') word.push_back(static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c));
    call.answer(word == "utf8" || word == "unicode" ? utf8_encoding
                : word == "sqlascii"                ? 0
                : word == "latin1"                  ? 8
                                                    : -1);
    return {};
}

Answer encoding_to_char(Call& call) {
    std::int64_t encoding = call.integer(0);
    call.answer(encoding == utf8_encoding ? "UTF8"
                : encoding == 0           ? "SQL_ASCII"
                : encoding == 8           ? "LATIN1"
                                          : "");
    return {};
}

Answer database_encoding(Call& call) {
    call.answer("UTF8");
    return {};
}

Answer client_encoding(Call& call) {
    call.answer("UTF8");
    return {};
}

Answer version(Call& call) {
    call.answer("PostgreSQL " + call.context().server_version);
    return {};
}

Answer type_of(Call& call) {
    if (call.text(0) == "unknown") {
        call.answer(705);
        return {};
    }
    Result<Type> type = type_of_name(call.text(0));
    if (!type) return fail(type.error());
    call.answer(static_cast<std::int64_t>(type->oid()));
    return {};
}

Answer collation_for(Call& call) {
    if (call.null(0)) return {};
    if (call.storage(0) != SQLITE_TEXT)
        return fail(Errc::datatype_mismatch, "collations are not supported by this type");
    call.answer("\"default\"");
    return {};
}

// clang-format off: one row a line
constexpr ScalarFunction functions[] = {
    {"pg_backend_pid", 0, 0, stable, backend_pid},
    {"pg_blocking_pids", 1, 1, strict, no_pids},
    {"pg_cancel_backend", 1, 1, strict, signal_backend<false>},
    {"pg_char_to_encoding", 1, 1, pure, char_to_encoding},
    {"pg_client_encoding", 0, 0, stable, client_encoding},
    {"pg_database_encoding", 0, 0, pure, database_encoding},
    {"pg_collation_for", 1, 1, stable, collation_for},
    {"pg_conf_load_time", 0, 0, stable, time_in<&FunctionContext::settings_load_time>},
    {"pg_current_database", 0, 0, stable, text_of<&FunctionContext::database>},
    {"pg_current_query", 0, 0, stable, current_query},
    {"pg_current_schema", 0, 0, stable, current_schema},
    {"pg_current_schemas", 1, 1, pure, current_schemas},
    {"pg_current_setting", 1, 2, strict, current_setting},
    {"pg_current_user", 0, 0, stable, text_of<&FunctionContext::user>},
    {"pg_encoding_to_char", 1, 1, pure, encoding_to_char},
    {"pg_inet_client_addr", 0, 0, stable, text_or_null_of<&FunctionContext::client_address>},
    {"pg_inet_client_port", 0, 0, stable, port_of<&FunctionContext::client_port>},
    {"pg_inet_server_addr", 0, 0, stable, text_or_null_of<&FunctionContext::server_address>},
    {"pg_inet_server_port", 0, 0, stable, port_of<&FunctionContext::server_port>},
    {"pg_is_in_recovery", 0, 0, stable, constant<0>},
    {"pg_is_other_temp_schema", 1, 1, pure, constant<0>},
    {"pg_jit_available", 0, 0, stable, constant<0>},
    {"pg_my_temp_schema", 0, 0, stable, my_temp_schema},
    {"pg_notify", 2, 2, plain, notify},
    {"pg_postmaster_start_time", 0, 0, stable, time_in<&FunctionContext::server_start_time>},
    {"pg_row_security_active", 1, 1, pure, constant<0>},
    {"pg_session_user", 0, 0, stable, text_of<&FunctionContext::session_user>},
    {"pg_set_config", 3, 3, plain, set_config},
    {"pg_sleep", 1, 1, strict, sleep_seconds},
    {"pg_sleep_for", 1, 1, strict, sleep_interval},
    {"pg_terminate_backend", 1, 2, strict, signal_backend<true>},
    {"pg_trigger_depth", 0, 0, stable, constant<0>},
    {"pg_txid_current", 0, 0, plain, transaction_id},
    {"pg_txid_current_if_assigned", 0, 0, plain, transaction_id_if_assigned},
    {"pg_typeof", 1, 1, stable, type_of},
    {"pg_version", 0, 0, stable, version},
};
// clang-format on

}  // namespace

std::span<const ScalarFunction> session_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
