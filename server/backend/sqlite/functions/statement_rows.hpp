#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/value.hpp"

struct sqlite3;

namespace ormgate::sqlite {

struct FunctionContext;

// StatementRows is what the steps of one statement leave to those after them: rows they have kept, and which
// rows of the watched tables have been touched since the statement began.
class StatementRows {
public:
    using Row = std::vector<Value>;

    struct Table {
        bool images = false;  // the rows as they were are remembered, too
        std::unordered_map<std::int64_t, std::optional<Row>> touched;  // by rowid; nullopt: there was none
        std::vector<std::int64_t> order;
    };

    std::map<std::int64_t, std::vector<Row>> kept;
    std::map<std::string, Table, std::less<>> watched;  // by the backend's names

    // A step that runs again, to explain its failure, begins where it began before.
    std::map<std::string, std::size_t> mark() const {
        std::map<std::string, std::size_t> sizes;
        for (const auto& [name, table] : watched) sizes[name] = table.order.size();
        return sizes;
    }
    void back_to(const std::map<std::string, std::size_t>& sizes) {
        for (const auto& [name, size] : sizes)
            for (Table& table = watched[name]; table.order.size() > size; table.order.pop_back())
                table.touched.erase(table.order.back());
    }
};

// Registers pg_touched, pg_once, pg_kept and pg_before on a connection. They read the rows that `current`
// points to when they are called; it and the context must outlive the connection. False: no memory.
bool register_statement_functions(sqlite3* database, FunctionContext& context, StatementRows*& current);

}  // namespace ormgate::sqlite
