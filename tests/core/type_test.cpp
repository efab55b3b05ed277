#include "core/type.hpp"

#include <gtest/gtest.h>

namespace ormgate {
namespace {

TEST(Type, PrintsAsFormatTypeDoes) {
    const struct {
        Type type;
        const char* text;
    } cases[] = {
        {TypeId::int32, "integer"},
        {Type(TypeId::int32, true), "integer[]"},
        {Type(TypeId::varchar, false, 24), "character varying(20)"},
        {Type(TypeId::varchar, true, 24), "character varying(20)[]"},
        {Type(TypeId::bpchar, false, 7), "character(3)"},
        {Type(TypeId::numeric, false, (10 << 16 | 2) + 4), "numeric(10,2)"},
        {Type(TypeId::numeric, false, (5 << 16 | (-2 & 0x7ff)) + 4), "numeric(5,-2)"},
        {Type(TypeId::timestamptz, false, 3), "timestamp(3) with time zone"},
        {TypeId::timestamp, "timestamp without time zone"},
        {Type(TypeId::time, false, 0), "time(0) without time zone"},
        {Type(TypeId::bit, false, 8), "bit(8)"},
        {TypeId::single_char, "\"char\""},
    };
    for (const auto& c : cases) EXPECT_EQ(c.type.sql_name(), c.text);
}

TEST(Type, IsFoundByItsOidAndThatOfItsArray) {
    for (const TypeInfo& row : type_table()) {
        EXPECT_EQ(Type::of_oid(row.oid), Type(row.id)) << row.name;
        if (row.array_oid != 0) EXPECT_EQ(Type::of_oid(row.array_oid), Type(row.id, true)) << row.name;
    }
    EXPECT_EQ(Type::of_oid(0), std::nullopt);
    EXPECT_EQ(Type::of_oid(99999), std::nullopt);
}

}  // namespace
}  // namespace ormgate
