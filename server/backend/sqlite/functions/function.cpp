#include "server/backend/sqlite/functions/function.hpp"

#include <string>

namespace ormgate::sqlite {
namespace {

template <class Row>
struct Registration {
    const Row* function;
    FunctionContext* context;
};

template <class Row>
void destroy(void* registration) {
    delete static_cast<Registration<Row>*>(registration);
}

// Nothing may be thrown through SQLite's C frames.
template <class Body>
void guarded(sqlite3_context* sqlite, FunctionContext& context, Body&& body) {
    try {
        Answer done = body();
        if (!done) raise(sqlite, context, std::move(done.error()));
    } catch (const std::bad_alloc&) {
        sqlite3_result_error_nomem(sqlite);
    } catch (const std::exception& failure) {
        raise(sqlite, context, Error(Errc::internal, failure.what()));
    }
}

void run_scalar(sqlite3_context* sqlite, int count, sqlite3_value** arguments) {
    auto& registration = *static_cast<Registration<ScalarFunction>*>(sqlite3_user_data(sqlite));
    const ScalarFunction& function = *registration.function;
    Call call(sqlite, count, arguments, *registration.context);
    guarded(sqlite, call.context(), [&]() -> Answer {
        if (count < function.least)  // SQLite checks the number only of those that have an upper end
            return fail(Errc::undefined_function,
                        std::string("too few arguments for function ") + function.name + "()");
        if ((function.traits & strict) != 0 && call.any_null()) return {};
        return function.run(call);
    });
}

// SQLite zeroes the aggregate's memory before its first row, so a null pointer is a group without rows yet.
Accumulator** accumulator_slot(sqlite3_context* sqlite) {
    return static_cast<Accumulator**>(sqlite3_aggregate_context(sqlite, sizeof(Accumulator*)));
}

enum class Change : std::uint8_t { add, remove };

template <Change change>
void change_rows(sqlite3_context* sqlite, int count, sqlite3_value** arguments) {
    auto& registration = *static_cast<Registration<AggregateFunction>*>(sqlite3_user_data(sqlite));
    Call call(sqlite, count, arguments, *registration.context);
    guarded(sqlite, call.context(), [&]() -> Answer {
        Accumulator** slot = accumulator_slot(sqlite);
        if (slot == nullptr) throw std::bad_alloc();
        if (*slot == nullptr) *slot = registration.function->create().release();
        if (registration.function->skips_nulls && count > 0 && call.null(0)) return {};
        return change == Change::add ? (*slot)->add(call) : (*slot)->remove(call);
    });
}

void answer_aggregate(sqlite3_context* sqlite, Accumulator* accumulator) {
    auto& registration = *static_cast<Registration<AggregateFunction>*>(sqlite3_user_data(sqlite));
    Call call(sqlite, 0, nullptr, *registration.context);
    guarded(sqlite, call.context(), [&]() -> Answer {
        if (accumulator != nullptr) return accumulator->answer(call);
        return registration.function->create()->answer(call);  // no row at all
    });
}

void current_value(sqlite3_context* sqlite) {
    Accumulator** slot = accumulator_slot(sqlite);
    answer_aggregate(sqlite, slot == nullptr ? nullptr : *slot);
}

void finish(sqlite3_context* sqlite) {
    auto** slot = static_cast<Accumulator**>(sqlite3_aggregate_context(sqlite, 0));
    std::unique_ptr<Accumulator> accumulator(slot == nullptr ? nullptr : *slot);
    if (slot != nullptr) *slot = nullptr;
    answer_aggregate(sqlite, accumulator.get());
}

int encoding_flags(std::uint8_t traits) {
    int flags = SQLITE_UTF8 | SQLITE_INNOCUOUS;
    if ((traits & stable) != 0) flags |= SQLITE_DETERMINISTIC;
    return flags;
}

}  // namespace

Answer Accumulator::remove(Call&) {
    return fail(Errc::unsupported, "this aggregate cannot be used over a moving window frame");
}

bool register_scalars(sqlite3* database,
                      FunctionContext& context,
                      std::span<const ScalarFunction> functions) {
    for (const ScalarFunction& function : functions) {
        int first = function.most == any_number ? any_number : function.least;
        for (int count = first; count <= function.most; ++count) {
            auto* registration = new Registration<ScalarFunction>{&function, &context};
            int status = sqlite3_create_function_v2(database,
                                                    function.name,
                                                    count,
                                                    encoding_flags(function.traits),
                                                    registration,
                                                    run_scalar,
                                                    nullptr,
                                                    nullptr,
                                                    destroy<ScalarFunction>);
            if (status != SQLITE_OK) return false;
        }
    }
    return true;
}

bool register_aggregates(sqlite3* database,
                         FunctionContext& context,
                         std::span<const AggregateFunction> functions) {
    for (const AggregateFunction& function : functions) {
        int first = function.most == any_number ? any_number : function.least;
        for (int count = first; count <= function.most; ++count) {
            auto* registration = new Registration<AggregateFunction>{&function, &context};
            int status = sqlite3_create_window_function(database,
                                                        function.name,
                                                        count,
                                                        encoding_flags(stable),
                                                        registration,
                                                        change_rows<Change::add>,
                                                        finish,
                                                        current_value,
                                                        change_rows<Change::remove>,
                                                        destroy<AggregateFunction>);
            if (status != SQLITE_OK) return false;
        }
    }
    return true;
}

}  // namespace ormgate::sqlite
