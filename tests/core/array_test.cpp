#include "core/array.hpp"

#include <gtest/gtest.h>

namespace ormgate {
namespace {

TEST(Array, ReadsCanonicalJson) {
    const Result<Array> array = read_array(" [ [1, null], [ -3,true ] ] ", TypeId::int32);
    ASSERT_TRUE(array);
    EXPECT_EQ(array->dimensions, (std::vector<std::size_t>{2, 2}));
    const std::vector<Value> elements = {std::int64_t{1}, {}, std::int64_t{-3}, std::int64_t{1}};
    EXPECT_EQ(array->elements, elements);
    EXPECT_EQ(canonical_array(*array, TypeId::int32), "[[1,null],[-3,1]]");
}

TEST(Array, KeepsTextAndNumbersExact) {
    const Result<Array> texts = read_array(R"(["a\"b","\u00e4\ud83d\ude00",12.50])", TypeId::numeric);
    ASSERT_TRUE(texts);
    const std::vector<Value> elements = {std::string("a\"b"), std::string("ä😀"), std::string("12.50")};
    EXPECT_EQ(texts->elements, elements);
    EXPECT_EQ(canonical_array(*texts, TypeId::numeric), "[\"a\\\"b\",\"ä😀\",\"12.50\"]");
    const Result<Array> floats = read_array(R"([1,"NaN",0.1])", TypeId::float64);
    ASSERT_TRUE(floats);
    EXPECT_EQ(canonical_array(*floats, TypeId::float64), R"([1,"NaN",0.1])");
}

TEST(Array, RefusesWhatIsNoArray) {
    for (const char* json : {"",
                             "[",
                             "]",
                             "[1",
                             "[1,",
                             "[1,]",
                             "[,1]",
                             "[1 2]",
                             "[1]x",
                             "1",
                             "[[1],2]",
                             "[[1],[2,3]]",
                             "[1,[2]]",
                             "[[],1]",
                             "[\"a",
                             "[\"\\u12\"]",
                             "[\"\\ud800\"]",
                             "[x]",
                             "[1.5]",
                             "[[[[[[[1]]]]]]]",
                             "[\"1\"x]",
                             "{}"})
        EXPECT_FALSE(read_array(json, TypeId::int32)) << json;
    EXPECT_FALSE(read_array("[\"zz\"]", TypeId::float64));
    EXPECT_FALSE(read_array("[\"\\\\xz\"]", TypeId::bytea));
}

TEST(Array, HasNoDimensionsWhenEmpty) {
    for (const char* json : {"[]", "[ ]", "[[]]", "[[],[]]"}) {
        const Result<Array> array = read_array(json, TypeId::text);
        ASSERT_TRUE(array) << json;
        EXPECT_TRUE(array->dimensions.empty());
        EXPECT_EQ(canonical_array(*array, TypeId::text), "[]");
    }
}

}  // namespace
}  // namespace ormgate
