#include <utility>

#include "dialects/parser/mysql/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

// START TRANSACTION [WITH CONSISTENT SNAPSHOT, READ ONLY …]; BEGIN [WORK]
StatementPtr MysqlParser::start_transaction() {
    const std::uint32_t begin = this->begin();
    Begin result;
    result.start = take().is("start"_kw);
    if (!result.start) {
        accept("work"_kw);
        return finish(std::move(result), begin);
    }
    if (!at("transaction"_kw)) return known_by_name(begin);  // START SLAVE, START REPLICA …
    take();
    if (at_statement_end()) return finish(std::move(result), begin);
    do {
        if (accept("with"_kw)) {
            expect("consistent"_kw, "snapshot"_kw);
            result.modes.consistent_snapshot = true;
        } else {
            expect("read"_kw);
            const bool only = accept("only"_kw);
            if (!only) expect("write"_kw);
            if (result.modes.read_only && *result.modes.read_only != only) refuse();
            result.modes.read_only = only;
        }
    } while (accept(','));
    return finish(std::move(result), begin);
}

// [AND [NO] CHAIN] [[NO] RELEASE]
void MysqlParser::completion(bool& chain, bool& release) {
    chain = chain_clause();
    if (accept("no"_kw)) {
        expect("release"_kw);
        return;
    }
    const std::uint32_t begin = this->begin();
    release = accept("release"_kw);
    if (chain && release) refuse(Errc::syntax_error, mysql_syntax_error(sql(), begin, dialect()), begin);
}

StatementPtr MysqlParser::commit_statement() {
    const std::uint32_t begin = this->begin();
    take();
    accept("work"_kw);
    Commit commit;
    completion(commit.chain, commit.release);
    return finish(std::move(commit), begin);
}

StatementPtr MysqlParser::rollback_statement() {
    const std::uint32_t begin = this->begin();
    take();
    accept("work"_kw);
    if (accept("to"_kw)) {
        if (at("savepoint"_kw) && is_column_id(peek(1))) take();
        return finish(RollbackTo{column_id()}, begin);
    }
    Rollback rollback;
    completion(rollback.chain, rollback.release);
    return finish(std::move(rollback), begin);
}

// XA START gid[, branch[, format]] …
StatementPtr MysqlParser::xa() {
    const std::uint32_t begin = this->begin();
    take();
    Xa xa;
    if (!at_any("start"_kw, "begin"_kw, "end"_kw, "prepare"_kw, "commit"_kw, "rollback"_kw) &&
        !at("recover"_kw))
        refuse();
    xa.verb = lower_word();
    if (xa.verb == "begin") xa.verb = "start";
    auto option = [&](std::string words, auto... tokens) {
        expect(tokens...);
        xa.option = std::move(words);
    };
    if (xa.verb == "recover") {
        if (at("convert"_kw)) option("convert xid", "convert"_kw, "xid"_kw);
        return finish(std::move(xa), begin);
    }
    auto part = [this] {
        if (!at_string() && !at(TokenKind::hex_string) && !at(TokenKind::bit_string)) refuse();
        std::string text = at_string() ? string_constant() : std::string(source(take()));
        return text;
    };
    xa.gid = part();
    if (accept(',')) {
        xa.branch = part();
        if (accept(',')) xa.format = integer_constant();
    }
    if (xa.verb == "start" && at("join"_kw)) option("join", "join"_kw);
    if (xa.verb == "start" && at("resume"_kw)) option("resume", "resume"_kw);
    if (xa.verb == "end" && at("suspend"_kw)) {
        take();
        xa.option = "suspend";
        if (accept("for"_kw)) {
            if (!at_word("migrate")) refuse();
            take();
            xa.option += " for migrate";
        }
    }
    if (xa.verb == "commit" && at_word("one")) {
        take();
        option("one phase", "phase"_kw);
    }
    return finish(std::move(xa), begin);
}

// LOCK TABLES a AS x READ [LOCAL], b [LOW_PRIORITY] WRITE
StatementPtr MysqlParser::lock_tables() {
    const std::uint32_t begin = this->begin();
    take();
    if (at("instance"_kw)) return known_by_name(begin);
    if (!accept("table"_kw)) expect("tables"_kw);
    LockTables lock;
    do {
        lock.tables.push_back(table_name());
        Alias alias;
        if (!at_any("read"_kw, "write"_kw, "low_priority"_kw)) alias = table_alias(false);
        lock.aliases.push_back(std::move(alias.name));
        if (accept("read"_kw)) {
            lock.table_modes.push_back(accept("local"_kw) ? "read local" : "read");
            continue;
        }
        accept("low_priority"_kw);
        expect("write"_kw);
        lock.table_modes.push_back("write");
    } while (accept(','));
    return finish(std::move(lock), begin);
}

// ISOLATION LEVEL x, READ ONLY: each at most once
TransactionModes MysqlParser::session_modes() {
    TransactionModes modes;
    do {
        const bool isolation = at("isolation"_kw);
        if (isolation ? modes.isolation.has_value() : modes.read_only.has_value()) refuse();
        if (at("deferrable"_kw) || at("not"_kw) || !transaction_mode(modes)) refuse();
    } while (accept(','));
    return modes;
}

}  // namespace ormgate::dialects
