#include <openssl/rand.h>

#include <array>
#include <stdexcept>

#include "dialects/dialect.hpp"
#include "dialects/parser.hpp"
#include "server/relay/link.hpp"

namespace ormgate {

// ormgate.session and ormgate.join live on the server as settings of this client, like any it makes up for
// itself: they follow its transactions and are seen by SHOW and current_setting(). The server hears of them
// from those clients only that speak of them.

static constexpr std::string_view session_setting = "ormgate.session", join_setting = "ormgate.join";

// 128 random bits, made up at the first use.
const std::string& Link::session_name() {
    if (!session_name_.empty()) return session_name_;
    std::array<unsigned char, 16> random;
    if (RAND_bytes(random.data(), random.size()) != 1)
        throw std::runtime_error("no random numbers for a session's name");
    static constexpr char digits[] = "0123456789abcdef";
    for (unsigned char byte : random) {
        session_name_ += digits[byte >> 4];
        session_name_ += digits[byte & 15];
    }
    for (SettingsVector* vector : {&startup_, &settings_}) {
        vector->set(session_setting, session_name_);
        vector->set(join_setting, "nested");
    }
    return session_name_;
}

std::optional<Error> Link::own_value_refusal(std::string_view name, const std::optional<std::string>& value) {
    if (name != session_setting && name != join_setting)
        return Error(Errc::undefined_object,
                     "unrecognized configuration parameter \"" + std::string(name) + "\"");
    if (!value) return Error(Errc::unsupported, std::string(name) + " takes a constant, by SET");
    if (name == join_setting) {
        if (*value == "nested" || *value == "joint") return std::nullopt;
        return Error(Errc::invalid_parameter_value,
                     "invalid value for parameter \"ormgate.join\": \"" + *value + "\"")
            .with_hint("Available values: nested, joint.");
    }
    if (*value == session_name()) return std::nullopt;
    return Error(Errc::unsupported, "joining another session (ormgate.session) is not supported");
}

// True if the connection does not know ormgate's settings yet, and a statement speaks of them.
bool Link::must_align(const Traits& traits) {
    if (!traits.own || status() == 'E') return false;
    session_name();
    if (connection()->settings.find(session_setting) != nullptr) return false;
    // Asking now would end the implicit transaction of a pipeline: the server will not know the setting.
    if (unit_open_ && executed_) return false;
    if (status() != 'I')  // a rollback takes them away again
        for (std::string_view name : {session_setting, join_setting}) touched_.emplace_back(name);
    return true;
}

static std::string explained(std::string_view sql, const ast::Explain& explain) {
    std::string_view statement = sql.substr(explain.statement->begin);
    while (!statement.empty() && std::string_view(" \n\r\t;").contains(statement.back()))
        statement.remove_suffix(1);
    return "SELECT " + quoted_literal(statement) + " AS \"QUERY PLAN\"";
}

// What the server gets for ormgate's own words, which it does not know: EXPLAIN (TRANSLATE) of a statement
// becomes a query that tells it as it stands. nullopt if the text stays.
Result<std::optional<std::string>> Link::rewritten(std::string_view sql, const Traits& traits) const {
    if (traits.statements == 1 && !traits.own_command.empty()) return traits.own_command;
    if (!traits.translates) return std::optional<std::string>();
    const Result<ast::StatementPtr> parsed =
        dialects::parse_statement(sql, dialects::dialect(dialects::DialectId::postgres));
    if (!parsed) return fail(parsed.error());
    const auto* explain = (*parsed)->as<ast::Explain>();
    if (explain == nullptr) return std::optional<std::string>();
    return explained(sql, *explain);
}

}  // namespace ormgate
