-- database
select array[1,2,3], array['a','b'], '{1,2,null}'::int[], '{}'::text[], array[1.5, 2], array[true,false], array[[1,2],[3,4]], '{"a b","c\"d",NULL,"NULL",""}'::text[];
select (array[1,2,3])[2], (array[1,2,3])[9], (array[1,2,3])[2:3], array_length(array[1,2,3], 1), cardinality(array[1,2]), array_upper(array[1,2], 1), array_lower(array[5], 1), array_ndims(array[[1],[2]]), array_length('{}'::int[], 1);
select array[1,2] || 3, 0 || array[1], array[1] || array[2,3], array_append(array[1], 2), array_prepend(0, array[1]), array_cat(array[1], array[2]), array_remove(array[1,2,1], 1), array_replace(array[1,2], 2, 9), array_position(array['a','b'], 'b'), array_positions(array[1,2,1], 1);
select array[1,2] = array[1,2], array[1,2] < array[1,3], array[1,2] @> array[1], array[1] <@ array[1,2], array[1,2] && array[2,3], 1 = any(array[1,2]), 3 > all(array[1,2]), null = any(array[1]), 1 = any(array[2,null]);
select unnest(array[3,1,2]);
select * from unnest(array['a','b'], array[1,2,3]) as u(x, y);
select * from unnest(array['a','b']) with ordinality as u(x, n) order by n;
select array_agg(x order by x), array_agg(x order by x desc) filter (where x > 1), array_agg(distinct y order by y) from (values (2,'b'),(1,'a'),(3,'b')) t(x,y);
select array(select x from (values (2),(1)) t(x) order by x), array_to_string(array[1,2], '-'), array_fill(7, array[3]), trim_array(array[1,2,3], 1);
-- error 22P02
select '{1,x}'::int[];
-- error 22P02
select '{1,2'::int[];
-- error 22P02
select '1,2'::int[];
select generate_series(1, 3), generate_subscripts(array['a','b'], 1);
select g from generate_series(5, 1, -2) g;
select '{"a":1,"b":[1,2,{"c":null}],"d":"x"}'::json, '{"b": 1,  "a": 2, "a":3}'::jsonb, '[1, 2.50, "x", true, null]'::jsonb, '"s"'::jsonb, '1'::json, 'null'::jsonb;
-- error 22P02
select '{bad'::jsonb;
-- error 22P02
select ''::json;
select j->'a', j->>'a', j->'b'->0, j->'b'->>1, j#>'{b,2,c}', j#>>'{b,2,c}', j->'zz', j->'b'->-1, j->>'d' from (select '{"a":1,"b":[1,2,{"c":"deep"}],"d":"x"}'::jsonb j) t;
select j->'a', j->>'d', j#>>'{b,0}', json_typeof(j->'b'), json_array_length(j->'b') from (select '{"a":1,"b":[1,2],"d":"x"}'::json j) t;
select '{"a":1,"b":2}'::jsonb @> '{"a":1}', '{"a":1}'::jsonb <@ '{"a":1,"b":2}', '{"a":1}'::jsonb ? 'a', '{"a":1}'::jsonb ?| array['x','a'], '{"a":1}'::jsonb ?& array['a','b'], '[1,2]'::jsonb @> '1', '["a"]'::jsonb ? 'a', '[1,[2]]'::jsonb @> '[[2]]';
select '{"a":1}'::jsonb || '{"b":2}', '[1]'::jsonb || '2', '{"a":1,"b":2}'::jsonb - 'a', '[1,2,3]'::jsonb - 1, '{"a":{"b":1}}'::jsonb #- '{a,b}', '{"a":1}'::jsonb = '{"a": 1.0}'::jsonb, '["a","b"]'::jsonb - 'a';
select jsonb_set('{"a":{"b":1}}', '{a,b}', '2'), jsonb_set('{"a":1}', '{x}', '"n"'), jsonb_set('{"a":1}', '{x}', '1', false), jsonb_insert('[1,2]', '{0}', '0'), jsonb_strip_nulls('{"a":null,"b":1}'), jsonb_typeof('1'), jsonb_array_length('[1,2]');
select to_json('x'::text), to_jsonb(1.50), to_jsonb(array[1,2]), to_jsonb(true), to_jsonb(null::int), to_jsonb(date '2024-01-01'), json_build_object('a', 1, 'b', null), jsonb_build_object('z', 1, 'a', array[1,2]), json_build_array(1, 'x', null), jsonb_build_array();
select row_to_json(t), to_jsonb(t) from (values (1, 'x', null::int)) t(a, b, c);
select json_agg(x), jsonb_agg(x order by x desc), json_object_agg(k, x order by k), jsonb_object_agg(k, x) from (values ('a', 1), ('b', 2)) t(k, x);
select * from jsonb_each('{"a":1,"b":"x"}') order by key;
select * from json_each_text('{"a":1,"b":"x"}') order by key;
select jsonb_object_keys('{"b":1,"a":2}') as k order by k;
select * from jsonb_array_elements('[1,"x",null]');
select value from jsonb_array_elements_text('[1,"x",null]');
select * from jsonb_to_recordset('[{"a":1,"b":"x"},{"a":2}]') as t(a int, b text) order by a;
select * from json_to_record('{"a":1,"b":[1,2]}') as t(a int, b json);
select jsonb_path_query('{"a":[1,2,3]}', '$.a[*] ? (@ > 1)');
select jsonb_path_exists('{"a":[1,2]}', '$.a[*] ? (@ > 5)'), '{"a":1}'::jsonb @? '$.a', '{"a":1}'::jsonb @@ '$.a == 1', jsonb_path_query_array('[1,2,3]', '$[*] ? (@ >= 2)'), jsonb_path_query_first('[7]', '$[0]');
select jsonb_pretty('{"a":[1,{"b":2}]}');
select ('{"n":12}'::jsonb->>'n')::int + 1, ('{"n":12}'::jsonb->'n')::int, ('true'::jsonb)::bool, ('"x"'::jsonb)#>>'{}', '1.50'::jsonb::numeric;
-- error 22023
select ('"x"'::jsonb)::int;
select x from (values ('2'::jsonb), ('"a"'), ('[1]'), ('null'), ('{"a":1}'), ('true'), ('1')) t(x) order by x;
select '"\u00e9\n\"\\"'::jsonb, '{"k\u0041":1}'::jsonb, '"\u00e9"'::json, '1e5'::jsonb, '100000000000000000000.10'::jsonb, '"é"'::jsonb->>0;
create table doc (id serial primary key, j jsonb not null default '{}', raw json, tags text[] not null default '{}', nums int[]);
insert into doc (j, raw, tags, nums) values ('{"a":1,"n":{"x":"y"},"l":[1,2]}', '{"z":1, "a":2}', '{red,green}', '{1,2,3}'), ('{"a":2}', null, array['blue'], null), (default, '[]', default, '{}') returning id;
select * from doc order by id;
select id from doc where j @> '{"a":1}' or tags @> array['blue'] order by id;
select id, j->>'a', (j->'n'->>'x') is null, tags[1], nums[2], cardinality(tags) from doc order by id;
select id from doc where 'red' = any(tags) or j ? 'zz' order by id;
select id from doc where (j->>'a')::int > 1;
update doc set j = jsonb_set(j, '{a}', '10') || '{"new":true}', tags = array_append(tags, 'x'), nums[1] = 5 where id = 1 returning j, tags, nums;
select t, count(*) from doc, unnest(tags) t group by t order by t;
select id, e.value from doc, jsonb_array_elements(j->'l') e order by id, e.value;
select j->'a' as a, count(*) from doc group by j->'a' order by 1;
select distinct tags from doc order by tags;
-- error 23502
update doc set tags = null where id = 2;
-- error 22P02
insert into doc (j) values ('{oops}');
select id from doc where tags = '{blue}' or nums && array[2] order by id;
select id from doc where id = any('{1,3}') order by id;
select id from doc where j->'n' = '{"x":"y"}' or j->'a' = '2' order by id;
-- database
create table a (id int primary key, n int[], t text[], v varchar(3)[], m int[][]);
insert into a values (1, '{1,2,3}', '{a,b}', '{x}', '{{1,2},{3,4}}'), (2, null, '{}', null, null);
update a set n[2] = 20, n[5] = 50 where id = 1 returning n;
update a set n[1] = id, t[1] = 'first' returning id, n, t;
update a set m[2][1] = 30 where id = 1 returning m;
update a set m[1][1] = 9 where id = 2 returning m;
update a set t[2] = null, v[1] = 'abc' returning t, v;
update a set n[2:3] = '{7,8,9}' where id = 1 returning n;
update a set n[1:2] = null where id = 1 returning n;
update a set n[id] = n[1] + 1 where id = 1 returning n;
insert into a values (1) on conflict (id) do update set n[1] = a.n[2] + 100 returning n;
-- error 2202E
update a set m[3][1] = 1 where id = 1;
-- error 2202E
update a set m[1] = 1 where id = 1;
-- error 2202E
update a set n[2:3] = '{1}' where id = 1;
-- error 2202E
update a set n[3:2] = '{1}' where id = 1;
-- error 22004
update a set n[null] = 1 where id = 1;
-- error 22001
update a set v[1] = 'long one' where id = 1;
-- error 42804
update a set n[1] = now() where id = 1;
-- error 42804
update a set id[1] = 1;
-- error 42601
update a set n[1] = 1, n = '{}';
select * from a order by id;
create table b (id int, x int, y text);
insert into b values (1, 7, 'seven'), (2, 8, 'eight');
update a set n[b.id] = b.x, t[1] = b.y, n[b.id + 1] = n[1] from b where a.id = b.id returning a.id, n, t, b.y;
update a set n[1] = (select max(x) from b), t[1] = upper(t[1]) returning n, t;
merge into a using b on a.id = b.id when matched then update set n[1] = b.x * 100, n[2] = null;
with changed as (update a set n[1] = -1 where id = 1 returning n) select * from changed;
select * from a order by id;
-- error 0A000
update a set n[1] = default;
