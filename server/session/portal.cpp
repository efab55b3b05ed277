#include "server/session/portal.hpp"

namespace ormgate {

bool RowBuffer::row(std::span<const ValueView> values) {
    std::vector<Value>& kept = rows_.emplace_back();
    kept.reserve(values.size());
    for (const ValueView& value : values) kept.push_back(copy(value));
    return true;
}

}  // namespace ormgate
