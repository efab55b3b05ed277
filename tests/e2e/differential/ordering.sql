-- database
select x from (values ('2'::jsonb), ('"a"'), ('[1]'), ('null'), ('{"a":1}'), ('true'), ('1'), ('[]'), ('[[]]'), ('["x"]'), ('{}'), ('"b"'), ('1.0')) t(x) order by x, x::text;
select distinct x from (values (array['b']), (array['a','b']), (array['a'])) t(x) order by x;
select x, count(*) from (values (array[10,2]), (array[9]), (array[10,2]), (null), ('{}')) t(x) group by x order by x desc;
select '{"a":1}'::jsonb = '{"a": 1.0}'::jsonb, '1'::jsonb in ('1.0'::jsonb), '[1,2]'::jsonb between '[1,1]' and '[1,3]', '{"a":1}'::jsonb is distinct from '{"a":1.0}';
select j, count(*) from (values ('1'::jsonb), ('1.0'), ('2')) t(j) group by j order by j;
select count(distinct j), min(j::text) from (values ('1'::jsonb), ('1.0'), ('2')) t(j);
select max(x), min(x) from (values (array[10]), (array[9,4])) t(x);
select x from (values ('10.0.0.2'::inet), ('9.1.1.1'), ('::1'), ('10.0.0.0/8')) t(x) order by x;
select x from (values ('10:00+01'::timetz), ('09:00+00'), ('09:30+00')) t(x) order by x;
select mode() within group (order by x) from (values (array[10]), (array[9,4]), (array[9,4])) t(x);
select percentile_disc(0.5) within group (order by x) from (values (array[10]), (array[9,4]), (array[9,4])) t(x);
select row_number() over (partition by j order by j), j from (values ('1'::jsonb), ('1.0'), ('2')) t(j);
select case '1'::jsonb when '1.0' then 'same' else 'other' end, nullif('1'::jsonb, '1.0'), greatest(array[1,2], array[1,10]), greatest('[1]'::jsonb, '{}');
-- error 42883
select x from (values ('1'::json)) t(x) order by x;
-- error 42883
select distinct x from (values ('1'::json)) t(x);
-- error 42883
select x, count(*) from (values ('1'::json)) t(x) group by x;
-- error 42883
select '1'::json = '1'::json;
create type mood as enum ('sad', 'ok', 'happy');
create table p (id int, m mood, ms mood[]);
insert into p values (1, 'happy', '{happy}'), (2, 'sad', '{sad,ok}'), (3, 'happy', null), (4, null, '{}');
select distinct m from p order by m;
select distinct m, id > 2 from p order by m desc, 2;
select m, count(*) from p group by m order by m;
select min(m), max(m), array_agg(m order by m)::text from p;
select enum_range(null::mood)::text, enum_first(null::mood), enum_last(null::mood), enum_range('ok'::mood, null)::text, enum_range(null, 'ok'::mood)::text;
select greatest('sad'::mood, 'happy'), least('sad'::mood, 'happy');
select ms::text from p order by ms;
select m from p union select 'ok'::mood order by 1;
select m in ('sad', 'ok'), m between 'sad' and 'ok', m > 'sad' from p order by id;
select id from p where m = any(array['sad']::mood[]) or m::text = 'x';
select first_value(m) over (order by m) from p;
select string_agg(y, ',' order by x desc) from (values (array[10], 'a'), (array[9], 'b'), (array[9,1], 'c')) t(x, y);
-- error 42883
select array[1.0] = array[1];
