-- database
create table emp (id int primary key, name text not null, dept_id int, active boolean not null, salary numeric(10,2));
insert into emp values (1, 'Ann', 1, true, 9000), (2, 'Bob', 2, true, 5000.50), (3, 'Cid', 2, false, 4000), (4, 'Dee', null, true, null), (5, 'Eve', 1, true, 4000);
select dept_id, active, count(*) from emp group by rollup (dept_id, active) order by 1 nulls last, 2 nulls last, 3;
select dept_id, active, count(*), grouping(dept_id), grouping(active), grouping(dept_id, active) from emp group by grouping sets ((dept_id), (active), ()) order by 4, 5, 1 nulls last, 2 nulls last;
select dept_id, active, sum(salary), min(name), max(salary), avg(salary), string_agg(name, ',' order by name), array_agg(id order by id) from emp group by cube (dept_id, active) order by grouping(dept_id, active), 1 nulls last, 2 nulls last;
select dept_id, count(*) from emp where false group by rollup (dept_id);
select dept_id, count(*) from emp where false group by grouping sets ((dept_id));
select dept_id, count(*), count(salary), sum(salary), coalesce(max(name), 'none') from emp where false group by cube (dept_id);
select count(*), sum(salary) from emp group by ();
select count(*) from emp group by grouping sets ((), ());
select dept_id as d, active, count(*) from emp group by d, rollup (active) order by 1 nulls last, 2 nulls last;
select upper(name) as n, dept_id, count(*) from emp group by rollup (1, dept_id) having count(*) > 0 order by grouping(upper(name), dept_id), 1 nulls last, 2 nulls last;
select dept_id, active, count(*) from emp group by rollup (dept_id, (dept_id, active)) order by 1 nulls last, 2 nulls last, 3;
select dept_id, active, count(*) from emp group by distinct rollup (dept_id, active), rollup (dept_id) order by 1 nulls last, 2 nulls last, 3;
select case when grouping(dept_id) = 1 then 'total' else coalesce(dept_id::text, 'none') end as label, count(*) filter (where active) as act from emp group by rollup (dept_id) order by grouping(dept_id), dept_id nulls last;
select dept_id, count(*) as n, rank() over (order by count(*) desc, dept_id nulls last) from emp group by rollup (dept_id) order by 3, 1 nulls last;
select e.dept_id, f.active, count(*) from emp e join emp f on f.dept_id = e.dept_id group by grouping sets ((e.dept_id, f.active), (e.dept_id)) order by 1, 2 nulls last;
select dept_id, count(distinct active), count(*) from emp group by rollup (dept_id) having grouping(dept_id) = 0 or count(*) > 3 order by 1 nulls last, 3;
select dept_id, active from emp group by (dept_id, active) order by 1 nulls last, 2;
-- error 42803
select name, count(*) from emp group by rollup (dept_id);
-- error 42803
select dept_id, grouping(name) from emp group by rollup (dept_id);
select name, salary from emp order by salary desc nulls last fetch first 2 rows with ties;
select name, salary from emp order by salary fetch first 1 row with ties;
select name, salary from emp order by salary offset 1 fetch first 1 rows with ties;
select count(*) from emp group by dept_id order by count(*) desc fetch first row with ties;
select distinct salary from emp order by salary nulls first fetch first 2 rows with ties;
select salary from emp union all select 4000 order by salary fetch first 1 rows with ties;
select name from emp order by length(name), active fetch next 1 rows with ties;
-- error 42601
select name from emp fetch first 1 rows with ties;
select (date '2024-01-01', date '2024-02-01') overlaps (date '2024-01-15', date '2024-03-01'), (timestamp '2024-01-01 10:00', interval '1 hour') overlaps (timestamp '2024-01-01 11:00', interval '1 hour'), (time '10:00', time '12:00') overlaps (time '11:00', time '11:30'), (date '2024-01-01', null::date) overlaps (date '2024-01-01', null), (date '2024-02-01', date '2024-01-01') overlaps (date '2024-01-10', date '2024-01-10');
select make_interval(days => 3, hours => 4), make_interval(1, 2, secs => 1.5), make_interval(mins => 10), jsonb_set('{"a":1}', '{b}', '2', create_if_missing => false), jsonb_insert(jsonb_in => '[1]', path => '{0}', replacement => '0', insert_after => true);
-- error 42883
select make_interval(nothing => 3);
