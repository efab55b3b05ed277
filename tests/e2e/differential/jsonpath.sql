-- database
select jsonb_path_query('{"a":[1,2,3]}', '$.a[*] ? (@ > 1)');
select jsonb_path_exists('{"a":[1,2]}', '$.a[*] ? (@ > 5)'), '{"a":1}'::jsonb @? '$.a', '{"a":1}'::jsonb @@ '$.a == 1', jsonb_path_query_array('[1,2,3]', '$[*] ? (@ >= 2)'), jsonb_path_query_first('[7]', '$[0]');
select jsonb_path_query_array(j, '$'), jsonb_path_query_array(j, '$.*'), jsonb_path_query_array(j, '$.b'), jsonb_path_query_array(j, '$.b.c'), jsonb_path_query_array(j, '$.b[*].c'), jsonb_path_query_array(j, '$.zz'), jsonb_path_query_array(j, '$."a b"') from (select '{"a":1,"b":[{"c":1},{"c":2},3],"a b":null}'::jsonb j) t;
select jsonb_path_query_array(j, '$[0]'), jsonb_path_query_array(j, '$[last]'), jsonb_path_query_array(j, '$[1 to 2]'), jsonb_path_query_array(j, '$[0, last - 1]'), jsonb_path_query_array(j, '$[9]'), jsonb_path_query_array(j, '$[*].x'), jsonb_path_query_array(j, '$.size()'), jsonb_path_query_array(j, '$[*].type()') from (select '[1,"two",[3],{"x":4}]'::jsonb j) t;
select jsonb_path_query_array('{"a":{"b":{"c":1}},"d":[1,[2]]}', '$.**'), jsonb_path_query_array('{"a":{"b":{"c":1}}}', '$.**{1}'), jsonb_path_query_array('{"a":{"b":{"c":1}}}', '$.**{1 to last}'), jsonb_path_query_array('{"a":{"b":{"c":1}},"c":2}', '$.**.c'), jsonb_path_query_array('{"a":{"b":{"c":1}}}', '$.**{last}');
select jsonb_path_query('[2]', '$[0] * 3 - 4 / 2'), jsonb_path_query('7', '$ % 4'), jsonb_path_query('[1,-2]', '-$[*]'), jsonb_path_query('1.5', '$.floor()'), jsonb_path_query('1.2', '$.ceiling()'), jsonb_path_query('-3', '$.abs()'), jsonb_path_query('"1.50"', '$.double()');
-- error 22038
select jsonb_path_query_array('[1,2,3]', '$ + 1');
-- error 22012
select jsonb_path_query('1', '$ / 0');
select jsonb_path_query_array('["abc","abd","x"]', '$[*] ? (@ starts with "ab")'), jsonb_path_query_array('["abc","ABD","x"]', '$[*] ? (@ like_regex "^ab" flag "i")'), jsonb_path_query_array('[1,"1",null,true]', '$[*] ? (@ == 1)'), jsonb_path_query_array('[1,"1",null,true]', '$[*] ? (@ != null)'), jsonb_path_query_array('[1,"x"]', '$[*] ? ((@ > 0) is unknown)');
select jsonb_path_query_array('[{"a":1,"b":2},{"a":3}]', '$[*] ? (exists(@.b) && @.a < 2)'), jsonb_path_query_array('[{"a":1,"b":2},{"a":3}]', '$[*] ? (!exists(@.b) || @.a == 1).a'), jsonb_path_query_array('[1,2,3,4]', '$[*] ? (@ > $min && @ < $max)', '{"min":1,"max":4}');
select jsonb_path_match('{"a":5}', '$.a > 3'), jsonb_path_match('{"a":"x"}', '$.a > 3'), jsonb_path_match('{"a":5}', 'exists($.b)'), jsonb_path_query('{"a":5}', '$.a > 3'), '{"a":[1,2]}'::jsonb @@ '$.a[*] > 1', '{"a":[1,2]}'::jsonb @? '$.a[*] ? (@ > 2)', '{"a":1}'::jsonb @@ '$.a';
-- error 22038
select jsonb_path_match('{"a":5}', '$.a');
select jsonb_path_query_array('{"a":[1]}', 'strict $.a[*]'), jsonb_path_exists('{"a":1}', 'strict $.b', '{}', true), '{"a":1}'::jsonb @? 'strict $.b', jsonb_path_query_array('{"a":1}', 'lax $.b');
-- error 2203A
select jsonb_path_query('{"a":1}', 'strict $.b');
-- error 22039
select jsonb_path_query('{"a":1}', 'strict $[0]');
-- error 22033
select jsonb_path_query('[1]', 'strict $[1]');
-- error 42601
select jsonb_path_query('1', '$.');
-- error 42601
select jsonb_path_query('1', '@ > 1');
-- error 22P02
select jsonb_path_query('1', '');
-- error 42704
select jsonb_path_query('1', '$x');
create table doc (id int, j jsonb);
insert into doc values (1, '{"tags":["a","b"],"n":1}'), (2, '{"tags":[],"n":2}'), (3, null);
select id from doc where j @? '$.tags[*] ? (@ == "a")' order by id;
select id, v from doc, jsonb_path_query(j, '$.tags[*]') as v order by id, v;
select id, jsonb_path_query_first(j, '$.n') from doc where j @@ '$.n >= 1' order by id;
