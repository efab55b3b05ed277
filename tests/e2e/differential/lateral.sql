-- database
create table dept (id int primary key, name text not null, parent int);
create table emp (id int primary key, name varchar(30) not null, dept_id int, salary numeric(10,2), hired date, active boolean not null default true, tags text[]);
insert into dept values (1, 'All', null), (2, 'Tech', 1), (3, 'Sales', 1), (4, 'Empty', 1);
insert into emp values (1, 'Ann', 1, 9000, '2010-01-01', true, '{a,b}'), (2, 'Bob', 2, 5000.50, '2015-06-01', true, '{}'), (3, 'Cid', 2, 4000, '2020-02-29', false, null), (4, 'Dee', 3, null, null, true, '{c,null}'), (5, 'Eve', null, 100, '2021-01-01', true, '{x}');
select d.name, x.name, x.salary from dept d cross join lateral (select name, salary from emp where dept_id = d.id) x order by d.id, x.name;
select d.name, x.name, x.salary, x.hired, x.active from dept d left join lateral (select * from emp where dept_id = d.id order by salary desc nulls last, id limit 1) x on true order by d.id;
select d.name, x.* from dept d left join lateral (select name, active from emp where dept_id = d.id) as x(who, is_on) on x.is_on order by d.id, who;
select d.name, x.n, x.total from dept d, lateral (select count(*) as n, sum(salary) as total from emp where dept_id = d.id) x order by d.id;
select d.name, x.n from dept d join lateral (select count(*) as n from emp where dept_id = d.id having count(*) > 1) x on true order by d.id;
select d.id, a.name, b.m from dept d, lateral (select * from emp e where e.dept_id = d.id) a, lateral (select a.salary * 2 as m) b order by a.id;
select d.id, x.id from dept d, lateral (select id from emp where dept_id = d.id union all select -d.id order by 1) x order by d.id, x.id;
select d.id, (select max(x.s) from dept c, lateral (select e.salary + c.id as s from emp e where e.dept_id = c.id and c.id = d.id) x) from dept d order by d.id;
select e.id, t.tag, t.n from emp e, unnest(e.tags) with ordinality as t(tag, n) order by e.id, n;
select e.id, t.tag from emp e left join unnest(e.tags) as t(tag) on true order by e.id, t.tag;
select e.id, g from emp e, generate_series(1, e.id) g where e.id < 4 order by e.id, g;
select e.id, u from emp e, upper(e.name) u order by e.id;
select e.id, u, n from emp e, upper(e.name) with ordinality as l(u, n) order by e.id;
select x.name, count(*) from dept d, lateral (select name from emp where dept_id = d.id) x group by x.name having count(*) = 1 order by x.name desc;
select d.id, x.id from dept d left join lateral (values (d.id), (d.id * 10)) as x(id) on x.id > 15 order by d.id, x.id;
with c as (select id from dept where id < 3) select c.id, x.name from c, lateral (select name from emp where dept_id = c.id order by name limit 1) x order by 1;
-- error 42601
select * from dept d, lateral (select 1);
-- error 42703
select * from dept d, lateral (select d.nope) x;
select x.* from dept d, lateral (select d.name as a, d.id as b, null as c, 1.50 as e, true as f, date '2020-01-01' as g, '\x00ff'::bytea as h, 1.5::float8 as i) x where d.id = 2;
select * from rows from (generate_series(1, 3), unnest(array['a','b'])) as t(n, s);
select * from rows from (generate_series(1, 2), generate_series(10, 14, 2)) with ordinality as t(a, b, o) order by o;
select * from rows from (json_each('{"k":1}'), upper('x')) as t(k, v, u);
select * from unnest(array['a','b'], array[1,2,3]) with ordinality as u(x, y, n);
select d.id, t.* from dept d, rows from (generate_series(1, d.id), unnest(array['x','y'])) as t(n, s) where d.id < 4 order by d.id, n;
select generate_series(1, 3), unnest(array['a','b']);
select generate_series(1, 2), generate_series(1, 3), 'k' as k;
select id, generate_series(1, id), unnest(tags) from emp where id in (1, 3) order by id, 2;
select unnest(array[1,2]), unnest(array['x']), array_length(array[1], 1);
select generate_series(1, 3) as n, unnest(array[30,10,20]) as m order by m;
select unnest(tags), generate_subscripts(tags, 1) from emp where id = 1;
select distinct generate_series(1, 2) from emp;
select (select count(*) from (select generate_series(1, 3), generate_series(1, 2)) x);
select * from jsonb_to_recordset('[{"a":1,"b":"x"},{"a":2,"c":5},{"b":null}]') as t(a int, b text) order by a;
select * from json_to_record('{"a":1,"b":[1,2],"c":"2020-01-02","d":true,"e":1.50,"f":[1,2],"g":{"x":1},"h":"{3,4}"}') as t(a int, b json, c date, d boolean, e numeric(5,1), f int[], g jsonb, h int[]);
select d.id, t.a from dept d, jsonb_to_recordset(jsonb_build_array(jsonb_build_object('a', d.id), '{"a":0}'::jsonb)) as t(a int) order by 1, 2;
select x.a from json_to_record(null) as x(a int);
-- error 22P02
select * from json_to_record('{"a":"x"}') as t(a int);
-- error 22023
select * from json_to_recordset('{"a":"x"}') as t(a int);
-- error 42601
select * from json_to_record('{"a":"x"}');
-- error 42601
select * from generate_series(1, 2) as t(a int);
select ;
select from dept where id < 3;
select count(*) from (select from dept) x;
-- database
select row(1, 'a')::text, row(1, null, '', 'a b', 'q"uo\te', true, 1.50, date '2020-01-02')::text, row(row(1, 2), 'x')::text, row(array[1,2], '{"a": 1}'::jsonb)::text, row()::text;
