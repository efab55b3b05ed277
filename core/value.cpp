#include "core/value.hpp"

namespace ormgate {

ValueView view(const Value& value) {
    struct Borrow {
        ValueView operator()(std::monostate) const { return {}; }
        ValueView operator()(std::int64_t v) const { return v; }
        ValueView operator()(double v) const { return v; }
        ValueView operator()(const std::string& v) const { return std::string_view(v); }
        ValueView operator()(const Bytes& v) const { return ByteView(v); }
    };
    return std::visit(Borrow{}, value);
}

Value copy(const ValueView& value) {
    struct Own {
        Value operator()(std::monostate) const { return {}; }
        Value operator()(std::int64_t v) const { return v; }
        Value operator()(double v) const { return v; }
        Value operator()(std::string_view v) const { return std::string(v); }
        Value operator()(ByteView v) const { return Bytes(v.begin(), v.end()); }
    };
    return std::visit(Own{}, value);
}

}  // namespace ormgate
