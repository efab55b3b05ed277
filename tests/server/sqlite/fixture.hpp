#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <filesystem>
#include <functional>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "server/backend/sqlite/database.hpp"
#include "server/backend/sqlite/executor.hpp"

namespace ormgate::test {

using Row = std::vector<Value>;
using RowList = std::vector<Row>;

// Worker is one io_context on a thread of its own.
class Worker {
public:
    Worker() : guard_(asio::make_work_guard(io_)), thread_([this] { io_.run(); }) {}
    ~Worker() {
        guard_.reset();
        thread_.join();
    }
    asio::io_context& io() { return io_; }

    template <class T>
    std::future<T> start(asio::awaitable<T> work) {
        return asio::co_spawn(io_, std::move(work), asio::use_future);
    }
    template <class T>
    T run(asio::awaitable<T> work) {
        return start(std::move(work)).get();
    }
    // On the worker's thread.
    template <class Call>
    auto call(Call work) {
        auto wrapped = [](Call inner) -> asio::awaitable<decltype(inner())> { co_return inner(); };
        return run(wrapped(std::move(work)));
    }

private:
    asio::io_context io_;
    asio::executor_work_guard<asio::io_context::executor_type> guard_;
    std::thread thread_;
};

// CollectingSink takes `capacity` rows before it wants to be drained.
class CollectingSink final : public RowSink {
public:
    explicit CollectingSink(std::size_t capacity = SIZE_MAX) : capacity_(capacity) {}
    bool row(std::span<const ValueView> values) override {
        Row& kept = rows.emplace_back();
        for (const ValueView& value : values) kept.push_back(copy(value));
        return ++waiting_ < capacity_;
    }
    asio::awaitable<void> drain() override {
        waiting_ = 0;
        ++drains;
        if (on_drain) on_drain();
        co_return;
    }

    RowList rows;
    int drains = 0;
    std::function<void()> on_drain;

private:
    std::size_t capacity_, waiting_ = 0;
};

// What a translator would hand over.
struct Sql {
    std::string tag = {};
    dialects::Access access = dialects::Access::read;
    std::vector<std::string> steps = {};
    std::vector<Column> columns = {};
    bool temporary = false;
    std::size_t parameters = 0;
    std::vector<dialects::Watched> watched = {};
    std::size_t kept_steps = 0;  // the first of them keep their rows, under their numbers from 0
};

inline dialects::TranslationPtr translation(const Sql& sql) {
    auto made = std::make_shared<dialects::Translation>();
    made->tag = sql.tag;
    made->access = sql.access;
    made->columns = sql.columns;
    made->returns_rows = !sql.columns.empty();
    made->creates_temporary = sql.temporary;
    for (const std::string& text : sql.steps) {
        dialects::Step step{text, {}, true};
        for (std::size_t i = 0; i < sql.parameters; ++i)
            step.bindings.push_back(
                {dialects::Binding::Source::parameter, static_cast<std::uint16_t>(i), Type(TypeId::text)});
        if (const std::size_t number = made->steps.size(); number < sql.kept_steps) {
            step.result = false;
            step.keeps = static_cast<std::uint16_t>(number);
            step.kept = sql.columns;
        }
        made->steps.push_back(std::move(step));
    }
    made->watched = sql.watched;
    return made;
}

inline Sql select(std::string sql, std::vector<Type> types = {TypeId::unknown}) {
    Sql made{.tag = "SELECT", .steps = {std::move(sql)}};
    for (const Type& type : types) made.columns.push_back({"c", type});
    return made;
}
inline Sql write(std::string sql, std::string tag = "INSERT") {
    return {.tag = std::move(tag), .access = dialects::Access::write, .steps = {std::move(sql)}};
}
inline Sql ddl(std::string sql, std::string tag = "CREATE TABLE") {
    return {.tag = std::move(tag), .access = dialects::Access::ddl, .steps = {std::move(sql)}};
}

struct Done {
    RowList rows;
    std::uint64_t affected = 0;
};

// Client is a session on a worker.
class Client {
public:
    Client(Worker& worker, std::shared_ptr<SqliteDatabase> database) : worker_(worker) {
        executor_ = worker_.call([&] {
            return std::make_unique<SqliteExecutor>(std::move(database),
                                                    asio::any_io_executor(worker_.io().get_executor()));
        });
    }
    ~Client() {
        worker_.call([&] {
            executor_.reset();
            return true;
        });
    }

    SqliteExecutor& executor() { return *executor_; }
    Worker& worker() { return worker_; }

    std::future<Result<Done>> start(Sql sql, std::vector<Value> parameters = {}) {
        return worker_.start(execute(translation(sql), std::move(parameters)));
    }
    Result<Done> run(Sql sql, std::vector<Value> parameters = {}) {
        return start(std::move(sql), std::move(parameters)).get();
    }
    Result<void> begin(std::optional<ast::IsolationLevel> level = {}, std::optional<bool> read_only = {}) {
        ast::TransactionModes modes;
        modes.isolation = level;
        modes.read_only = read_only;
        return worker_.run(executor_->begin(modes));
    }
    Result<void> commit() { return worker_.run(executor_->commit()); }
    Result<void> rollback() { return worker_.run(executor_->rollback()); }
    SchemaPtr schema() {
        auto read = worker_.run(executor_->schema());
        if (!read) ADD_FAILURE() << read.error().message;
        return read ? *read : nullptr;
    }
    void cancel() {
        worker_.call([&] {
            executor_->cancel();
            return true;
        });
    }
    std::int64_t number(std::string sql) {
        auto done = run(select(std::move(sql)));
        if (!done || done->rows.size() != 1) {
            ADD_FAILURE() << (done ? "no row" : done.error().message);
            return -1;
        }
        const auto* value = std::get_if<std::int64_t>(&done->rows[0][0]);
        return value == nullptr ? -1 : *value;
    }

private:
    asio::awaitable<Result<Done>> execute(dialects::TranslationPtr made, std::vector<Value> parameters) {
        auto execution = co_await executor_->execute(std::move(made), std::move(parameters), {});
        if (!execution) co_return fail(execution.error());
        CollectingSink sink;
        auto ended = co_await (*execution)->fetch(0, sink);
        if (!ended) co_return fail(ended.error());
        EXPECT_TRUE(*ended);
        co_return Done{std::move(sink.rows), (*execution)->affected_rows()};
    }

    Worker& worker_;
    std::unique_ptr<SqliteExecutor> executor_;
};

// A database file in a directory of its own.
class SqliteTest : public ::testing::Test {
protected:
    SqliteTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "ormgate-test-XXXXXX").string();
        directory_ = ::mkdtemp(pattern.data());
        database = open();
    }
    ~SqliteTest() override {
        database.reset();
        std::filesystem::remove_all(directory_);
    }
    std::string path() const { return directory_ + "/test.db"; }
    std::shared_ptr<SqliteDatabase> open() {
        DatabaseSettings settings;
        settings.path = path();
        auto opened = SqliteDatabase::open("test", std::move(settings), pool);
        if (!opened) {
            ADD_FAILURE() << opened.error().message;
            return nullptr;
        }
        return *opened;
    }

    asio::thread_pool pool{2};
    std::shared_ptr<SqliteDatabase> database;

private:
    std::string directory_;
};

// The error, or none's condition.
template <class T>
Error error_of(const Result<T>& result) {
    if (!result) return result.error();
    ADD_FAILURE() << "it succeeded";
    return {};
}

template <class T>
std::optional<T> value_of(const Result<T>& result) {
    if (result) return *result;
    ADD_FAILURE() << result.error().message;
    return std::nullopt;
}

#define ASSERT_DONE(expression)                                  \
    do {                                                         \
        const auto done_ = (expression);                         \
        ASSERT_TRUE(done_.has_value()) << done_.error().message; \
    } while (false)

}  // namespace ormgate::test
