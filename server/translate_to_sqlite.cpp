#include "server/translate_to_sqlite.hpp"

#include <charconv>

#include "core/text_io.hpp"
#include "dialects/printer/printer.hpp"
#include "dialects/scanner.hpp"
#include "server/backend/sqlite/schema_reader.hpp"

namespace ormgate {

using namespace dialects;

namespace {

// What both dialects spell the same, though ormgate keeps track of it by itself.
bool is_transaction_control(const ast::Statement& statement) {
    return std::holds_alternative<ast::Commit>(statement.node) ||
           std::holds_alternative<ast::Rollback>(statement.node) ||
           std::holds_alternative<ast::Savepoint>(statement.node) ||
           std::holds_alternative<ast::ReleaseSavepoint>(statement.node) ||
           std::holds_alternative<ast::RollbackTo>(statement.node);
}

}  // namespace

Result<void> SqliteTranslation::open() {
    auto opened = sqlite::Connection::open(":memory:", SqliteSettings{}, false);
    if (!opened) return fail(opened.error());
    connection_ = std::move(*opened);
    return read_schema();
}

Result<void> SqliteTranslation::read_schema() {
    Result<Schema> schema = sqlite::read_schema(*connection_, oids_, known_tables_, "app");
    if (!schema) return fail(schema.error());
    schema->version = ++version_;
    schema->index();
    schema_ = std::make_shared<const Schema>(std::move(*schema));
    return {};
}

Result<PlanPtr> SqliteTranslation::plan(const Template& statement) {
    static const std::vector<std::string> path{"public"};
    TranslateContext context;
    context.schema = schema_;
    context.search_path = path;
    return translator_.plan(statement, context);
}

Result<void> SqliteTranslation::define(std::string_view definitions) {
    auto templates = cut_templates(definitions, postgres_dialect);
    if (!templates) return fail(templates.error());
    for (const Template& statement : *templates) {
        Result<PlanPtr> planned = plan(statement);
        if (!planned) return fail(planned.error());
        const TranslationPtr& translation = (*planned)->translation;
        if (translation == nullptr || translation->access != Access::ddl) continue;
        if (auto ran = run(*translation, statement); !ran) return ran;
    }
    return {};
}

Result<Value> SqliteTranslation::literal(const Binding& binding, const Template& statement) const {
    return parse_text(statement.literals[binding.index].text, binding.type, TextSettings{});
}

Result<void> SqliteTranslation::run(const Translation& translation, const Template& statement) {
    for (const Step& step : translation.steps) {
        auto prepared = connection_->prepare(step.sql);
        if (!prepared) return fail(prepared.error());
        std::vector<Value> values;
        for (const Binding& binding : step.bindings) {
            auto value = binding.source == Binding::Source::literal ? literal(binding, statement)
                                                                    : Result<Value>(Value());
            if (!value) return fail(value.error());
            values.push_back(std::move(*value));
        }
        for (std::size_t i = 0; i < values.size(); ++i)
            if (auto bound = prepared->bind(static_cast<int>(i + 1), values[i]); !bound) return bound;
        for (bool more = true; more;) {
            auto row = prepared->step();
            if (!row) return fail(row.error());
            more = *row;
        }
    }
    return read_schema();
}

Result<std::string> SqliteTranslation::quote(const Value& value) {
    auto statement = connection_->prepare("SELECT quote(?1)");
    if (!statement) return fail(statement.error());
    if (auto bound = statement->bind(1, value); !bound) return fail(bound.error());
    auto row = statement->step();
    if (!row) return fail(row.error());
    return statement->text(0);
}

// Writes the literals in place of their placeholders.
Result<std::string> SqliteTranslation::spell(const Step& step, const Template& statement) {
    std::string out;
    std::size_t copied = 0, unnumbered = 0;
    Scanner scanner(step.sql, sqlite_dialect);
    for (Token token = scanner.next(); token.kind != TokenKind::end && token.kind != TokenKind::error;
         token = scanner.next()) {
        if (token.kind != TokenKind::parameter) continue;
        std::size_t number = 0;
        const char* digits = step.sql.data() + token.begin + 1;
        std::from_chars(digits, step.sql.data() + token.end, number);
        if (number == 0) number = ++unnumbered;
        if (number > step.bindings.size()) return fail(Errc::internal, "a placeholder without a binding");
        const Binding& binding = step.bindings[number - 1];
        out.append(step.sql, copied, token.begin - copied);
        copied = token.end;
        if (binding.source == Binding::Source::parameter) {
            out += '?' + std::to_string(binding.index + 1);
            continue;
        }
        auto value = literal(binding, statement);
        if (!value) return fail(value.error());
        auto text = quote(*value);
        if (!text) return text;
        out += *text;
    }
    return out.append(step.sql, copied);
}

Result<std::string> SqliteTranslation::translate(const Template& statement) {
    Result<PlanPtr> planned = plan(statement);
    if (!planned) return fail(planned.error());
    const Plan& plan = **planned;
    if (plan.translation == nullptr) {
        if (const auto* begin = std::get_if<ast::Begin>(&plan.statement->node);
            begin != nullptr && !begin->modes.isolation && !begin->modes.read_only &&
            !begin->modes.deferrable)
            return "BEGIN";
        if (is_transaction_control(*plan.statement)) return print_postgres(*plan.statement);
        return fail(Errc::unsupported, "a statement that ormgate runs itself has no text in SQLite");
    }
    std::string out;
    for (const Step& step : plan.translation->steps) {
        auto sql = spell(step, statement);
        if (!sql) return sql;
        if (!out.empty()) out += "; ";
        out += *sql;
    }
    if (plan.translation->access == Access::ddl)
        if (auto ran = run(*plan.translation, statement); !ran) return fail(ran.error());
    return out;
}

}  // namespace ormgate
