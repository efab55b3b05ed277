#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/value.hpp"

namespace ormgate::sqlite {

// RowList writes rows of values one behind another into one blob: how the rows of a subquery that reads its
// neighbours in FROM reach the table function pg_rows, which gives them back.
class RowList {
public:
    void add(const ValueView& cell);
    Bytes take() { return std::move(out_); }

private:
    Bytes out_;
};

// RowListReader reads the cells of such a blob in order. A cell borrows from the blob.
class RowListReader {
public:
    explicit RowListReader(ByteView in) : in_(in) {}
    bool at_end() const { return in_.empty(); }
    Result<ValueView> next();

private:
    ByteView in_;
};

}  // namespace ormgate::sqlite
