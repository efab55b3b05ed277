select 1
SELECT a.b, "Foo" as x, count(*) filter (where y > 0) over (partition by z order by w rows between 1 preceding and current row) from t as q left join u on q.id = u.id where a in (1,2,3) and b between 1 and 2 or not c is null order by 1 desc nulls last limit 10 offset 5
select x::varchar(10), interval '1' day, cast(y as numeric(10,2)), -5, E'a\nb', U&'d\0061t', 'it''s' from t
select ((select 1) + 2), ((select 1) union select 2), (((select 1)))
select * from ((select 1) x cross join (select 2) y) , lateral f(x) with ordinality as z(a,b)
select * from a join b join c on x on y
with recursive c(n) as (values (1) union all select n+1 from c where n < 10) select * from c
select extract(year from x), substring(a from 1 for 2), trim(both 'x' from y), position('a' in b), overlay(a placing b from 1)
select a = any(array[1,2]), b like any(select 1), c[1][2:3], (d).e, (row(1,2)).*, $1::int[], a at time zone 'utc' collate "C"
select 1 from t for update of t skip locked limit 1
select (1,2) overlaps (3,4), row(1) = row(2)
select date '2020-01-01', timestamp with time zone 'now', float8 '1.5', numeric(3,2) '1.2', geometry(point,4) 'x'
select distinct on (a, b) a, b as "B", c d from s.t tablesample bernoulli (10) repeatable (1), only u, v * where a is distinct from b and not exists (select 1) group by rollup (a, b), grouping sets ((a), (), cube(c)), d having count(*) > 1 window w as (partition by a order by b desc), x as (w rows unbounded preceding exclude ties) order by a using <, b nulls first offset 3 rows fetch first 5 rows only for no key update of t nowait
select case when a then b else c end, case x when 1 then 2 end, coalesce(a, b), nullif(a, b), greatest(1, 2), current_timestamp(3), localtime, current_user, cast(a as double precision[]), a::timestamp(3) with time zone, array[[1,2],[3,4]], array(select 1), row(), (a).b.c, (f(x)).*, -a ^ 2 * 3 + 4 - -5, not a = b or c and d, a || b || c, a -> 'x' ->> 'y', a @> b, @ a + b, a operator(pg_catalog.+) b, x like 'a%' escape '\', x not ilike y, x similar to y, x not in (1, 2), x in (select 1), x between symmetric 1 and 2, x is not null, x isnull, x notnull, x is not true, x is unknown, x is not distinct from y, x is nfc normalized, x is document
select a, count(distinct b order by c desc) filter (where d), sum(x) over w, rank() over (partition by a order by b range between interval '1 day' preceding and unbounded following), percentile_cont(0.5) within group (order by x), f(a => 1, b := 2, variadic c), f(*), f(all x) from t window w as ()
select * from a natural join b left outer join c using (x, y) as j cross join d full join (e right join f on true) as k(l, m) on (1 = 1) inner join lateral (select 1) z on true
select * from f(1) as t(a int, b text collate "C"), rows from (g(1), h(2) as (x int)) with ordinality as r, unnest(a, b) with ordinality u(x, y), current_date
(select 1 union all select 2) intersect select 3 except all (values (1), (2)) order by 1 limit all offset 2
with a as materialized (select 1), b (x, y) as not materialized (insert into t values (1) returning *), recursive as (delete from t returning 1) search depth first by x, y set z cycle x set c to true default false using p select * from a
table t
values (1, default), (2, 'x')
with x as (select 1) update only t as u set a = (select 1), (b, c) = (select 1, 2) from v, w join x on true where u.a = v.a returning *
with x as (select 1) delete from t using u, v where t.a = u.a returning t.*
select extract(epoch from a), extract('x' from a), position('a' in b), substring(a from 'x'), substring(a for 3), substring(a similar b escape c), substring(a, 1, 2), trim(a), trim(leading from a), trim(trailing 'x' from a), trim(both from a), overlay(a placing b from 1 for 2), normalize(a, nfkc), collation for (a), grouping(a, b)
select interval '1' year, interval '1' day to second(3), interval(3) '1', time '10:00', timestamp(3) without time zone 'now', bit '101', char 'x', character varying(3) 'x', national character varying (3) 'x', int '1', B'101', X'1F', N'x', U&'\0041' uescape '!', $$a$$, $x$b$x$, 1.5e3, .5, 1.
select a.*, b[1], c[1:2], d[:], e[1:], f[:2][3], $1, $2::int, ($3).x, (select 1)[1], (array[1])[1]
select 1 as select, 2 "x y", 3 value
select $1 + $2 where a = any($3) and b <> all (select 1) and c = some (array[1]) and d like any (array['x'])
select
select from t
select all a from t
select a a, b as b, c "C", d as "from" from t
select * from a, b, c where a.x = b.x
select t.* from t as t(a, b), only (u), v *
select * from a cross join b natural left join c natural full outer join d
select * from a left join (b join c on b.x = c.x) on a.x = b.x
select * from (a join b using (x)) as j, (a cross join b) k(l)
select * from a join b on true join c on true, d
select * from (select 1) as x(y), (values (1, 2), (3, 4)) as v(a, b), (table t) w
select * from t where a in (select b from u where u.c = t.d) limit 1
select 1 union select 2 union all select 3
select 1 union (select 2 union select 3)
select 1 union select 2 intersect select 3 except select 4
(select 1) union (select 2 order by 1 limit 1) order by 1
((select 1))
select a from t order by a asc, b desc nulls first, c using >, 1 limit 10 offset 20
select a from t offset 5 limit 10
select a from t order by a fetch first 3 rows with ties
select a from t offset 3 rows fetch next row only
select a from t limit (select 1) offset $1
select a from t for update of t, u nowait for share
select a into b from c
select a into temp b from c
select a, sum(b) from t group by a, (b, c), (), rollup (a, (b, c)), cube (a), grouping sets ((a), rollup (b), ()) having sum(b) > 0
select a from t group by distinct a, b
with a as (select 1), b as (select * from a) select * from b union select 2
with recursive t(n) as (values (1) union all select n + 1 from t where n < 100) select sum(n) from t
with x as (with y as (select 1) select * from y) select * from x
with x as (insert into t default values returning a), y as (update t set a = 1 returning b), z as (delete from t returning *) select * from x, y, z
select * from generate_series(1, 10) as g(i), lateral (select g.i * 2) as l(j), json_to_recordset('[]') as r(a int, b text)
select * from t tablesample system (5.5) repeatable (1), u as x tablesample s.m (1, 2)
