#include "server/frontend/postgres/column_value.hpp"

#include <gtest/gtest.h>

namespace ormgate {
namespace {

// Names stands for a catalog with one relation.
class Names final : public ObjectNames {
public:
    std::string name_of(std::uint32_t oid, TypeId type) const override {
        return oid == 16384 && type == TypeId::regclass ? "book" : std::to_string(oid);
    }
    Type element_of(Type array) const override {
        Type element = array.element();
        element.user_oid = array.user_oid - 1;
        return element;
    }
};

Type own_array() {
    Type type(TypeId::enumeration, true);
    type.user_oid = 16402;
    return type;
}

std::string sent(const ValueView& value, Type type, postgres::Format format) {
    Bytes out;
    const Result<void> done = append_column_value(value, type, format, TextSettings{}, Names(), out);
    return done ? std::string(as_text(out)) : done.error().message;
}

TEST(ColumnValue, NamesObjectsInTextOnly) {
    using postgres::Format;
    const Type array(TypeId::regclass, true);
    EXPECT_EQ(sent(std::int64_t{16384}, TypeId::regclass, Format::text), "book");
    EXPECT_EQ(sent(std::int64_t{7}, TypeId::regclass, Format::text), "7");
    EXPECT_EQ(sent(std::int64_t{0}, TypeId::regtype, Format::text), "-");
    EXPECT_EQ(sent(std::string_view("[16384,null,7]"), array, Format::text), "{book,NULL,7}");
    EXPECT_EQ(sent(std::int64_t{16384}, TypeId::regclass, Format::binary), std::string("\0\0\x40\0", 4));
    EXPECT_EQ(sent(std::int64_t{16384}, TypeId::oid, Format::text), "16384");
}

// One dimension, no nulls, of element 16401, from 1: `ok`.
constexpr std::string_view own_elements("\0\0\0\1\0\0\0\0\0\0\x40\x11\0\0\0\1\0\0\0\1\0\0\0\2ok", 26);

TEST(ColumnValue, SendsTheOidOfAnOwnElement) {
    EXPECT_EQ(sent(std::string_view("[\"ok\"]"), own_array(), postgres::Format::binary), own_elements);
}

TEST(ColumnValue, ReceivesTheOidOfAnOwnElement) {
    const auto received = [](std::string_view bytes) {
        return parameter_value(as_bytes(bytes), own_array(), postgres::Format::binary, {}, Names());
    };
    EXPECT_EQ(received(own_elements), Value("[\"ok\"]"));
    std::string other(own_elements);
    other[11] = '\x12';
    EXPECT_EQ(received(other).error().code, Errc::datatype_mismatch);
}

}  // namespace
}  // namespace ormgate
