-- database
select 1, -1, -2147483648, -9223372036854775808, 9223372036854775808, -9223372036854775809, - 2147483648, -(2147483648), -2147483647, 2147483648;
-- error 22003
select -2147483648 - 1;
-- error 22003
select -9223372036854775808 - 1;
select -2147483648 - 1::int8, -2147483648 + 1, -9223372036854775808 + 1, -9223372036854775808 - 1.0, -2147483648 * 1.5, -2147483648::float8, -2147483648::int8;
select x from (values (-2147483648), (2147483647)) t(x) where x < -2147483647 or x = -2147483648;
-- error 22003
select abs((-2147483648)::int4);
-- error 22003
select -((-2147483648)::int4);
-- error 22003
select 2147483647 + 1;
-- error 22003
select 2147483647 * 2;
-- error 22003
select 9223372036854775807 + 1;
-- error 22003
select 9223372036854775807 * 2;
-- error 22003
select 32767::int2 + 1::int2;
-- error 22003
select 32767::int2 * 2::int2;
select 2147483647::int8 + 1, 32767::int2 + 1;
-- error 22003
select 32768::int2;
-- error 22003
select -2147483649::int4;
-- error 22003
select (-2147483648)::int4 / -1;
-- error 22003
select (-9223372036854775808)::int8 / (-1)::int8;
-- error 22003
select sum(x) from (values (9223372036854775807::int8), (1)) t(x) having sum(x)::int8 > 0;
select sum(x) from (values (9223372036854775807::int8), (1)) t(x);
select sum(x) from (values (2147483647), (1)) t(x);
select -(1.5::float8), -('2'::float4), 'x' || true, false || 'y', concat(true), format('%s', true), true;
select '"é"'::jsonb->>0, '"é"'::json->>0, '1'::jsonb->0, '1'::jsonb->>0, '{"a":1}'::jsonb->0, '1'::jsonb->-1, '1'::jsonb#>'{0}', '1'::json->0;
create table e (id int primary key, name text, n int);
-- error 0A000
select * from other_db.public.e;
-- error 0A000
select other_db.public.e.id from e;
-- error 42P19
with recursive r as (select 1 as a union all select sum(a) from r) select * from r;
select id, name, count(*) from e group by id;
-- error 42803
select name, id, count(*) from e group by name;
-- error 42803
select x.name from (select * from e) x group by x.id;
-- error 2201G
select width_bucket(1.0, 2.0, 2.0, 3);
-- error 2201G
select width_bucket(1.0::float8, 0, 2, 0);
-- error 22025
select 'abc' like 'ab\';
