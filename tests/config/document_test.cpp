#include "config/document.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/config/load_settings.hpp"

namespace ormgate {
namespace {

using testing::loaded;
using testing::problems_of;
using Texts = std::vector<std::string>;

TEST(ReadDocument, MarksEveryJsonValueWithItsLine) {
    const auto tree =
        read_document("{\n \"a\": 1,\n \"b\": [\n  true,\n  null\n ],\n \"c\":\n \"x\"}", Syntax::json);
    ASSERT_TRUE(tree.has_value());
    ASSERT_EQ(tree->children.size(), 3u);
    EXPECT_EQ(tree->children[0].line, 2u);
    EXPECT_EQ(tree->children[1].line, 3u);
    EXPECT_EQ(tree->children[1].children[0].line, 4u);
    EXPECT_EQ(tree->children[1].children[0].text, "true");
    EXPECT_EQ(tree->children[1].children[1].kind, Node::Kind::nothing);
    EXPECT_EQ(tree->children[2].key_line, 7u);
    EXPECT_EQ(tree->children[2].line, 8u);
    EXPECT_TRUE(tree->children[2].quoted);
}

TEST(ReadDocument, RefusesJsonThatOnlyYamlWouldTake) {
    for (const char* text : {"{a: 1}",
                             "{\"a\": 1,}",
                             "{\"a\": 01}",
                             "{'a': 1}",
                             "{\"a\": 1} x",
                             "",
                             "{\"a\": \"\xff\"}",
                             "# x\n{}"}) {
        const auto tree = read_document(text, Syntax::json);
        ASSERT_FALSE(tree.has_value()) << text;
        EXPECT_TRUE(tree.error().front().message.starts_with("is not JSON: "))
            << tree.error().front().message;
    }
    EXPECT_EQ(read_document("{\n\n\"a\" 1}", Syntax::json).error().front().line, 3u);
}

TEST(ReadDocument, NamesTheLineOfBadYaml) {
    EXPECT_EQ(read_document("a: 1\nb: [1\nc: 2\n", Syntax::yaml).error().front().line, 3u);
    EXPECT_EQ(read_document("a: 1\n\tb: 2\n", Syntax::yaml).error().front().line, 2u);
}

TEST(ReadDocument, RefusesAKeyTwice) {
    EXPECT_EQ(problems_of("{\"workers\": 1,\n\"workers\": 2}", Syntax::json),
              Texts{"f:2: workers: is given twice"});
    EXPECT_EQ(problems_of("databases:\n  a: {path: x}\n  a: {path: y}\n"), Texts{"f:3: a: is given twice"});
}

TEST(ReadDocument, FollowsAnchorsAndMergeKeys) {
    const Settings settings = loaded(R"(
databases:
  one: &server {backend: postgres, host: h, pool: &pool {size: 3}}
  two: {<<: *server, host: other}
  three: {backend: postgres, host: h, pool: *pool}
)");
    EXPECT_EQ(settings.databases.at("two").host, "other");
    EXPECT_EQ(settings.databases.at("two").pool.size, 3u);
    EXPECT_EQ(settings.databases.at("three").pool.size, 3u);
}

TEST(ReadDocument, RefusesAliasesThatUnfoldWithoutEnd) {
    std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
        const std::string before = "*a" + std::to_string(i - 1);
        text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
        for (int j = 0; j < 9; ++j) text += ", " + before;
        text += "]\n";
    }
    const auto tree = read_document(text, Syntax::yaml);
    ASSERT_FALSE(tree.has_value());
    EXPECT_EQ(tree.error().front().message, "the aliases unfold to too much");
    EXPECT_FALSE(read_document("a: &a [*a]", Syntax::yaml).has_value());
    EXPECT_FALSE(read_document("a: *nobody", Syntax::yaml).has_value());
}

TEST(ReadDocument, RefusesEndlessNesting) {
    for (const Syntax syntax : {Syntax::json, Syntax::yaml}) {
        EXPECT_FALSE(read_document(std::string(100'000, '['), syntax).has_value());
        EXPECT_FALSE(read_document(std::string(40, '[') + std::string(40, ']'), syntax).has_value());
    }
    std::string block;
    for (int i = 0; i < 2000; ++i) block += "- ";
    EXPECT_FALSE(read_document(block, Syntax::yaml).has_value());
}

// Texts near to a config and texts far from it: whatever comes, the answer is settings or problems.
class Garbage : public ::testing::TestWithParam<Syntax> {};
TEST_P(Garbage, IsRefusedOrReadButNeverFatal) {
    const std::string seed =
        GetParam() == Syntax::yaml
            ? "listen: {postgres: {port: 1}}\nusers:\n  - name: &x a\n    password: ${P}\n"
              "databases:\n  '*': {path: \"{database}.db\", <<: *x}\n  ? |\n   b\n  : !t ~\n"
            : R"({"listen": {"postgres": {"port": 1}}, "users": [{"name": "\u00e4", "a": -1.5e3}], "x": null})";
    const std::string alphabet = "{}[]:,&*!|>'\"%@`#-? \n\t\r~<$\\x0\x80\xff" + std::string(1, '\0');
    std::mt19937 random(20240229);
    const auto below = [&](std::size_t n) {
        return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
    };
    std::size_t read = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string text = round % 4 == 0 ? std::string() : seed;
        for (std::size_t i = below(30) + 1; i > 0; --i)
            text.insert(text.begin() + static_cast<std::ptrdiff_t>(below(text.size() + 1)),
                        alphabet[below(alphabet.size())]);
        if (round % 3 == 0) text.resize(below(text.size() + 1));
        const auto result = load_settings(text, GetParam(), testing::surroundings());
        if (result)
            ++read;
        else
            ASSERT_FALSE(result.error().empty()) << text;
    }
    EXPECT_LT(read, 20'000u);
}
INSTANTIATE_TEST_SUITE_P(ReadDocument, Garbage, ::testing::Values(Syntax::yaml, Syntax::json));

TEST(ReadDocument, RefusesEveryTruncationOfJson) {
    const std::string whole =
        R"({"databases": {"a": {"path": "a.db"}}, "workers": 2, "tcp": {"keepalive": true}})";
    ASSERT_TRUE(read_document(whole, Syntax::json).has_value());
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(read_document(whole.substr(0, size), Syntax::json).has_value()) << size;
}

}  // namespace
}  // namespace ormgate
