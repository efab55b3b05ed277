#include "tests/server/sqlite/functions/cases.hpp"

namespace ormgate::sqlite {
namespace {

// What PostgreSQL 15 answers to the same call.
constexpr Case cases[] = {
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_generate_series_int4(1,4))", "1 2 3 4"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_generate_series_int4(5,1,-2))", "5 3 1"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_generate_series_int4(1,2,0))", "!22023"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_generate_series_int4(2147483646,2147483647))",
     "2147483646 2147483647"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_generate_series_int8(3,1))", "NULL"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_generate_series_int4(1,NULL))", "NULL"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_generate_series_numeric('1','2','0.5'))",
     "1 1.5 2.0"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_generate_series_numeric('1','NaN'))", "!22023"},
    {"(SELECT group_concat(substr(value,1,16),'|') FROM pg_generate_series_timestamp('2024-01-30 "
     "00:00:00.000000','2024-04-01 00:00:00.000000','1 mon'))",
     "2024-01-30 00:00|2024-02-29 00:00|2024-03-29 00:00"},
    {"(SELECT group_concat(substr(value,1,16),'|') FROM pg_generate_series_timestamptz('2024-03-30 "
     "11:00:00.000000+00','2024-04-01 11:00:00.000000+00','1 day'))",
     "2024-03-30 11:00|2024-03-31 10:00|2024-04-01 10:00"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_unnest('[[1,2],[3,null]]','_int4'))", "1 2 3 ~"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_unnest('[]','_int4'))", "NULL"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_unnest(NULL,'_int4'))", "NULL"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_generate_subscripts('[[1,2,3],[4,5,6]]',2))",
     "1 2 3"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_generate_subscripts('[7,8]',1,1))", "2 1"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_generate_subscripts('[7,8]',3))", "NULL"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_string_to_table('a,b,,c',',',''))", "a b ~ c"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_regexp_split_to_table('a1b22c','\\d+'))",
     "a b c"},
    {"(SELECT group_concat(value,' ') FROM pg_regexp_matches('foobarbequebaz','ba.','g'))",
     "[\"bar\"] [\"baz\"]"},
    {"(SELECT group_concat(value,' ') FROM pg_regexp_matches('foobarbequebaz','(b)(a.)'))", "[\"b\",\"ar\"]"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_json_array_elements('[1, \"a\", null, {\"x\": "
     "1}]'))",
     "1 \"a\" null {\"x\": 1}"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_json_array_elements_text('[1, \"a\", null, "
     "{\"x\": 1}]'))",
     "1 a ~ {\"x\": 1}"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_json_array_elements('{}'))", "!22023"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_json_array_elements_text('{}'))", "!22023"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_json_array_elements('1'))", "!22023"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_json_array_elements_text('1'))", "!22023"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_json_object_keys('{\"b\": 1, \"a\": \"x\", "
     "\"c\": null}'))",
     "b a c"},
    {"(SELECT group_concat(key||'='||coalesce(value,'~'),' ') FROM pg_json_each_text('{\"b\": 1, \"a\": "
     "\"x\", \"c\": null}'))",
     "b=1 a=x c=~"},
    {"(SELECT group_concat(key||'='||value,' ') FROM pg_json_each('{\"b\": 1, \"a\": \"x\", \"c\": null}'))",
     "b=1 a=\"x\" c=null"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_json_object_keys('[]'))", "!22023"},
    {"(SELECT group_concat(key||'='||coalesce(value,'~'),' ') FROM pg_json_each_text('[]'))", "!22023"},
    {"(SELECT group_concat(key||'='||value,' ') FROM pg_json_each('[]'))", "!22023"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_json_object_keys('1'))", "!22023"},
    {"(SELECT group_concat(key||'='||coalesce(value,'~'),' ') FROM pg_json_each_text('1'))", "!22023"},
    {"(SELECT group_concat(key||'='||value,' ') FROM pg_json_each('1'))", "!22023"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_jsonb_array_elements('[1, \"a\", null, {\"x\": "
     "1}]'))",
     "1 \"a\" null {\"x\": 1}"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_jsonb_array_elements_text('[1, \"a\", null, "
     "{\"x\": 1}]'))",
     "1 a ~ {\"x\": 1}"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_jsonb_array_elements('{}'))", "!22023"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_jsonb_array_elements_text('{}'))", "!22023"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_jsonb_array_elements('1'))", "!22023"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_jsonb_array_elements_text('1'))", "!22023"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_jsonb_object_keys('[]'))", "!22023"},
    {"(SELECT group_concat(key||'='||coalesce(value,'~'),' ') FROM pg_jsonb_each_text('[]'))", "!22023"},
    {"(SELECT group_concat(key||'='||value,' ') FROM pg_jsonb_each('[]'))", "!22023"},
    {"(SELECT group_concat(coalesce(value,'~'),' ') FROM pg_jsonb_object_keys('1'))", "!22023"},
    {"(SELECT group_concat(key||'='||coalesce(value,'~'),' ') FROM pg_jsonb_each_text('1'))", "!22023"},
    {"(SELECT group_concat(key||'='||value,' ') FROM pg_jsonb_each('1'))", "!22023"},
    {"(SELECT group_concat(value||':'||ordinality,' ') FROM pg_unnest('[\"x\",\"y\"]','_text'))", "x:1 y:2"},
    {"(SELECT group_concat(e.value,' ') FROM (SELECT '[1,2]' j UNION ALL SELECT '[3]') t, "
     "pg_unnest(t.j,'_int4') e)",
     "1 2 3"},
};

TEST(SqliteFunctions, TableFunctionsAnswerAsPostgresDoes) {
    check(cases);
}

}  // namespace
}  // namespace ormgate::sqlite
