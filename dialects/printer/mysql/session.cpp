#include "dialects/printer/mysql/writer.hpp"

namespace ormgate::dialects {

using namespace ast;

void MysqlWriter::transaction_modes(const TransactionModes& modes) {
    if (modes.consistent_snapshot) out += " WITH CONSISTENT SNAPSHOT";
    if (modes.consistent_snapshot && (modes.read_only || modes.isolation)) out += ',';
    TransactionModes plain = modes;
    plain.deferrable.reset();
    Writer::transaction_modes(plain);
}

void MysqlWriter::write(const Begin& node) {
    const bool modes = node.modes.read_only || node.modes.consistent_snapshot;
    out += node.start || modes ? "START TRANSACTION" : "BEGIN";
    transaction_modes(node.modes);
}
void MysqlWriter::write(const Commit& node) {
    out += "COMMIT";
    if (node.chain) out += " AND CHAIN";
    if (node.release) out += " RELEASE";
}
void MysqlWriter::write(const Rollback& node) {
    out += "ROLLBACK";
    if (node.chain) out += " AND CHAIN";
    if (node.release) out += " RELEASE";
}
void MysqlWriter::write(const Savepoint& node) {
    out += "SAVEPOINT ";
    identifier(node.name);
}
void MysqlWriter::write(const ReleaseSavepoint& node) {
    out += "RELEASE SAVEPOINT ";
    identifier(node.name);
}
void MysqlWriter::write(const RollbackTo& node) {
    out += "ROLLBACK TO SAVEPOINT ";
    identifier(node.name);
}

void MysqlWriter::write(const Xa& node) {
    auto part = [this](const std::string& text) {
        const bool number = text.starts_with("0x") || text.starts_with("x'") || text.starts_with("X'");
        if (number)
            out += text;
        else
            string(text);
    };
    out += "XA " + upper(node.verb);
    if (node.verb != "recover") {
        out += ' ';
        part(node.gid);
        if (!node.branch.empty() || node.format) {
            out += ", ";
            part(node.branch);
        }
        if (node.format) out += ", " + std::to_string(*node.format);
    }
    if (!node.option.empty()) out += ' ' + upper(node.option);
}

void MysqlWriter::write(const SetTransaction& node) {
    out += node.scope == SetScope::global    ? "SET GLOBAL TRANSACTION"
           : node.scope == SetScope::session ? "SET SESSION TRANSACTION"
                                             : "SET TRANSACTION";
    transaction_modes(node.modes);
}

void MysqlWriter::variable_setting(const SetVariable& node) {
    if (node.name == "names" || node.name == "character set") {
        out += upper(node.name) + ' ';
        if (node.to_default) {
            out += "DEFAULT";
            return;
        }
        string(node.values.front()->as<Literal>()->text);
        if (node.values.size() > 1) {
            out += " COLLATE ";
            string(node.values[1]->as<Literal>()->text);
        }
        return;
    }
    if (node.user_variable) {
        write(Variable{node.name, {}, false, {}});
    } else {
        static constexpr std::string_view scopes[] = {
            "SESSION ", "SESSION ", "GLOBAL ", "PERSIST ", "PERSIST_ONLY "};
        out += scopes[static_cast<std::size_t>(node.scope)];
        variable(node.name);
    }
    out += " = ";
    if (node.to_default) {
        out += "DEFAULT";
        return;
    }
    expression(*node.values.front());
}

void MysqlWriter::write(const SetVariable& node) {
    out += "SET ";
    variable_setting(node);
}
void MysqlWriter::write(const SetVariables& node) {
    out += "SET ";
    list(node.items, [this](const SetVariable& each) { variable_setting(each); });
}

void MysqlWriter::write(const ShowObjects& node) {
    out += "SHOW " + upper(node.what);
    if (!node.object.empty()) {
        out += node.what.starts_with("create") ? " " : " FROM ";
        name(node.object);
    }
    if (!node.database.empty()) {
        out += " FROM ";
        identifier(node.database);
    }
    if (!node.rest.empty()) out += (node.what == "grants" ? " FOR " : " ") + node.rest;
    if (node.like) {
        out += " LIKE ";
        expression(*node.like);
    }
    if (node.where) {
        out += " WHERE ";
        expression(*node.where);
    }
    limit(node.limit, node.offset);
}

void MysqlWriter::write(const Prepare& node) {
    out += "PREPARE ";
    identifier(node.name);
    out += " FROM ";
    if (node.text) expression(*node.text);
}
void MysqlWriter::write(const Execute& node) {
    out += "EXECUTE ";
    identifier(node.name);
    if (node.args.empty()) return;
    out += " USING ";
    expressions(node.args);
}
void MysqlWriter::write(const Deallocate& node) {
    out += "DEALLOCATE PREPARE ";
    identifier(node.name);
}

void MysqlWriter::write(const LockTables& node) {
    out += "LOCK TABLES ";
    for (std::size_t i = 0; i < node.tables.size(); ++i) {
        if (i > 0) out += ", ";
        name(node.tables[i]);
        if (i < node.aliases.size() && !node.aliases[i].empty()) {
            out += " AS ";
            identifier(node.aliases[i]);
        }
        out += ' ' + upper(i < node.table_modes.size() ? node.table_modes[i] : "write");
    }
}

void MysqlWriter::write(const Explain& node) {
    if (node.describe_table) {
        out += "DESCRIBE ";
        name(node.table);
        if (node.column.empty()) return;
        out += ' ';
        if (node.column.find_first_of("%_") != std::string::npos)
            string(node.column);
        else
            identifier(node.column);
        return;
    }
    bool analyze = false;
    for (const ExplainOption& each : node.options) analyze = analyze || each.name == "analyze";
    out += analyze && mariadb() ? "ANALYZE" : "EXPLAIN";
    if (analyze && !mariadb()) out += " ANALYZE";
    for (const ExplainOption& each : node.options) {
        if (each.name == "analyze") continue;
        out += ' ' + upper(each.name);
        if (!each.value.empty()) out += " = " + upper(each.value);
    }
    out += ' ';
    if (node.connection) {
        out += "FOR CONNECTION ";
        expression(*node.connection);
        return;
    }
    statement(*node.statement);
}

void MysqlWriter::write(const Use& node) {
    out += "USE ";
    identifier(node.database);
}

void MysqlWriter::write(const Kill& node) {
    out += "KILL ";
    if (!node.hint.empty()) out += upper(node.hint) + ' ';
    out += node.query_only ? "QUERY " : "CONNECTION ";
    expression(*node.id);
}

void MysqlWriter::write(const Maintenance& node) {
    out += upper(node.verb);
    std::string after;
    for (const ExplainOption& each : node.options) {
        if (each.name == "local")
            out += " LOCAL";
        else
            after += ' ' + each.name;
    }
    out += " TABLE ";
    qualified_names(node.tables);
    out += after;
}

void MysqlWriter::write(const Do& node) {
    out += "DO ";
    expressions(node.expressions);
}

}  // namespace ormgate::dialects
