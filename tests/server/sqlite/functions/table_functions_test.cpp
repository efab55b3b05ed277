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
    {"(SELECT group_concat(coalesce(x,'~')||':'||n,' ') FROM pg_expand_array('[7,null]','_int2'))",
     "7:1 ~:2"},
    {"(SELECT group_concat(coalesce(x,'~')||':'||n,' ') FROM pg_expand_array('[[1,2],[3,4]]','_int4'))",
     "~:1 ~:2"},
    {"(SELECT group_concat(n) FROM pg_expand_array('[]','_int4'))", "NULL"},
    {"(SELECT group_concat(option_name||'>'||coalesce(option_value,'~'),' ') FROM "
     "pg_options_to_table('[\"a=b\",\"c\",\"d=e=f\",null]'))",
     "a>b c>~ d>e=f"},
    {"(SELECT count(*) FROM pg_get_keywords() WHERE catcode = 'R' AND NOT barelabel)", "22"},
    {"(SELECT utc_offset||is_dst FROM pg_list_zones() WHERE name = 'Asia/Kolkata')", "05:30:000"},
    {"(SELECT utc_offset||is_dst FROM pg_list_zone_abbreviations() WHERE abbrev = 'EDT')", "-04:00:001"},
    {"pg_row_field('{\"x\":7,\"t\":\"a b\"}', 1, 'text')", "a b"},
    {"pg_row_field('{\"x\":1.50}', 0, 'numeric')", "1.50"},
    {"pg_row_field('{\"x\":null}', 0, 'int4')", "NULL"},
    {"pg_row_field(NULL, 0, 'int4')", "NULL"},
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
