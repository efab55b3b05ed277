-- database
create table dept (id int primary key, name text not null unique, parent int references dept(id));
create table emp (id serial primary key, name varchar(30) not null, dept_id int references dept(id), salary numeric(10,2), hired date, boss int references emp(id), active boolean not null default true);
insert into dept values (1, 'All', null), (2, 'Tech', 1), (3, 'Sales', 1), (4, 'Dev', 2), (5, 'Empty', 1);
insert into emp (name, dept_id, salary, hired, boss, active) values ('Ann', 1, 9000, '2010-01-01', null, true), ('Bob', 2, 5000.50, '2015-06-01', 1, true), ('Cid', 4, 4000, '2020-02-29', 2, true), ('Dee', 4, 4000, '2021-03-01', 2, false), ('Eve', 3, null, '2019-12-31', 1, true), ('Fay', null, 100, null, null, true);
select e.name, d.name from emp e join dept d on d.id = e.dept_id order by e.id;
select e.name, d.name as dept from emp e left join dept d on d.id = e.dept_id order by e.id;
select d.name, e.name from emp e right join dept d on d.id = e.dept_id order by d.id, e.id;
select e.name, d.name from emp e full outer join dept d on d.id = e.dept_id order by e.id nulls last, d.id;
select a.name, b.name from dept a cross join dept b where a.id < 3 and b.id < 3 order by a.id, b.id;
select * from (select id as dept_id, name as dname from dept) d join emp using (dept_id) order by emp.id limit 2;
select * from (select id from dept) a natural join (select id from emp) b order by id;
select e.name, b.name as boss from emp e left join emp b on b.id = e.boss where b.id is not null order by e.id;
select e.*, d.name from emp e, dept d where e.dept_id = d.id and d.parent = 2 order by e.id;
select name, (select count(*) from emp e where e.dept_id = d.id) as n from dept d order by n desc, name;
select name from dept d where exists (select 1 from emp where dept_id = d.id and salary > 4500) order by name;
select name from dept where id not in (select dept_id from emp where dept_id is not null) order by name;
select name from dept where id not in (select dept_id from emp);
select name from emp where salary > all (select salary from emp where dept_id = 4) order by name;
select name from emp where salary = any (select salary from emp where dept_id = 4) order by name;
select name from emp where (dept_id, salary) = (4, 4000) order by name;
select name from emp where (dept_id, salary) in ((4, 4000), (1, 9000)) order by name;
select name from emp where (salary, name) > (4000, 'Cid') order by salary, name;
select name from emp where (dept_id, salary) in (select dept_id, max(salary) from emp group by dept_id) order by name;
-- error 21000
select (select id from dept);
-- error 42703
select nope from emp;
-- error 42P01
select * from nope;
-- error 42P01
select nope.id from emp;
-- error 42702
select name from emp, dept;
-- error 42803
select name, count(*) from emp;
-- error 42803
select name from emp where count(*) > 1;
select dept_id, count(*), sum(salary), avg(salary), min(name), max(hired), count(salary), count(distinct salary) from emp group by dept_id order by dept_id nulls last;
select dept_id, count(*) filter (where active) as act, sum(salary) filter (where salary > 4500), bool_and(active), bool_or(active), every(active) from emp group by dept_id having count(*) >= 1 order by 1 nulls first;
select string_agg(name, ', ' order by name desc), array_agg(name order by salary desc nulls last, name), count(*) filter (where false) from emp;
select count(*), sum(salary), max(name), avg(salary), string_agg(name, ','), array_agg(id), bool_and(active) from emp where false;
select dept_id, active, count(*) from emp group by rollup (dept_id, active) order by 1 nulls last, 2 nulls last;
select dept_id, active, count(*), grouping(dept_id) from emp group by grouping sets ((dept_id), (active), ()) order by 1 nulls last, 2 nulls last;
select mode() within group (order by salary), percentile_cont(0.5) within group (order by salary), percentile_disc(0.5) within group (order by salary) from emp;
select extract(year from hired)::int as y, count(*) from emp group by y order by y nulls last;
select length(name) + 1 as l, count(*) from emp group by length(name) + 1 order by l;
select upper(name) as name from emp order by name desc limit 2;
select name from emp order by salary desc nulls last, name limit 2 offset 1;
select name from emp order by 1 fetch first 2 rows only;
select name, salary from emp order by salary fetch first 1 rows with ties;
select name from emp limit null offset null;
select name from emp order by name limit 0;
-- error 2201W
select name from emp limit -1;
-- error 42601
select name from emp limit;
-- error 42P10
select name from emp order by 5;
select distinct salary from emp order by salary;
select distinct active, dept_id is null as orphan from emp order by 1, 2;
select distinct on (dept_id) dept_id, name, salary from emp order by dept_id, salary desc nulls last, name;
-- error 42P10
select distinct on (dept_id) name from emp order by name;
select name from dept union select name from emp order by name;
select 1 union all select 1 union all select 2;
select 1 as x union select 2.5 order by x;
select name from dept intersect select 'Dev' order by 1;
select id from dept except select dept_id from emp order by id;
select id from dept except all select dept_id from emp order by id;
(select name from emp order by id limit 1) union all (select name from emp order by id desc limit 1);
-- error 42601
select 1 union select 1, 2;
-- error 42804
select 1 union select 'x'::text;
select null union select 1;
with d as (select * from dept where parent = 1) select d.name from d order by d.name;
with a as (select 1 as x), b as (select x + 1 as y from a) select * from a, b;
with recursive t(n) as (select 1 union all select n + 1 from t where n < 5) select n, sum(n) over (order by n) from t order by n;
with recursive tree as (select id, name, 0 as depth, name::text as path from dept where parent is null union all select d.id, d.name, t.depth + 1, t.path || '/' || d.name from dept d join tree t on d.parent = t.id) select * from tree order by path;
with recursive r as (select 1 as a union select (a % 3) + 1 from r) select * from r order by a;
with x(a, b) as (values (1, 'one'), (2, 'two')) select b from x where a = 2;
with x as materialized (select 1 as a) select * from x;
with ins as (insert into dept values (9, 'New', 1) returning id, name) select * from ins;
with del as (delete from dept where id = 9 returning *) select count(*) from del;
select name, salary, row_number() over (order by id), rank() over (order by salary desc nulls last), dense_rank() over (order by salary desc nulls last), ntile(2) over (order by id) from emp order by id;
select name, lag(name) over w, lead(name, 2, 'none') over w, first_value(name) over w, last_value(name) over w, nth_value(name, 2) over w from emp window w as (order by id) order by id;
select name, sum(salary) over (partition by dept_id), avg(salary) over (partition by dept_id order by id rows between 1 preceding and current row), count(*) over () from emp order by id;
select name, percent_rank() over (order by salary), cume_dist() over (order by salary) from emp where salary is not null order by id;
select dept_id, sum(sum(salary)) over (order by dept_id) from emp group by dept_id order by dept_id;
select id, sum(id) over (order by id range between unbounded preceding and 1 preceding), sum(id) over (order by id groups between current row and unbounded following), sum(id) over (order by id rows between unbounded preceding and unbounded following exclude current row) from emp order by id;
select name, count(*) filter (where active) over (order by id) from emp order by id;
select case when salary > 4500 then 'high' when salary is null then 'none' else 'low' end as band, count(*) from emp group by 1 order by 1;
select case dept_id when 1 then 'one' when 2 then 'two' end from emp order by id;
select case when true then 1 else 2.5 end, case when false then 1 end, case when true then null else 'x' end;
select d.name, x.name from dept d left join lateral (select name from emp where dept_id = d.id order by salary desc nulls last, id limit 1) x on true order by d.id;
select d.name, x.n from dept d, lateral (select count(*) as n from emp where dept_id = d.id) x order by d.id;
select * from generate_series(1, 3) as g(n) left join dept on dept.id = g.n + 3 order by n;
select t.* from (values (1, 'a'), (2, 'b')) as t(id, label) order by id;
select row(1, 'a'), row(1, 2) = row(1, 2), (1, null) is null, row(null, null) is null, (1, 2) < (1, 3);
select e from dept e where id = 1;
select (e).name from dept e where id = 1;
select count(*) from emp e where e.hired between '2015-01-01' and '2020-12-31';
select name as "select", id as "User" from dept where "id" = 1;
select emp.name as n from emp where emp.salary is null or not active order by n;
select 1 where exists (select from emp);
select id % 2 = 0 as even, array_agg(id order by id) from emp group by even order by even;
select salary::int, salary::text, salary / 2, salary * 1.1, round(salary / 3, 2), salary::float8 from emp where id = 2;
select count(*) from emp tablesample bernoulli (100);
select max(id) + 1, min(id) - 1, sum(id)::int, avg(id)::int, count(*)::int from emp;
select coalesce(sum(salary), 0), coalesce(max(hired), date '2000-01-01') from emp where dept_id = 99;
select e.name from emp e where e.id in (select b.boss from emp b where b.boss = e.id) order by 1;
select pg_typeof(salary), pg_typeof(hired), pg_typeof(active), pg_typeof(id), pg_typeof(name) from emp limit 1;

-- database
create table l (id int primary key, n numeric(6,2), h char(4), i interval, v varchar(8), s smallint); create table r (id int primary key, n numeric(8,4), h char(4), i interval);
insert into l values (1, 1.50, 'a', '1 day', 'x', 1), (2, 100, 'b', '24 hours', 'y', 2), (3, null, null, null, null, null);
insert into r values (1, 1.5, 'a', '24 hours'), (2, 100.0, 'b', '1 day'), (3, 7, 'c', '1 mon');
select l.id, r.id from l left join r on l.n = r.n order by 1, 2;
select l.id, r.id from l join r on l.h = r.h order by 1, 2;
select l.id, r.id from l full join r on l.i = r.i order by 1, 2;
select a.id, b.id from (select id, round(n, -1) as m from l) a left join r b on a.m = b.n order by 1, 2;
select l.id, g.n from l right join generate_series(1, 4) as g (n) on l.id = g.n order by g.n;
select l.id, g.n, g.o from l right join unnest('{3,9}'::int[]) with ordinality as g (n, o) on l.id = g.n order by g.o;
select l.id, g.n from l full join generate_series(2, 4) as g (n) on l.id = g.n order by g.n, l.id;
select a.id, b.id, c.id from l a join l b on 'x' = 'y' full join r c on a.id = c.id order by 3;
select a.id, b.id, c.id from l a join l b on a.id = b.id and 1 = 2 right join r c on a.id = c.id order by 3;
select a.id, b.id, c.id from l a left join l b on false right join r c on a.id = c.id order by 3;
select nullif(v, 'x'), nullif(s, 1), nullif(s, 2::bigint), nullif(n, 1.5), nullif(n, id), nullif(h, 'a'), nullif('z', v), nullif(null, 1), nullif(1, null) from l order by id;
-- error 42883
select array['a'::text] && array['a'::varchar];
-- error 42883
select array[s] @> array[id] from l;
select array_cat(array[s], array[id]), array_append(array[v], 'x'::text) from l order by id;
select 7.25 as c union (select avg(id) from l group by id + 1) order by 1 desc;
select n, count(*) from l group by n + 0, n union all select 2.50, 3 order by n nulls first, 2;
select a.id, b.id from l a, r b where b.n::text < '1.50' order by 1, 2;
select n::text, i::text from r order by n::text, i::text;
select count(*) from l join r on l.n::text = r.n::text;
select distinct n::text from (select n from l union all select n from r) u order by 1;
-- error 42846
select '{}'::jsonb as a union select 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid;
-- error 42804
select 1 as a union select 'x'::text;
-- error 42846
select coalesce('{}'::jsonb, '\x00'::bytea);
-- error 42804
select case when true then 1 else date '2024-01-01' end;
