#include "tests/server/sqlite/functions/cases.hpp"

namespace ormgate::sqlite {
namespace {

// What PostgreSQL 15 answers to the same call.
// clang-format off: one row a line
constexpr Case cases[] = {
    {"pg_quote_ident('abc')", "abc"},
    {"pg_quote_ident('Abc')", "\"Abc\""},
    {"pg_quote_ident('select')", "\"select\""},
    {"pg_quote_ident('user')", "\"user\""},
    {"pg_quote_ident('a b')", "\"a b\""},
    {"pg_quote_ident('a\"b')", "\"a\"\"b\""},
    {"pg_quote_ident('_x1')", "_x1"},
    {"pg_quote_ident('1x')", "\"1x\""},
    {"pg_quote_ident('')", "\"\""},
    {"pg_quote_ident('é')", "\"é\""},
    {"pg_quote_ident('int')", "\"int\""},
    {"pg_quote_ident('timestamp')", "\"timestamp\""},
    {"pg_quote_ident('name')", "name"},
    {"pg_quote_ident('between')", "\"between\""},
    {"pg_quote_literal('abc')", "'abc'"},
    {"pg_quote_nullable('abc')", "'abc'"},
    {"pg_quote_literal('a''b')", "'a''b'"},
    {"pg_quote_nullable('a''b')", "'a''b'"},
    {"pg_quote_literal('a\\b')", "E'a\\\\b'"},
    {"pg_quote_nullable('a\\b')", "E'a\\\\b'"},
    {"pg_quote_literal('')", "''"},
    {"pg_quote_nullable('')", "''"},
    {"pg_quote_nullable(NULL)", "NULL"},
    {"pg_format('Hello %s','World')", "Hello World"},
    {"pg_format('%s %I %L','a','b c','d''e')", "a \"b c\" 'd''e'"},
    {"pg_format('%2$s-%1$s','a','b')", "b-a"},
    {"pg_format('|%10s|','foo')", "|       foo|"},
    {"pg_format('|%-10s|','foo')", "|foo       |"},
    {"pg_format('|%*s|','10','foo')", "|       foo|"},
    {"pg_format('|%*s|','-10','foo')", "|foo       |"},
    {"pg_format('|%2$*1$s|','7','foo')", "|    foo|"},
    {"pg_format('%%')", "%"},
    {"pg_format('%s')", "!22023"},
    {"pg_format('%I',NULL)", "!22004"},
    {"pg_format('%L',NULL)", "NULL"},
    {"pg_format('[%s]',NULL)", "[]"},
    {"pg_format('%x','a')", "!22023"},
    {"pg_format('abc%')", "!22023"},
    {"pg_format('%0$s','a')", "!22023"},
    {"pg_format('%1$s %s','a','b')", "a b"},
    {"pg_format('%3$s','a','b')", "!22023"},
    {"pg_format('|%-*s|','10','foo')", "|foo       |"},
    {"pg_format('%1$','a')", "!22023"},
    {"pg_format('|%2$-10s|','a','é')", "|é         |"},
    {"pg_parse_ident('public.t')", "[\"public\",\"t\"]"},
    {"pg_parse_ident('\"Odd\".\"Na\"\"me\"')", "[\"Odd\",\"Na\\\"me\"]"},
    {"pg_parse_ident('Foo.BAR')", "[\"foo\",\"bar\"]"},
    {"pg_parse_ident('a..b')", "!22023"},
    {"pg_parse_ident('a.')", "!22023"},
    {"pg_parse_ident('.a')", "!22023"},
    {"pg_parse_ident('\"a')", "!22023"},
    {"pg_parse_ident('a b')", "!22023"},
    {"pg_parse_ident(' a . b ')", "[\"a\",\"b\"]"},
    {"pg_parse_ident('1a')", "!22023"},
    {"pg_parse_ident('\"\"')", "!22023"},
    {"pg_parse_ident('foo(x)',0)", "[\"foo\"]"},
};
// clang-format on

TEST(SqliteFunctions, QuotingAnswerAsPostgresDoes) {
    check(cases);
}

}  // namespace
}  // namespace ormgate::sqlite
