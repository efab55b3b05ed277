#include "server/backend/sqlite/execution.hpp"

#include <algorithm>

namespace ormgate {

SqliteExecution::SqliteExecution(SqliteExecutor& executor,
                                 dialects::TranslationPtr translation,
                                 std::vector<Value> parameters,
                                 std::vector<Value> literals)
    : executor_(&executor),
      translation_(std::move(translation)),
      parameters_(std::move(parameters)),
      literals_(std::move(literals)),
      rows_(translation_->columns) {
    executor.executions_.push_back(this);
}

SqliteExecution::~SqliteExecution() {
    if (executor_ != nullptr) std::erase(executor_->executions_, this);
}

Result<sqlite::Statement> SqliteExecution::start_step(sqlite::Connection& connection,
                                                      const dialects::Step& step) const {
    if (translation_->reads_catalog)
        if (auto shown = executor_->refresh_catalog(connection); !shown) return fail(shown.error());
    Result<sqlite::Statement> statement = connection.prepare(step.sql);
    if (!statement) return statement;
    int n = 0;
    for (const dialects::Binding& binding : step.bindings) {
        const auto& values = binding.source == dialects::Binding::Source::parameter ? parameters_ : literals_;
        if (binding.index >= values.size())
            return fail(Errc::internal, "a translation binds a value that there is not");
        if (auto bound = statement->bind(++n, values[binding.index]); !bound) return fail(bound.error());
    }
    return statement;
}

Result<void> SqliteExecution::check_columns(const sqlite::Statement& statement) const {
    if (static_cast<std::size_t>(statement.columns()) == translation_->columns.size()) return {};
    if (translation_->columns.empty()) return {};  // SELECT of nothing still has to yield something in SQLite
    return fail(Errc::internal, "a translation yields another number of columns than it has announced");
}

void SqliteExecution::keep(std::span<const ValueView> row) {
    std::vector<Value>& kept = kept_.emplace_back();
    kept.reserve(row.size());
    for (const ValueView& value : row) kept.push_back(copy(value));
}

bool SqliteExecution::push_kept(std::uint64_t& left, RowSink& sink) {
    std::vector<ValueView> row;
    while (!kept_.empty() && left > 0) {
        row.clear();
        for (const Value& value : kept_.front()) row.push_back(view(value));
        const bool more = sink.row(row);
        kept_.pop_front();
        --left;
        if (!more) return false;
    }
    return true;
}

asio::awaitable<void> SqliteExecution::deliver_kept(std::uint64_t& left, RowSink& sink) {
    while (!push_kept(left, sink)) co_await sink.drain();
}

}  // namespace ormgate
