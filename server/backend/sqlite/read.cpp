// SqliteRead: statements that change nothing.
#include <limits>

#include "server/backend/sqlite/blocking.hpp"
#include "server/backend/sqlite/execution.hpp"

namespace ormgate {
namespace {

// In periods of the progress handler: some hundred microseconds of a worker's time.
constexpr int worker_budget = 20;
constexpr auto quick = std::chrono::microseconds(300);

class KeepingSink final : public RowSink {
public:
    explicit KeepingSink(std::deque<std::vector<Value>>& rows) : rows_(rows) {}
    bool row(std::span<const ValueView> values) override {
        std::vector<Value>& kept = rows_.emplace_back();
        for (const ValueView& value : values) kept.push_back(copy(value));
        return true;
    }
    asio::awaitable<void> drain() override { co_return; }

private:
    std::deque<std::vector<Value>>& rows_;
};

}  // namespace

SqliteRead::SqliteRead(SqliteExecutor& executor,
                       dialects::TranslationPtr translation,
                       std::vector<Value> parameters,
                       std::vector<Value> literals,
                       sqlite::Connection* shared,
                       std::unique_ptr<sqlite::Connection> reader)
    : SqliteExecution(executor, std::move(translation), std::move(parameters), std::move(literals)),
      connection_(shared != nullptr ? shared : reader.get()),
      reader_(std::move(reader)) {}

SqliteRead::~SqliteRead() {
    end();
}

void SqliteRead::end() {
    ended_ = true;
    statement_ = {};
    connection_ = nullptr;
    if (reader_ != nullptr && executor_ != nullptr) executor_->readers_->give_back(std::move(reader_));
    reader_.reset();
}

bool SqliteRead::may_run_on_worker() {
    if (moved_) return false;
    if (statement_) return !statement_.is_slow();
    executor_->enter(*connection_);
    if (translation_->reads_catalog && !executor_->shows_catalog(*connection_)) {  // filling it takes a while
        SqliteExecutor::leave(*connection_);
        return false;
    }
    auto statement = start_step(*connection_, translation_->steps[step_]);
    SqliteExecutor::leave(*connection_);
    // What cannot even be prepared fails again, and is reported, where it is run.
    if (!statement) return false;
    statement_ = std::move(*statement);
    return !statement_.is_slow();
}

Result<SqliteRead::Pause> SqliteRead::stopped(Error error) {
    const auto reason = executor_->interruption_.reason();
    if (executor_->services_.wanted()) {
        if (rows_out_) {
            executor_->services_.forget_wanted();
            return fail(Errc::unsupported, "waiting for an advisory lock in the middle of a result");
        }
        statement_ = {};
        step_ = 0;
        return Pause::must_wait;
    }
    const bool locked =
        (connection_->failed_code() & 0xFF) == SQLITE_BUSY && executor_->interruption_.on_worker();
    if (reason == sqlite::Interruption::Reason::over_budget || locked) {
        executor_->interruption_.forget_reason();
        if (statement_) statement_.set_slow(true);
        statement_ = {};
        step_ = 0;
        return Pause::over_budget;
    }
    return fail(std::move(error));
}

Result<SqliteRead::Pause> SqliteRead::run(std::uint64_t& left, RowSink& sink) {
    executor_->enter(*connection_);
    auto pause = run_steps(left, sink);
    SqliteExecutor::leave(*connection_);
    return pause;
}

Result<SqliteRead::Pause> SqliteRead::run_steps(std::uint64_t& left, RowSink& sink) {
    const auto& steps = translation_->steps;
    const auto begun = std::chrono::steady_clock::now();
    for (; step_ < steps.size(); ++step_) {
        const dialects::Step& step = steps[step_];
        if (!statement_) {
            auto statement = start_step(*connection_, step);
            if (!statement) return stopped(std::move(statement.error()));
            statement_ = std::move(*statement);
        }
        if (step.result)
            if (auto fits = check_columns(statement_); !fits) return fail(fits.error());
        for (;;) {
            if (step.result && left == 0) return Pause::limit;
            const Result<bool> row = statement_.step();
            if (!row) return stopped(row.error());
            if (!*row) break;
            if (!step.result) continue;
            const auto values = rows_.read(statement_);
            if (!values) return fail(values.error());
            rows_out_ = true;
            executor_->interruption_.rows_are_out();
            --left;
            if (!sink.row(*values)) return Pause::full;
            if (executor_->interruption_.spent()) return Pause::must_move;
        }
        statement_.set_slow(std::chrono::steady_clock::now() - begun > quick);
        statement_ = {};
    }
    return Pause::ended;
}

asio::awaitable<Result<bool>> SqliteRead::fetch(std::uint64_t max_rows, RowSink& sink) {
    std::uint64_t left = max_rows == 0 ? std::numeric_limits<std::uint64_t>::max() : max_rows;
    if (!kept_.empty()) co_await deliver_kept(left, sink);
    if (late_error_ && kept_.empty() && left > 0) co_return fail(*late_error_);
    if (ended_ || translation_->steps.empty()) co_return kept_.empty() && left > 0;

    const SqliteExecutor::Activity activity(*executor_);
    sqlite::Interruption& interruption = executor_->interruption_;
    for (;;) {
        Result<Pause> pause;
        if (may_run_on_worker()) {
            interruption.limit(worker_budget);
            if (rows_out_) interruption.rows_are_out();
            pause = run(left, sink);
            interruption.unlimit();
        } else {
            auto work = [&] { return run(left, sink); };
            pause = co_await sqlite::on_pool(executor_->database_->pool(), work);
        }
        if (!pause) {
            end();
            co_return fail(pause.error());
        }
        switch (*pause) {
            case Pause::ended:
                end();
                if (executor_->services_.has_set_sequences() && !executor_->transaction_)
                    if (auto saved = co_await executor_->save_sequences(); !saved)
                        co_return fail(saved.error());
                co_return true;
            case Pause::limit:
                co_return false;
            case Pause::full:
                co_await sink.drain();
                break;
            case Pause::over_budget:
            case Pause::must_move:
                moved_ = true;
                break;
            case Pause::must_wait:
                if (auto got = co_await executor_->wait_for_advisory_lock(); !got) {
                    end();
                    co_return fail(got.error());
                }
        }
        // The drain may have taken long, in which the transaction may have been ended from elsewhere.
        if (ended_) co_return fail(Errc::invalid_cursor_state, "the statement's transaction has ended");
    }
}

void SqliteRead::keep_rows(const sqlite::Connection& connection) {
    if (ended_ || connection_ != &connection) return;
    std::uint64_t left = std::numeric_limits<std::uint64_t>::max();
    KeepingSink sink(kept_);
    auto pause = run_steps(left, sink);
    if (!pause) late_error_ = pause.error();
    if (pause && *pause != Pause::ended)
        late_error_ = Error(Errc::unsupported, "waiting for an advisory lock in a cursor");
    executor_->services_.forget_wanted();
    end();
}

}  // namespace ormgate
