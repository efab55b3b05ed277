#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/value.hpp"
#include "server/backend/sqlite/functions/call.hpp"

namespace ormgate::sqlite {

// Rows is one result of a table function, produced row by row. Before the first next() it stands before its
// first row.
class Rows {
public:
    virtual ~Rows() = default;
    virtual Result<bool> next() = 0;                    // false: there are no more
    virtual ValueView column(std::size_t i) const = 0;  // of the current row; valid until next()
};

// TableFunction is a set-returning function: SELECT … FROM name(arguments). Its columns are `columns`, then
// ordinality, which counts the rows from 1.
struct TableFunction {
    const char* name;
    std::vector<const char*> columns;
    int least, most;  // number of arguments
    bool strict;      // a NULL argument makes an empty result
    Result<std::unique_ptr<Rows>> (*open)(Call& call);
};

// Rows that are known from the start.
class ListedRows : public Rows {
public:
    explicit ListedRows(std::size_t width) : width_(width) {}
    void add(Value cell) { cells_.push_back(std::move(cell)); }
    Result<bool> next() override {
        row_ = begun_ ? row_ + 1 : 0;
        begun_ = true;
        return row_ * width_ < cells_.size();
    }
    ValueView column(std::size_t i) const override { return view(cells_[row_ * width_ + i]); }

private:
    std::size_t width_, row_ = 0;
    bool begun_ = false;
    std::vector<Value> cells_;
};

std::span<const TableFunction> series_functions();
std::span<const TableFunction> text_row_functions();
std::span<const TableFunction> array_row_functions();
std::span<const TableFunction> json_row_functions();
std::span<const TableFunction> jsonpath_row_functions();
std::span<const TableFunction> row_list_row_functions();
std::span<const TableFunction> session_row_functions();

}  // namespace ormgate::sqlite
