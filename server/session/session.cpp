#include "server/session/session.hpp"

#include <algorithm>
#include <chrono>

#include "dialects/parser.hpp"

namespace ormgate {
namespace {

// CountingSink counts the rows on their way to another sink, and keeps copies of them for a cursor that may
// scroll.
class CountingSink : public RowSink {
public:
    CountingSink(RowSink& next, std::vector<std::vector<Value>>* kept) : next_(next), kept_(kept) {}
    bool row(std::span<const ValueView> values) override {
        ++count_;
        if (kept_ != nullptr) {
            std::vector<Value>& row = kept_->emplace_back();
            for (const ValueView& value : values) row.push_back(copy(value));
        }
        return next_.row(values);
    }
    asio::awaitable<void> drain() override { return next_.drain(); }
    std::uint64_t count() const { return count_; }

private:
    RowSink& next_;
    std::vector<std::vector<Value>>* kept_;
    std::uint64_t count_ = 0;
};

std::string with_count(std::string_view tag, std::uint64_t rows_sent, std::uint64_t affected) {
    std::string out(tag);
    if (tag == "SELECT") return out + " " + std::to_string(rows_sent);
    if (tag == "INSERT") return out + " 0 " + std::to_string(affected);
    if (tag == "UPDATE" || tag == "DELETE" || tag == "MERGE") return out + " " + std::to_string(affected);
    return out;
}

}  // namespace

Session::Session(Executor& executor,
                 dialects::Translator& translator,
                 SessionHost& host,
                 SessionVariables& variables)
    : executor_(executor), translator_(translator), host_(host), variables_(variables) {}

Session::~Session() = default;

std::vector<Notice> Session::take_notices() {
    return std::exchange(notices_, {});
}

void Session::warn(Errc code, std::string message) {
    notices_.push_back({"WARNING", Error(code, std::move(message))});
}

asio::awaitable<Result<dialects::TranslateContext>> Session::context(std::span<const Type> declared) {
    Result<SchemaPtr> schema = co_await executor_.schema();
    if (!schema) co_return ormgate::fail(schema.error());
    schema_ = *schema;
    co_return dialects::TranslateContext{
        .schema = std::move(*schema), .search_path = variables_.search_path(), .parameter_types = declared};
}

asio::awaitable<Result<const TableDef*>> Session::table(ast::Name name) {
    const Result<dialects::TranslateContext> now = co_await context({});
    if (!now) co_return ormgate::fail(now.error());
    if (name.size() > 1) {
        if (const TableDef* found = schema_->table(name[name.size() - 2], name.back())) co_return found;
        co_return ormgate::fail(
            Errc::undefined_table,
            "relation \"" + name[name.size() - 2] + "." + name.back() + "\" does not exist");
    }
    if (const TableDef* temporary = schema_->table("pg_temp", name.back())) co_return temporary;
    for (const std::string& schema_name : variables_.search_path())
        if (const TableDef* found = schema_->table(schema_name, name.back())) co_return found;
    co_return ormgate::fail(Errc::undefined_table, "relation \"" + name.back() + "\" does not exist");
}

std::optional<Type> Session::type_of_oid(std::uint32_t oid) const {
    if (const std::optional<Type> built_in = Type::of_oid(oid)) return built_in;
    const EnumDef* found = schema_ == nullptr ? nullptr : schema_->enum_by_oid(oid);
    if (found == nullptr) return std::nullopt;
    Type type(TypeId::enumeration, oid == found->array_oid);
    type.user_oid = oid;
    return type;
}

asio::awaitable<Result<PreparedPtr>> Session::prepare(dialects::Template cut, std::vector<Type> declared) {
    auto statement = std::make_shared<PreparedStatement>();
    statement->cut = std::move(cut);
    statement->declared = std::move(declared);
    const Result<void> allowed = check_not_failed(statement->cut);
    if (!allowed) co_return ormgate::fail(allowed.error());
    const Result<void> planned = co_await refresh(*statement);
    if (!planned) co_return ormgate::fail(planned.error());
    co_return statement;
}

asio::awaitable<Result<PreparedPtr>> Session::prepare_text(std::string text, std::vector<Type> declared) {
    auto statement = std::make_shared<PreparedStatement>();
    statement->text = std::move(text);
    Result<std::vector<dialects::Template>> cut =
        dialects::cut_templates(statement->text, dialects::dialect(dialects::DialectId::postgres));
    if (!cut) co_return ormgate::fail(cut.error());
    if (cut->size() > 1)
        co_return ormgate::fail(Errc::syntax_error,
                                "cannot insert multiple commands into a prepared statement");
    if (!cut->empty()) statement->cut = std::move(cut->front());
    statement->declared = std::move(declared);
    const Result<void> allowed = check_not_failed(statement->cut);
    if (!allowed) co_return ormgate::fail(allowed.error());
    const Result<void> planned = co_await refresh(*statement);
    if (!planned) co_return ormgate::fail(planned.error());
    co_return statement;
}

bool Session::is_fresh(const PreparedStatement& statement) {
    const SchemaPtr now = executor_.known_schema();
    if (now == nullptr || statement.plan == nullptr || statement.schema_version != now->version) return false;
    stamp();
    return true;
}

asio::awaitable<Result<void>> Session::refresh(PreparedStatement& statement) {
    stamp();
    Result<dialects::TranslateContext> now = co_await context(statement.declared);
    if (!now) co_return ormgate::fail(now.error());
    if (statement.plan != nullptr && statement.schema_version == now->schema->version)
        co_return Result<void>();
    Result<dialects::PlanPtr> plan = translator_.plan(statement.cut, *now, variables_.text_settings());
    if (!plan) co_return ormgate::fail(plan.error());
    const bool replanned = statement.plan != nullptr;
    if (replanned && statement.translation() != nullptr && (*plan)->translation != nullptr) {
        const auto same = [](const Column& a, const Column& b) {
            return a.name == b.name && a.type == b.type;
        };
        if (!std::ranges::equal(statement.translation()->columns, (*plan)->translation->columns, same))
            co_return ormgate::fail(Errc::cached_plan_changed, "cached plan must not change result type");
    }
    if ((*plan)->translation != nullptr) {
        Result<std::vector<Value>> literals = literal_values(*(*plan)->translation, statement);
        if (!literals) co_return ormgate::fail(literals.error());
        statement.literals = std::move(*literals);
    }
    if (!replanned) statement.prepared = variables_.text_settings().now;
    statement.plan = std::move(*plan);
    statement.schema_version = now->schema->version;
    co_return Result<void>();
}

Result<void> Session::store(std::string name, PreparedPtr statement) {
    if (!name.empty() && statements_.contains(name))
        return ormgate::fail(Errc::duplicate_prepared_statement,
                             "prepared statement \"" + name + "\" already exists");
    statements_[std::move(name)] = std::move(statement);
    return {};
}

Result<PreparedPtr> Session::find_statement(std::string_view name) const {
    const auto found = statements_.find(name);
    if (found != statements_.end()) return found->second;
    if (name.empty())
        return ormgate::fail(Errc::undefined_prepared_statement, "unnamed prepared statement does not exist");
    return ormgate::fail(Errc::undefined_prepared_statement,
                         "prepared statement \"" + std::string(name) + "\" does not exist");
}

void Session::close_statement(std::string_view name) {
    if (const auto found = statements_.find(name); found != statements_.end()) statements_.erase(found);
}

const std::vector<Type>& Session::parameters(const PreparedStatement& statement) const {
    return statement.translation() != nullptr ? statement.translation()->parameters : statement.declared;
}

Result<std::vector<Value>> Session::literal_values(const dialects::Translation& translation,
                                                   const PreparedStatement& statement) const {
    const std::vector<dialects::LiftedLiteral>& lifted = statement.cut.literals;
    std::vector<Value> values(lifted.size());
    for (const dialects::Step& step : translation.steps)
        for (const dialects::Binding& binding : step.bindings) {
            if (binding.source != dialects::Binding::Source::literal || !is_null(values[binding.index]))
                continue;
            const dialects::LiftedLiteral& literal = lifted[binding.index];
            // a type with a modifier is a column's, which the literal is assigned to
            Result<Value> value =
                parse_text(literal.text, binding.type, variables_.text_settings(), Coercion::assignment);
            if (!value) return ormgate::fail(std::move(value.error()).at(literal.position + 1));
            values[binding.index] = std::move(*value);
        }
    return values;
}

Result<PortalPtr> Session::open(PreparedPtr statement, std::vector<Value> parameters) {
    auto portal = std::make_shared<Portal>();
    ++statement->runs;
    portal->made = variables_.text_settings().now;
    Result<std::optional<std::vector<Column>>> described = columns(*statement);
    if (!described) return ormgate::fail(described.error());
    portal->returns_rows = described->has_value();
    if (*described) portal->columns = std::move(**described);
    portal->statement = std::move(statement);
    portal->parameters = std::move(parameters);
    portal->translation = portal->statement->plan->translation;
    portal->depth = transaction_.depth();
    return portal;
}

Result<void> Session::store_portal(std::string name, PortalPtr portal) {
    if (!name.empty() && portals_.contains(name))
        return ormgate::fail(Errc::duplicate_cursor, "cursor \"" + name + "\" already exists");
    portals_[std::move(name)] = std::move(portal);
    return {};
}

PortalPtr Session::find_portal(std::string_view name) const {
    const auto found = portals_.find(name);
    return found == portals_.end() ? nullptr : found->second;
}

void Session::close_portal(std::string_view name) {
    if (const auto found = portals_.find(name); found != portals_.end()) portals_.erase(found);
}

asio::awaitable<Result<Completion>> Session::run(Portal& portal, std::uint64_t max_rows, RowSink& sink) {
    Result<void> allowed = check_not_failed(portal.statement->statement());
    if (!allowed) co_return ormgate::fail(allowed.error());
    if (portal.finished && portal.kept_position == portal.kept.size() && portal.started &&
        portal.returns_rows)
        co_return Completion{
            with_count(portal.translation ? std::string_view(portal.translation->tag) : "SELECT", 0, 0),
            false};
    Result<Completion> done = portal.translation != nullptr ? co_await run_translated(portal, max_rows, sink)
                                                            : co_await run_command(portal, max_rows, sink);
    if (!done) co_await fail();
    if (done && portal.translation != nullptr) note_temporary_table(portal);
    if (transaction_.in_block()) co_return done;
    if (done && !on_commit_.empty())
        if (const Result<void> ended = co_await end_temporary_tables(); !ended)
            done = ormgate::fail(ended.error());
    if (done)
        variables_.commit();
    else
        variables_.rollback();
    host_.transaction_ended(done.has_value());
    co_return done;
}

// 'now' in a literal is the start of the transaction.
void Session::stamp() {
    if (transaction_.in_block() && executor_in_transaction_) return;
    using namespace std::chrono;
    const auto since_1970 = duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
    variables_.text_settings().now.microseconds = since_1970 + unix_epoch_seconds * microseconds_per_second;
}

Result<void> Session::check_not_failed(const ast::Statement& statement) const {
    if (!transaction_.failed()) return {};
    if (statement.as<ast::Commit>() || statement.as<ast::Rollback>() || statement.as<ast::RollbackTo>() ||
        statement.as<ast::Empty>())
        return {};
    return ormgate::fail(Errc::failed_transaction,
                         "current transaction is aborted, commands ignored until end of transaction block");
}

// In a failed block only the end of it is let through, before anything else about a statement is looked at.
Result<void> Session::check_not_failed(const dialects::Template& cut) const {
    if (!transaction_.failed()) return {};
    const Result<ast::StatementPtr> statement =
        dialects::parse_statement(cut.text, dialects::dialect(dialects::DialectId::postgres));
    if (!statement) return ormgate::fail(statement.error());
    return check_not_failed(**statement);
}

asio::awaitable<Result<std::unique_ptr<Execution>>> Session::execute(dialects::TranslationPtr translation,
                                                                     std::vector<Value> parameters,
                                                                     std::vector<Value> literals) {
    for (const std::string& text : translation->notices) {
        Error notice(Errc::internal, text);
        notice.native_sqlstate = "00000";
        notices_.push_back({"NOTICE", std::move(notice)});
    }
    if (transaction_.in_block() && !executor_in_transaction_)
        if (const Result<void> ready = co_await enter_transaction(); !ready)
            co_return ormgate::fail(ready.error());
    executor_.set_read_only(variables_.transaction_modes().read_only.value_or(false));
    co_return co_await executor_.execute(std::move(translation), std::move(parameters), std::move(literals));
}

asio::awaitable<Result<void>> Session::execute_each(dialects::TranslationPtr translation,
                                                    std::vector<std::vector<Value>> rows,
                                                    std::size_t& done) {
    const Result<void> ready = co_await enter_transaction();
    if (!ready) co_return ready;
    executor_.set_read_only(variables_.get("transaction_read_only") == "on");
    co_return co_await executor_.execute_each(std::move(translation), std::move(rows), done);
}

asio::awaitable<Result<void>> Session::start(Portal& portal) {
    if (portal.statement->statement().as<ast::LockTables>() != nullptr && !transaction_.in_block())
        co_return ormgate::fail(Errc::no_active_transaction,
                                "LOCK TABLE can only be used in transaction blocks");
    if (!is_fresh(*portal.statement))
        if (const Result<void> fresh = co_await refresh(*portal.statement); !fresh) co_return fresh;
    portal.translation = portal.statement->plan->translation;
    auto execution =
        co_await execute(portal.translation, std::move(portal.parameters), portal.statement->literals);
    if (!execution) co_return ormgate::fail(execution.error());
    portal.execution = std::move(*execution);
    portal.started = true;
    portal.made_in_block = transaction_.in_block();
    portal.depth = transaction_.depth();
    co_return Result<void>();
}

asio::awaitable<Result<Completion>> Session::run_translated(Portal& portal,
                                                            std::uint64_t max_rows,
                                                            RowSink& sink) {
    if (!portal.started) {
        const Result<void> started = co_await start(portal);
        if (!started) co_return ormgate::fail(started.error());
    }
    std::uint64_t sent = 0;
    if (portal.kept_position < portal.kept.size())
        if (const Result<void> pushed = co_await push_kept(portal, max_rows, sink, sent); !pushed)
            co_return ormgate::fail(pushed.error());
    std::uint64_t affected = 0;
    if (!portal.finished && (max_rows == 0 || sent < max_rows)) {
        CountingSink counting(sink, portal.keeps_rows ? &portal.kept : nullptr);
        const std::uint64_t rest = max_rows == 0 ? 0 : max_rows - sent;
        const Result<bool> ended = co_await portal.execution->fetch(rest, counting);
        if (!ended) co_return ormgate::fail(ended.error());
        sent += counting.count();
        if (portal.keeps_rows) portal.kept_position = portal.kept.size();
        portal.finished = *ended;
        affected = portal.execution->affected_rows();
        if (portal.finished) portal.execution.reset();
    }
    portal.row_count += sent;
    if (!portal.finished || portal.kept_position < portal.kept.size()) co_return Completion{{}, true};
    // CREATE TABLE AS counts what it has written as a SELECT does what it sends.
    const std::uint64_t selected = portal.translation->returns_rows ? sent : affected;
    co_return Completion{with_count(portal.translation->tag, selected, affected), false};
}

asio::awaitable<Result<void>> Session::push_kept(Portal& portal,
                                                 std::uint64_t max_rows,
                                                 RowSink& sink,
                                                 std::uint64_t& sent) {
    std::vector<ValueView> views;
    while (portal.kept_position < portal.kept.size() && (max_rows == 0 || sent < max_rows)) {
        const std::vector<Value>& row = portal.kept[portal.kept_position++];
        views.clear();
        for (const Value& value : row) views.push_back(view(value));
        ++sent;
        if (!sink.row(views)) co_await sink.drain();
    }
    co_return Result<void>();
}

Result<std::optional<std::string>> Session::current_setting(std::string_view name, bool missing_ok) const {
    Result<std::string> value = variables_.get(name);
    if (value) return std::optional(std::move(*value));
    if (missing_ok) return std::optional<std::string>();
    return ormgate::fail(value.error());
}

Result<std::string> Session::set_config(std::string_view name,
                                        std::optional<std::string_view> value,
                                        bool local) {
    if (value) return variables_.set(name, *value, local, transaction_.depth(), true);
    const Result<void> done = variables_.reset(name, transaction_.depth(), true);
    if (!done) return ormgate::fail(done.error());
    return variables_.get(name);
}

void Session::begin_implicit() {
    if (!transaction_.in_block()) transaction_.open_implicit();
}

asio::awaitable<Result<void>> Session::end_implicit(bool success) {
    if (!transaction_.implicit()) co_return Result<void>();
    if (success && !transaction_.failed()) co_return co_await commit();
    co_return co_await rollback();
}

asio::awaitable<void> Session::fail() {
    transaction_.fail();
    // A failed block without savepoints can only be rolled back: give up its locks at once.
    if (!transaction_.in_block() || transaction_.depth() > 0 || !executor_in_transaction_) co_return;
    drop_portals_of_transaction(false);
    executor_in_transaction_ = false;
    static_cast<void>(co_await executor_.rollback());
}

// The backend's transaction begins with the first statement that needs it, so that SET TRANSACTION may still
// come.
asio::awaitable<Result<void>> Session::enter_transaction() {
    if (!transaction_.in_block() || executor_in_transaction_) co_return Result<void>();
    Result<void> done = co_await executor_.begin(variables_.transaction_modes());
    executor_in_transaction_ = done.has_value();
    for (std::size_t depth = 1; done && depth <= transaction_.depth(); ++depth)
        done = co_await executor_.savepoint(depth);
    co_return done;
}

asio::awaitable<Result<void>> Session::commit() {
    if (std::ranges::any_of(portals_, [](const auto& entry) { return entry.second->hold; })) {
        const Result<void> held = co_await hold_cursors();
        if (!held) {
            static_cast<void>(co_await rollback());
            co_return held;
        }
    }
    drop_portals_of_transaction(true);
    if (executor_in_transaction_ && !on_commit_.empty()) {
        const Result<void> ended = co_await end_temporary_tables();
        if (!ended) {
            static_cast<void>(co_await rollback());
            co_return ended;
        }
    }
    Result<void> done;
    if (std::exchange(executor_in_transaction_, false)) done = co_await executor_.commit();
    transaction_.close();
    if (done)
        variables_.commit();
    else
        variables_.rollback();
    host_.transaction_ended(done.has_value());
    co_return done;
}

asio::awaitable<Result<void>> Session::rollback() {
    drop_portals_of_transaction(false);
    Result<void> done;
    if (std::exchange(executor_in_transaction_, false)) done = co_await executor_.rollback();
    transaction_.close();
    variables_.rollback();
    host_.transaction_ended(false);
    co_return done;
}

asio::awaitable<Result<void>> Session::hold_cursors() {
    for (auto& [name, portal] : portals_) {
        if (!portal->hold || portal->finished || portal->execution == nullptr) continue;
        const std::size_t position = portal->kept_position;
        RowBuffer buffer;
        const Result<bool> ended = co_await portal->execution->fetch(0, buffer);
        if (!ended) co_return ormgate::fail(ended.error());
        for (std::vector<Value>& row : buffer.take()) portal->kept.push_back(std::move(row));
        portal->kept_position = position;
        portal->finished = true;
        portal->execution.reset();
    }
    for (auto& [name, portal] : portals_)
        if (portal->hold) portal->made_in_block = false;
    co_return Result<void>();
}

void Session::drop_portals_of_transaction(bool committed) {
    std::erase_if(portals_, [&](const auto& entry) {
        const Portal& portal = *entry.second;
        if (portal.hold && (committed || !portal.made_in_block)) return false;
        return portal.made_in_block || !portal.is_cursor;
    });
}

void Session::drop_portals_above(std::size_t depth) {
    std::erase_if(portals_, [&](const auto& entry) {
        return entry.second->made_in_block && entry.second->depth >= depth;
    });
}

asio::awaitable<void> Session::leave() {
    static_cast<void>(co_await rollback());
    portals_.clear();
    statements_.clear();
    host_.unlisten({});
    static_cast<void>(co_await executor_.discard(Executor::Discarded::all));
}

asio::awaitable<Result<dialects::TranslationPtr>> Session::translate(ast::Statement& statement,
                                                                     std::string_view source,
                                                                     std::span<const Type> parameters) {
    Result<dialects::TranslateContext> now = co_await context(parameters);
    if (!now) co_return ormgate::fail(now.error());
    co_return translator_.translate(statement, source, *now, variables_.text_settings());
}

}  // namespace ormgate
