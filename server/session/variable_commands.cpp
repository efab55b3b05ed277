#include "server/session/session_commands.hpp"

namespace ormgate {
namespace {

// The text of one value of SET: the parser hands words and literals alike over as literals.
Result<std::string> value_text(const ast::Expr& expr) {
    if (const auto* literal = expr.as<ast::Literal>()) return literal->text;
    if (const auto* minus = expr.as<ast::Unary>();
        minus != nullptr && minus->operand->as<ast::Literal>() != nullptr)
        return minus->op + minus->operand->as<ast::Literal>()->text;
    if (const auto* column = expr.as<ast::ColumnRef>(); column != nullptr && column->parts.size() == 1)
        return column->parts.front();
    // SET TIME ZONE INTERVAL '+02:00' HOUR TO MINUTE
    if (const auto* cast = expr.as<ast::Cast>();
        cast != nullptr && cast->operand->as<ast::Literal>() != nullptr)
        return "INTERVAL '" + cast->operand->as<ast::Literal>()->text + "'";
    return fail(Errc::syntax_error, "SET takes constants as values");
}

std::string quote_identifier(const std::string& identifier) {
    std::string out = "\"";
    for (const char c : identifier) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

bool plain_identifier(std::string_view text) {
    if (text.empty() || (text[0] >= '0' && text[0] <= '9')) return false;
    for (const char c : text)
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '$')) return false;
    return true;
}

// A list as SHOW prints it: for lists of names each is quoted where it needs to be.
Result<std::string> joined_values(const ast::SetVariable& set) {
    const VariableInfo* row = postgres_variable(set.name);
    const bool names = row != nullptr && row->kind == VariableKind::names;
    std::string out;
    for (const ast::ExprPtr& expr : set.values) {
        Result<std::string> text = value_text(*expr);
        if (!text) return text;
        if (!out.empty()) out += ", ";
        out += names && !plain_identifier(*text) ? quote_identifier(*text) : *text;
    }
    return out;
}

}  // namespace

asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::SetVariable& set) {
    const bool in_block = session.transaction_.in_block();
    const bool local = set.scope == ast::SetScope::local;
    if (set.user_variable || set.scope == ast::SetScope::global || set.scope == ast::SetScope::persist)
        co_return co_await refuse();
    if (local && (!in_block || session.transaction_.implicit())) {
        session.warn(Errc::no_active_transaction, "SET LOCAL can only be used in transaction blocks");
        if (!in_block) co_return "SET";
    }
    if (set.from_current) co_return "SET";
    if (set.to_default) {
        const Result<void> done = session.variables_.reset(set.name, session.transaction_.depth(), in_block);
        if (!done) co_return ormgate::fail(done.error());
        co_return "SET";
    }
    const Result<std::string> value = joined_values(set);
    if (!value) co_return ormgate::fail(value.error());
    const Result<std::string> done =
        session.variables_.set(set.name, *value, local, session.transaction_.depth(), in_block);
    if (!done) co_return ormgate::fail(done.error());
    co_return "SET";
}

asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::Reset& reset) {
    const bool in_block = session.transaction_.in_block();
    if (reset.all) {
        session.variables_.reset_all(session.transaction_.depth(), in_block);
        co_return "RESET";
    }
    const Result<void> done = session.variables_.reset(reset.name, session.transaction_.depth(), in_block);
    if (!done) co_return ormgate::fail(done.error());
    co_return "RESET";
}

asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::Show& show) {
    if (show.all) {
        for (auto& [name, value] : session.variables_.all())
            portal.kept.push_back({name, value, std::string()});
        co_return "SHOW";
    }
    Result<std::string> value = session.variables_.get(show.name);
    if (!value) co_return ormgate::fail(value.error());
    portal.kept.push_back({std::move(*value)});
    co_return "SHOW";
}

asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::Discard& discard) {
    const std::string& what = discard.what;
    if (what == "plans") co_return "DISCARD PLANS";
    if (what == "all") {
        Tag refusal;
        if (refuse_in_block("DISCARD ALL", refusal)) co_return refusal;
        session.portals_.clear();
        session.statements_.clear();
        session.host_.unlisten({});
        session.variables_.reset_all(0, false);
    }
    const auto kind = what == "all"         ? Executor::Discarded::all
                      : what == "sequences" ? Executor::Discarded::sequences
                                            : Executor::Discarded::temporary_objects;
    const Result<void> done = co_await session.executor_.discard(kind);
    if (!done) co_return ormgate::fail(done.error());
    co_return what == "all" ? "DISCARD ALL" : what == "sequences" ? "DISCARD SEQUENCES" : "DISCARD TEMP";
}

}  // namespace ormgate
