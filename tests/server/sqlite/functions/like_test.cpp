#include "tests/server/sqlite/functions/cases.hpp"

namespace ormgate::sqlite {
namespace {

// What PostgreSQL 15 answers to the same call.
// clang-format off: one row a line
constexpr Case cases[] = {
    {"pg_like('abc','abc')", "1"},
    {"pg_ilike('abc','abc')", "1"},
    {"pg_like('abc','a%')", "1"},
    {"pg_ilike('abc','a%')", "1"},
    {"pg_like('abc','_b_')", "1"},
    {"pg_ilike('abc','_b_')", "1"},
    {"pg_like('abc','%c')", "1"},
    {"pg_ilike('abc','%c')", "1"},
    {"pg_like('abc','%b%')", "1"},
    {"pg_ilike('abc','%b%')", "1"},
    {"pg_like('abc','ab')", "0"},
    {"pg_ilike('abc','ab')", "0"},
    {"pg_like('a%c','a\\%c')", "1"},
    {"pg_ilike('a%c','a\\%c')", "1"},
    {"pg_like('abc','a\\%c')", "0"},
    {"pg_ilike('abc','a\\%c')", "0"},
    {"pg_like('','%')", "1"},
    {"pg_ilike('','%')", "1"},
    {"pg_like('','_')", "0"},
    {"pg_ilike('','_')", "0"},
    {"pg_like('éa','_a')", "1"},
    {"pg_ilike('éa','_a')", "1"},
    {"pg_like('é','__')", "0"},
    {"pg_ilike('é','__')", "0"},
    {"pg_like('aXbXc','a%X%c')", "1"},
    {"pg_ilike('aXbXc','a%X%c')", "1"},
    {"pg_like('abc','ABC')", "0"},
    {"pg_ilike('abc','ABC')", "1"},
    {"pg_like('ÀB','àb')", "0"},
    {"pg_ilike('ÀB','àb')", "1"},
    {"pg_like('abcabc','%abc')", "1"},
    {"pg_ilike('abcabc','%abc')", "1"},
    {"pg_like('aab','%ab')", "1"},
    {"pg_ilike('aab','%ab')", "1"},
    {"pg_like('abc','a\\')", "!22025"},
    {"pg_ilike('abc','a\\')", "!22025"},
    {"pg_like('abc','abc%%')", "1"},
    {"pg_ilike('abc','abc%%')", "1"},
    {"pg_like('x\\y','x\\\\y')", "1"},
    {"pg_ilike('x\\y','x\\\\y')", "1"},
    {"pg_like('aaa','%a%a%a%')", "1"},
    {"pg_ilike('aaa','%a%a%a%')", "1"},
    {"pg_like('aaaa','_%_%_%_%_')", "0"},
    {"pg_ilike('aaaa','_%_%_%_%_')", "0"},
    {"pg_like('a%c','a#%c','#')", "1"},
    {"pg_like('abc','a#%c','#')", "0"},
    {"pg_like('a\\c','a\\c','')", "1"},
    {"pg_like('abc','a','ab')", "!22025"},
    {"pg_like('a%','aé%','é')", "1"},
    {"pg_like('a_c','a__c','_')", "1"},
    {"pg_like_bytea(x'616263',x'6125')", "1"},
    {"pg_similar('abc','a%')", "1"},
    {"pg_similar('abc','(a|b)%')", "1"},
    {"pg_similar('abc','%(b|d)%')", "1"},
    {"pg_similar('abc','(b|c)%')", "0"},
    {"pg_similar('abc','_bc')", "1"},
    {"pg_similar('a.c','a.c')", "1"},
    {"pg_similar('abc','a.c')", "0"},
    {"pg_similar('aaa','a{3}')", "1"},
    {"pg_similar('abc','[a-c]+')", "1"},
    {"pg_similar('ab','a\\%')", "0"},
    {"pg_similar('a%','a\\%')", "1"},
    {"pg_similar('xyz','x|y|xyz')", "1"},
    {"pg_similar('a^c','a^c')", "1"},
    {"pg_similar('a%','a#%','#')", "1"},
    {"pg_substring_similar('Thomas','%#\"o_a#\"_','#')", "oma"},
    {"pg_substring_similar('foobar','#\"o_b#\"%','#')", "NULL"},
    {"pg_substring_text('foobar','%#\"o_b#\"%','#')", "oob"},
};
// clang-format on

TEST(SqliteFunctions, LikeAnswerAsPostgresDoes) {
    check(cases);
}

}  // namespace
}  // namespace ormgate::sqlite
