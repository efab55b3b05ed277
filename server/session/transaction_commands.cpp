#include "server/session/session_commands.hpp"

namespace ormgate {
namespace {

std::string_view level_name(ast::IsolationLevel level) {
    switch (level) {
        case ast::IsolationLevel::read_uncommitted:
            return "read uncommitted";
        case ast::IsolationLevel::read_committed:
            return "read committed";
        case ast::IsolationLevel::repeatable_read:
            return "repeatable read";
        case ast::IsolationLevel::serializable:
            return "serializable";
    }
    return "read committed";
}

// The modes become the settings of their names, prefixed default_ for SESSION CHARACTERISTICS.
Result<void> set_modes(SessionVariables& variables,
                       const ast::TransactionModes& modes,
                       std::string_view prefix,
                       bool local,
                       std::size_t depth,
                       bool in_block) {
    const auto set = [&](std::string_view name, std::string_view value) -> Result<void> {
        const Result<std::string> done =
            variables.set(std::string(prefix) + std::string(name), value, local, depth, in_block);
        if (!done) return fail(done.error());
        return {};
    };
    Result<void> done;
    if (modes.isolation) done = set("transaction_isolation", level_name(*modes.isolation));
    if (done && modes.read_only) done = set("transaction_read_only", *modes.read_only ? "on" : "off");
    if (done && modes.deferrable) done = set("transaction_deferrable", *modes.deferrable ? "on" : "off");
    return done;
}

bool has_modes(const ast::TransactionModes& modes) {
    return modes.isolation || modes.read_only || modes.deferrable;
}

}  // namespace

asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::Begin& begin) {
    const std::string tag = begin.start ? "START TRANSACTION" : "BEGIN";
    if (session.transaction_.in_block() && !session.transaction_.implicit()) {
        session.warn(Errc::active_transaction, "there is already a transaction in progress");
    } else {
        session.transaction_.open();
    }
    if (has_modes(begin.modes)) {
        if (begin.modes.isolation && session.executor_in_transaction_)
            co_return ormgate::fail(Errc::active_transaction,
                                    "SET TRANSACTION ISOLATION LEVEL must be called before any query");
        const Result<void> set = set_modes(session.variables_, begin.modes, "", true, 0, true);
        if (!set) co_return ormgate::fail(set.error());
    }
    co_return tag;
}

asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::Commit& commit) {
    const bool explicit_block = session.transaction_.in_block() && !session.transaction_.implicit();
    if (!explicit_block) {
        if (commit.chain)
            co_return ormgate::fail(Errc::no_active_transaction,
                                    "COMMIT AND CHAIN can only be used in transaction blocks");
        session.warn(Errc::no_active_transaction, "there is no transaction in progress");
    }
    const bool failed = session.transaction_.failed();
    const Result<void> done = failed ? co_await session.rollback() : co_await session.commit();
    if (!done) co_return ormgate::fail(done.error());
    if (commit.chain) session.transaction_.open();
    co_return failed ? "ROLLBACK" : "COMMIT";
}

asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::Rollback& rollback) {
    const bool explicit_block = session.transaction_.in_block() && !session.transaction_.implicit();
    if (!explicit_block) {
        if (rollback.chain)
            co_return ormgate::fail(Errc::no_active_transaction,
                                    "ROLLBACK AND CHAIN can only be used in transaction blocks");
        session.warn(Errc::no_active_transaction, "there is no transaction in progress");
    }
    const Result<void> done = co_await session.rollback();
    if (!done) co_return ormgate::fail(done.error());
    if (rollback.chain) session.transaction_.open();
    co_return "ROLLBACK";
}

asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::Savepoint& savepoint) {
    if (!session.transaction_.in_block() || session.transaction_.implicit())
        co_return ormgate::fail(Errc::no_active_transaction,
                                "SAVEPOINT can only be used in transaction blocks");
    const std::size_t depth = session.transaction_.savepoint(savepoint.name);
    if (session.executor_in_transaction_) {
        const Result<void> done = co_await session.executor_.savepoint(depth);
        if (!done) co_return ormgate::fail(done.error());
    }
    co_return "SAVEPOINT";
}

asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::ReleaseSavepoint& release) {
    if (!session.transaction_.in_block() || session.transaction_.implicit())
        co_return ormgate::fail(Errc::no_active_transaction,
                                "RELEASE SAVEPOINT can only be used in transaction blocks");
    const Result<std::size_t> depth = session.transaction_.find(release.name);
    if (!depth) co_return ormgate::fail(depth.error());
    if (session.executor_in_transaction_) {
        const Result<void> done = co_await session.executor_.release(*depth);
        if (!done) co_return ormgate::fail(done.error());
    }
    session.transaction_.release(*depth);
    session.variables_.release(*depth);
    for (auto& [name, other] : session.portals_) other->depth = std::min(other->depth, *depth - 1);
    co_return "RELEASE";
}

asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::RollbackTo& rollback) {
    if (!session.transaction_.in_block() || session.transaction_.implicit())
        co_return ormgate::fail(Errc::no_active_transaction,
                                "ROLLBACK TO SAVEPOINT can only be used in transaction blocks");
    const Result<std::size_t> depth = session.transaction_.find(rollback.name);
    if (!depth) co_return ormgate::fail(depth.error());
    session.drop_portals_above(*depth);
    if (session.executor_in_transaction_) {
        const Result<void> done = co_await session.executor_.rollback_to(*depth);
        if (!done) co_return ormgate::fail(done.error());
    }
    session.transaction_.rollback_to(*depth);
    session.variables_.rollback_to(*depth);
    co_return "ROLLBACK";
}

asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::SetTransaction& set) {
    const bool in_block = session.transaction_.in_block();
    if (set.characteristics) {
        const Result<void> done = set_modes(
            session.variables_, set.modes, "default_", false, session.transaction_.depth(), in_block);
        if (!done) co_return ormgate::fail(done.error());
        co_return "SET";
    }
    if (!set.snapshot.empty()) co_return co_await refuse();
    if (!in_block || session.transaction_.implicit()) {
        session.warn(Errc::no_active_transaction, "SET TRANSACTION can only be used in transaction blocks");
        co_return "SET";
    }
    if (set.modes.isolation && session.executor_in_transaction_)
        co_return ormgate::fail(Errc::active_transaction,
                                "SET TRANSACTION ISOLATION LEVEL must be called before any query");
    const Result<void> done =
        set_modes(session.variables_, set.modes, "", true, session.transaction_.depth(), true);
    if (!done) co_return ormgate::fail(done.error());
    co_return "SET";
}

asio::awaitable<Session::Commands::Tag> Session::Commands::operator()(const ast::SetConstraints& set) {
    if (!session.transaction_.in_block() || session.transaction_.implicit()) {
        session.warn(Errc::no_active_transaction, "SET CONSTRAINTS can only be used in transaction blocks");
        co_return "SET CONSTRAINTS";
    }
    const Result<void> ready = co_await session.enter_transaction();
    if (!ready) co_return ormgate::fail(ready.error());
    const Result<void> done = co_await session.executor_.set_constraints(set.deferred, set.names);
    if (!done) co_return ormgate::fail(done.error());
    co_return "SET CONSTRAINTS";
}

}  // namespace ormgate
