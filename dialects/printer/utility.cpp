#include "dialects/printer/writer.hpp"

namespace ormgate::dialects {

using namespace ast;

void Writer::statement(const Statement& statement) {
    std::visit([this](const auto& node) { write(node); }, statement.node);
}

void Writer::transaction_modes(const TransactionModes& modes) {
    static constexpr std::string_view levels[] = {
        "READ UNCOMMITTED", "READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"};
    const char* separator = " ";
    auto mode = [&](std::string_view text) {
        out += separator;
        out += text;
        separator = ", ";
    };
    if (modes.isolation)
        mode("ISOLATION LEVEL " + std::string(levels[static_cast<std::size_t>(*modes.isolation)]));
    if (modes.read_only) mode(*modes.read_only ? "READ ONLY" : "READ WRITE");
    if (modes.deferrable) mode(*modes.deferrable ? "DEFERRABLE" : "NOT DEFERRABLE");
}

void Writer::variable(std::string_view dotted) {
    for (std::size_t dot; (dot = dotted.find('.')) != std::string_view::npos; dotted.remove_prefix(dot + 1)) {
        identifier(dotted.substr(0, dot));
        out += '.';
    }
    identifier(dotted);
}

void Writer::utility_options(const std::vector<ExplainOption>& options) {
    if (options.empty()) return;
    out += " (";
    list(options, [this](const ExplainOption& option) {
        out += upper(option.name);
        if (!option.value.empty()) out += ' ' + upper(option.value);
    });
    out += ')';
}

void Writer::write(const Begin& node) {
    out += node.start ? "START TRANSACTION" : "BEGIN";
    transaction_modes(node.modes);
}
void Writer::write(const Commit& node) {
    out += node.chain ? "COMMIT AND CHAIN" : "COMMIT";
}
void Writer::write(const Rollback& node) {
    out += node.chain ? "ROLLBACK AND CHAIN" : "ROLLBACK";
}
void Writer::write(const Savepoint& node) {
    out += "SAVEPOINT " + quote_identifier(node.name);
}
void Writer::write(const ReleaseSavepoint& node) {
    out += "RELEASE " + quote_identifier(node.name);
}
void Writer::write(const RollbackTo& node) {
    out += "ROLLBACK TO " + quote_identifier(node.name);
}
void Writer::write(const PrepareTransaction& node) {
    out += "PREPARE TRANSACTION " + quote_literal(node.gid);
}
void Writer::write(const CommitPrepared& node) {
    out += "COMMIT PREPARED " + quote_literal(node.gid);
}
void Writer::write(const RollbackPrepared& node) {
    out += "ROLLBACK PREPARED " + quote_literal(node.gid);
}

void Writer::write(const SetTransaction& node) {
    if (node.characteristics)
        out += "SET SESSION CHARACTERISTICS AS TRANSACTION";
    else
        out += node.scope == SetScope::local ? "SET LOCAL TRANSACTION" : "SET TRANSACTION";
    if (!node.snapshot.empty()) out += " SNAPSHOT " + quote_literal(node.snapshot);
    transaction_modes(node.modes);
}

void Writer::write(const SetConstraints& node) {
    out += "SET CONSTRAINTS ";
    if (node.names.empty()) out += "ALL";
    qualified_names(node.names);
    out += node.deferred ? " DEFERRED" : " IMMEDIATE";
}

void Writer::write(const SetVariable& node) {
    out += node.scope == SetScope::local ? "SET LOCAL " : "SET ";
    const bool zone = !node.values.empty() && node.values.front()->as<Cast>() != nullptr;
    if (zone) {
        out += "TIME ZONE ";
    } else {
        variable(node.name);
        out += node.from_current ? " FROM CURRENT" : " TO ";
    }
    if (node.to_default) out += "DEFAULT";
    expressions(node.values);
}

// MySQL's own statements: PostgreSQL has no spelling for them, they are printed for messages only.
void Writer::write(const SetVariables& node) {
    list(node.items, [this](const SetVariable& item) { write(item); });
}
void Writer::write(const ShowObjects& node) {
    out += "SHOW " + upper(node.what);
}
void Writer::write(const UnlockTables&) {
    out += "UNLOCK TABLES";
}
void Writer::write(const Use& node) {
    out += "USE " + quote_identifier(node.database);
}
void Writer::write(const Kill& node) {
    out += node.query_only ? "KILL QUERY " : "KILL ";
    expression(*node.id);
}
void Writer::write(const Pragma& node) {
    out += "PRAGMA " + node.name;
}

void Writer::write(const Reset& node) {
    out += "RESET ";
    if (node.all)
        out += "ALL";
    else
        variable(node.name);
}
void Writer::write(const Show& node) {
    out += "SHOW ";
    if (node.all)
        out += "ALL";
    else
        variable(node.name);
}
void Writer::write(const Discard& node) {
    out += "DISCARD " + upper(node.what);
}

void Writer::write(const Prepare& node) {
    out += "PREPARE " + quote_identifier(node.name);
    if (!node.types.empty()) {
        out += " (";
        list(node.types, [this](const TypeName& each) { type(each); });
        out += ')';
    }
    out += " AS ";
    if (node.statement) statement(*node.statement);
}
void Writer::write(const Execute& node) {
    out += "EXECUTE " + quote_identifier(node.name);
    if (node.args.empty()) return;
    out += " (";
    expressions(node.args);
    out += ')';
}
void Writer::write(const Deallocate& node) {
    out += "DEALLOCATE " + (node.all ? "ALL" : quote_identifier(node.name));
}

void Writer::write(const DeclareCursor& node) {
    out += "DECLARE " + quote_identifier(node.name);
    if (node.binary) out += " BINARY";
    if (node.insensitive) out += *node.insensitive ? " INSENSITIVE" : " ASENSITIVE";
    if (node.scroll) out += *node.scroll ? " SCROLL" : " NO SCROLL";
    out += node.hold ? " CURSOR WITH HOLD FOR " : " CURSOR FOR ";
    query(*node.query);
}
void Writer::write(const Fetch& node) {
    static constexpr std::string_view directions[] = {" FORWARD ", " BACKWARD ", " ABSOLUTE ", " RELATIVE "};
    out += node.move ? "MOVE" : "FETCH";
    out += directions[static_cast<std::size_t>(node.direction)];
    out += node.count ? std::to_string(*node.count) : "ALL";
    out += " FROM " + quote_identifier(node.cursor);
}
void Writer::write(const CloseCursor& node) {
    out += "CLOSE " + (node.all ? "ALL" : quote_identifier(node.name));
}
void Writer::write(const Listen& node) {
    out += "LISTEN " + quote_identifier(node.channel);
}
void Writer::write(const Unlisten& node) {
    out += "UNLISTEN " + (node.all ? "*" : quote_identifier(node.channel));
}
void Writer::write(const Notify& node) {
    out += "NOTIFY " + quote_identifier(node.channel);
    if (!node.payload.empty()) out += ", " + quote_literal(node.payload);
}

void Writer::write(const LockTables& node) {
    out += node.only ? "LOCK TABLE ONLY " : "LOCK TABLE ";
    qualified_names(node.tables);
    out += " IN " + upper(node.mode) + " MODE";
    if (node.nowait) out += " NOWAIT";
}

void Writer::write(const Explain& node) {
    out += "EXPLAIN";
    utility_options(node.options);
    out += ' ';
    statement(*node.statement);
}

void Writer::write(const Copy& node) {
    out += "COPY ";
    if (node.query) {
        out += '(';
        statement(*node.query);
        out += ')';
    } else {
        name(node.table);
        if (!node.columns.empty()) columns(node.columns);
    }
    out += node.from ? " FROM " : " TO ";
    if (node.program) out += "PROGRAM ";
    if (!node.file.empty())
        out += quote_literal(node.file);
    else
        out += node.from ? "STDIN" : "STDOUT";
    if (!node.options.empty()) {
        out += " WITH (";
        list(node.options, [this](const Copy::Option& option) {
            out += upper(option.name);
            if (!option.list.empty())
                columns(option.list);
            else if (option.value == "*")
                out += " *";
            else if (!option.value.empty())
                out += ' ' + quote_literal(option.value);
        });
        out += ')';
    }
    where(node.where, {});
}

void Writer::write(const Maintenance& node) {
    out += upper(node.verb);
    std::vector<ExplainOption> parenthesised;
    std::string before, after;
    for (const ExplainOption& option : node.options) {
        const bool object = node.verb == "reindex" &&
                            (option.name == "index" || option.name == "table" || option.name == "schema" ||
                             option.name == "system" || option.name == "database");
        if (option.name == "using")
            after = " USING " + quote_identifier(option.value);
        else if (object || (node.verb == "reindex" && option.name == "concurrently"))
            before += ' ' + upper(option.name);
        else
            parenthesised.push_back(option);
    }
    utility_options(parenthesised);
    out += before;
    for (std::size_t i = 0; i < node.tables.size(); ++i) {
        out += i == 0 ? " " : ", ";
        name(node.tables[i]);
        if (i < node.columns.size() && !node.columns[i].empty()) columns(node.columns[i]);
    }
    out += after;
}

void Writer::write(const CallProcedure& node) {
    out += "CALL ";
    expression(*node.call);
}
void Writer::write(const Do& node) {
    out += "DO LANGUAGE " + quote_identifier(node.language) + ' ' + quote_literal(node.body);
}
void Writer::write(const Privileges& node) {
    out += node.text;
}
void Writer::write(const Role& node) {
    out += node.text;
}
void Writer::write(const Empty&) {}
void Writer::write(const Opaque& node) {
    out += node.text;
}

}  // namespace ormgate::dialects
