#pragma once

#include <cstdint>
#include <memory>
#include <new>
#include <span>

#include "server/backend/sqlite/functions/call.hpp"

namespace ormgate::sqlite {

// Traits of a function, as PostgreSQL's pg_proc has them.
enum Traits : std::uint8_t {
    plain = 0,
    strict = 1,  // any NULL argument makes it NULL
    stable = 2,  // the same answer to the same arguments throughout a statement, so that SQLite asks but
                 // once; what may stand in an index is the translator's to know
    pure = strict | stable,
};

inline constexpr int any_number = -1;

// ScalarFunction is one row of a family's table. It is registered once for each number of arguments from
// `least` to `most`; any_number leaves the upper end open.
struct ScalarFunction {
    const char* name;
    int least, most;
    std::uint8_t traits;
    Answer (*run)(Call& call);
};

// Accumulator is the state of an aggregate over one group or window frame.
class Accumulator {
public:
    virtual ~Accumulator() = default;
    virtual Answer add(Call& row) = 0;
    virtual Answer remove(Call& row);         // only of a window's frame; the default refuses
    virtual Answer answer(Call& result) = 0;  // result has no arguments; may be asked again after more rows
};

struct AggregateFunction {
    const char* name;
    int least, most;
    bool skips_nulls;  // a row whose first argument is NULL does not count
    bool window;       // may be used OVER (): has remove()
    std::unique_ptr<Accumulator> (*create)();
};

template <class T>
std::unique_ptr<Accumulator> make_accumulator() {
    return std::make_unique<T>();
}

// A family's table, registered on a connection.
bool register_scalars(sqlite3* database, FunctionContext& context, std::span<const ScalarFunction> functions);
bool register_aggregates(sqlite3* database,
                         FunctionContext& context,
                         std::span<const AggregateFunction> functions);

}  // namespace ormgate::sqlite
