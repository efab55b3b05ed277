select a + b * c - d / e % f ^ g
select (a + b) * c, a - (b - c), (a - b) - c, a ^ b ^ c, a ^ (b ^ c)
select - - a, - (- 5), + a, -a::int, (-a)::int, -a ^ 2, -(a ^ 2), - a[1]
select @ -5, ~ a & b | c, a << 1, a # b, !!a
select not not a, not (a and b), (not a) = b, a = (not b), a and (not b or c)
select (a = b) = c, a = (b = c), (a < b) is true, (a is null) is not false, (a is null) = b
select a or b and c or d, (a or b) and (c or d), a and (b and c), (a and b) and c
select a between b and c and d, a between (b and c) and d, a between b + 1 and c * 2, (a between b and c) between d and e, a between (b is null) and c
select a in (1), (a, b) in ((1, 2), (3, 4)), (a, b) = (select 1, 2), row(a, b) = row(1, 2), (a, b) < (c, d)
select a like b || c, a like (b like c), (a like b) like c, not a like b, a like b escape c || d
select a at time zone b at time zone c, (a at time zone b)::date, a::timestamp at time zone 'utc', a + b at time zone c, (a + b) at time zone c
select a collate "C" || b, (a || b) collate "C", a collate "C" < b, -(a collate x)
select a is distinct from b, (a is distinct from b) is distinct from c, a is not distinct from b + c
select a::text::int, (a + b)::text, (a::int)[1], cast(a as int)::text, 'x'::varchar(3)[], $1::int[][]
select a->'x'->>'y', a->('x'->'y'), a #>> '{a,b}' = 'c', (a ->> 'x')::int + 1, a @> '{}'::jsonb, a ? 'b', a ?| array['a'], a ?& array['b']
select case when a then b end is null, case a when b then c else d end + 1, (case when a then b end)::int
select array[1, 2] || array[3], array[]::int[], array[array[1], array[2]], (array[1, 2])[1], array(select 1) = a
select a = any ((select b)), a = any (array(select b)), a <> all (b), (a = any (b)) = c, a like all (b), not a = any (b), a operator(pg_catalog.=) any (b)
select exists (select 1) and not exists (select 2), (select a) + (select b), ((select 1)), (((select 1)) + 1)
select f(), f(1, 2), f(variadic a), f(a := 1, b => 2), s.f(x) from t
select (f(x)).y, (a).b, (a.b).c, (t.*).x, ((a).b).c[1], (a[1]).b, $1.x
select "Select", "a""b", "ABC", a$1, _x, "user", "é", é, "a b"."c d"
select 'it''s', E'a\\b\n\x41\101\u0041\U00000041', U&'\0041\+000042', $q$a'b$q$, B'01', X'1f', N'n', ''
select 'a'
select 1, 1.0, 1e5, 1.5E-3, .5, 5., 2147483647, 2147483648, 9223372036854775808, 00012
select current_date, current_time, current_time(2), localtimestamp(1), user, session_user, current_role, current_catalog, current_schema
select coalesce(a, b, c), greatest(1, 2), least(a), nullif(a, b), grouping(a)
select date '2020-01-01' + interval '1 day', timestamptz '2020-01-01', time with time zone '10:00+01', interval '1-2' year to month, interval '1' second(2), interval '3' minute, s.mytype '1', numeric(4,2) '1.5'
select count(*), count(distinct a), sum(a order by b desc nulls last, c), string_agg(a, ',' order by a) filter (where a > 1), mode() within group (order by a), rank(1, 2) within group (order by a, b desc)
select sum(a) over (), sum(a) over w, sum(a) over (w), sum(a) over (w order by b), sum(a) over (partition by b, c order by d groups between 1 following and unbounded following exclude current row) from t window w as (partition by x)
select lag(a, 1) over (order by b range between '1 day'::interval preceding and current row), ntile(4) over (order by a rows 3 preceding)
select (a, b) overlaps (c, d), (a, b) overlaps (c, d) and e, row(a, b) overlaps row(c, d)
select trim(both from a), trim(a, b), ltrim(a), substring(a, 1), overlay(a, b, 1), position(a || b in c), position((a and b) in c)
