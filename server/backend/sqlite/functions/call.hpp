#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string_view>

#include "core/bytes.hpp"
#include "core/decimal.hpp"
#include "core/error.hpp"
#include "core/value.hpp"
#include "server/backend/sqlite/functions/context.hpp"

namespace ormgate::sqlite {

// Call is one invocation of a SQL function: its arguments, and where its result goes. Arguments borrow from
// SQLite until the call returns. A function that sets no result answers NULL.
class Call {
public:
    Call(sqlite3_context* sqlite, int count, sqlite3_value** arguments, FunctionContext& context)
        : sqlite_(sqlite), count_(count), arguments_(arguments), context_(context) {}

    int count() const { return count_; }
    FunctionContext& context() { return context_; }
    sqlite3_value* raw(int i) const { return arguments_[i]; }
    int storage(int i) const { return sqlite3_value_type(arguments_[i]); }
    bool null(int i) const { return storage(i) == SQLITE_NULL; }
    bool is_bytes(int i) const { return storage(i) == SQLITE_BLOB; }
    bool any_null() const;

    std::string_view text(int i) const;
    ByteView bytes(int i) const;  // of a text: its UTF-8
    std::int64_t integer(int i) const { return sqlite3_value_int64(arguments_[i]); }
    bool boolean(int i) const { return sqlite3_value_int64(arguments_[i]) != 0; }
    Result<std::int32_t> int4(int i) const;
    double real(int i) const;  // a NaN is stored as the text 'NaN', because SQLite turns a NaN into NULL
    Result<Decimal> decimal(int i) const;
    ValueView value(int i) const;

    // Each copies what it is given.
    void answer(std::string_view text);
    void answer(const std::string& text) { answer(std::string_view(text)); }
    void answer(const char* text) { answer(std::string_view(text)); }
    void answer(ByteView bytes);
    void answer(bool truth) { sqlite3_result_int(sqlite_, truth ? 1 : 0); }
    void answer(std::int64_t number) { sqlite3_result_int64(sqlite_, number); }
    void answer(int number) { sqlite3_result_int(sqlite_, number); }
    void answer(double number);
    void answer(const Decimal& number) { answer(number.text()); }
    void answer(const ValueView& value);
    void answer(const Value& value) { answer(view(value)); }
    void answer_null() { sqlite3_result_null(sqlite_); }
    void answer_argument(int i) { sqlite3_result_value(sqlite_, arguments_[i]); }

    std::size_t longest_result() const;  // bytes SQLite will hold
    sqlite3_context* sqlite() { return sqlite_; }

private:
    sqlite3_context* sqlite_;
    int count_;
    sqlite3_value** arguments_;
    FunctionContext& context_;
};

ValueView view_of(sqlite3_value* value);

// Leaves the error where the backend finds it and ends the statement.
void raise(sqlite3_context* sqlite, FunctionContext& context, Error error);

using Answer = Result<void>;

// Answers with the value of a Result, or fails with its error.
template <class T>
Answer answer_result(Call& call, const Result<T>& result) {
    if (!result) return std::unexpected(result.error());
    call.answer(*result);
    return {};
}

}  // namespace ormgate::sqlite
