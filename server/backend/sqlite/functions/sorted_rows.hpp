#pragma once

#include <string>
#include <vector>

#include "core/type.hpp"
#include "core/value.hpp"
#include "server/backend/sqlite/functions/call.hpp"

namespace ormgate::sqlite {

// SortedRows collects the rows of an aggregate with an ORDER BY or DISTINCT of its own. The specification is
// written down at dialects::sorting_aggregates.
class SortedRows {
public:
    struct Row {
        Value first, second;
        std::vector<Value> keys;
        std::size_t arrival = 0;  // rows that tie keep their order
    };

    // The specification is argument `specification` (if there is one), the keys stand behind it.
    Answer add(Call& call, int second_argument, int specification);
    void remove_first();
    // Sorts, and removes doubles if DISTINCT. Ties of the first argument compare as its type does.
    std::vector<Row>& finish(Type type_of_first = TypeId::text);
    bool empty() const { return rows_.empty(); }

private:
    struct Key {
        bool descending = false, nulls_first = false;
        Type type;
    };
    Answer read_specification(std::string_view text, int keys);

    std::vector<Row> rows_;
    std::vector<Key> keys_;
    bool distinct_ = false, known_ = false, sorted_ = false;
};

}  // namespace ormgate::sqlite
