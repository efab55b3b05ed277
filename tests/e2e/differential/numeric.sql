-- database
select 1/2, -1/2, 7/2, -7/2, 7%3, -7%3, 7 % -3, 1.0/3, 1/3.0, 2/3::numeric, 10.0/2, 1.00/4;
select 1+1, 1+1.5, 1::int2+1::int2, 1::int4+1::int8, 1::float4+1::float8, 1::numeric+1::float8, 2*3.50, 1.10*1.10, 5-7.25;
select 0.1+0.2, 0.1::float8+0.2::float8, 1::float4/3, 1::float8/3, 1e20::float8, 1e15::float8, 1e-5::float8, 123456789012345678::float8;
select 12345678901234567890.123456789 * 98765432109876543210.987654321;
select 1e100::numeric, 1e-20::numeric, 1.000::numeric, '1e5'::numeric, '  1.50 '::numeric, 'NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric;
select 1.005::numeric(5,2), 1.015::numeric(5,2), -1.005::numeric(5,2), 99.994::numeric(4,2), 0.5::numeric(1,0), 1.5::numeric(2,0), 2.5::numeric(2,0);
-- error 22003
select 99.995::numeric(4,2);
-- error 22003
select 12345::numeric(4,2);
-- error 22012
select 1/0;
-- error 22012
select 1.0/0;
-- error 22012
select 1::float8/0;
-- error 22012
select 5 % 0;
-- error 22012
select mod(5.5, 0);
-- error 22003
select 2147483647 + 1;
-- error 22003
select -2147483648 - 1;
-- error 22003
select 2147483647 * 2;
-- error 22003
select 9223372036854775807 + 1;
-- error 22003
select 9223372036854775807 * 2;
-- error 22003
select 32767::int2 + 1::int2;
-- error 22003
select 32768::int2;
-- error 22003
select 2147483648::int;
-- error 22003
select '2147483648'::int;
-- error 22003
select 9223372036854775808::int8;
-- error 22003
select 1e10::int;
-- error 22003
select (-2147483648)::int / -1;
select 32767::int2 + 1, 2147483647 + 1::int8, 2147483647 + 1.0, -(-32768)::int;
select abs(-5), abs(-5.5), abs(-5.5::float8), sign(-2), sign(2.5), sign(0::float8), ceil(1.2), ceil(-1.2), floor(-1.2), ceiling(1.5::float8);
select round(1.5), round(2.5), round(-2.5), round(2.5::float8), round(3.5::float8), round(1.2345, 2), round(1255, -1), round(1.995, 2), trunc(1.999, 2), trunc(-1.9), trunc(1.9::float8);
select mod(7, 3), mod(-7, 3), mod(7.5, 2), div(7, 2), div(-7.5, 2), power(2, 10), power(2.0, 0.5), power(2::numeric, 3), 2^3, 2.0^3, |/ 16, ||/ 27, @ -5;
select sqrt(2), sqrt(2.0), sqrt(4), exp(1), exp(1.0), ln(10), ln(10.0), log(100), log(100.0), log(2.0, 8.0), pi(), degrees(pi()), radians(180);
-- error 2201F
select sqrt(-1);
-- error 2201E
select ln(0);
select sin(1), cos(1), tan(1), asin(1), acos(1), atan(1), atan2(1, 2), cot(1), sinh(1), cosh(1), tanh(1);
select 5 & 3, 5 | 3, 5 # 3, ~5, 1 << 4, 256 >> 2, -1 >> 1;
select gcd(12, 18), lcm(4, 6), factorial(10), width_bucket(5, 0, 10, 5), width_bucket(5.35, 0.024, 10.06, 5), scale(8.4100), min_scale(8.4100), trim_scale(8.4100);
select sum(x), avg(x), min(x), max(x), count(x) from (values (1), (2), (4)) t(x);
select sum(x), avg(x), pg_typeof(sum(x)), pg_typeof(avg(x)) from (values (1::int8), (2)) t(x);
select sum(x), avg(x), pg_typeof(sum(x)) from (values (1.10), (2.25)) t(x);
select sum(x), avg(x), pg_typeof(sum(x)) from (values (1.5::float8), (2)) t(x);
select sum(x), avg(x), pg_typeof(sum(x)) from (values (1.5::float4), (2)) t(x);
select stddev(x), variance(x), stddev_pop(x), var_pop(x), stddev_samp(x), var_samp(x) from (values (1), (2), (4)) t(x);
select stddev(x), var_pop(x), corr(x, y), covar_pop(x, y), regr_slope(y, x), regr_count(y, x) from (values (1::float8, 2::float8), (2, 4), (4, 9)) t(x, y);
select 1.5::int, 2.5::int, -1.5::int, 1.5::float8::int, 2.5::float8::int, 1e3::int;
select 10::numeric::text, 10.50::text, 1e3::float8::text, 100000000000000000000::float8::text, 1e-7::float8::text, 3.0::float8::text, 1.1::float4::text, 0.1::float4::float8;
select 'NaN'::float8 = 'NaN'::float8, 'NaN'::float8 > 'Infinity'::float8, 'NaN'::numeric = 'NaN', 'Infinity'::float8 + 1, 'Infinity'::float8 - 'Infinity'::float8;
select x from (values (1.5), (10), (9), (-2), (0.01)) t(x) order by x;
select x from (values ('NaN'::float8), (1), ('-inf'), ('inf'), (null)) t(x) order by x;
select x from (values (2), (null), (1)) t(x) order by x;
select x from (values (2), (null), (1)) t(x) order by x desc;
select x from (values (2), (null), (1)) t(x) order by x desc nulls last;
select x from (values (2), (null), (1)) t(x) order by x nulls first;
select to_char(1234567.891, 'FM9,999,999.00'), to_char(5, '000'), to_char(-5.5, '990.9'), to_char(0.5, 'FM0.00'), to_char(12, 'RN');
select to_number('1,234.56', '9,999.99'), random() between 0 and 1, setseed(0.5);
select 5::text || 'x', 'x' || 5, 'x' || 1.50, 'x' || true, 1 || 'x';
-- error 42883
select 1 || 2;
-- error 42883
select 'a'::text + 1;
-- error 42883
select no_such_function(1);
-- error 42883
select 1 = 'a'::text;
select int4(5.6), 7::numeric(10,2) + 1, 7::numeric(10,2) * 1.5, (7::numeric(10,3))::text, -7::numeric(5,1);
create table n (i2 smallint, i4 int, i8 bigint, f4 real, f8 double precision, d numeric, p numeric(7,2));
insert into n values (1, 2, 3, 1.1, 1.1, 1.10, 1.5), (-32768, -2147483648, -9223372036854775808, -1e30, 1e300, 1e-30, -99999.99), (null, null, null, null, null, null, null);
select * from n order by i4;
select i2+i4, i4/2, i8/2, f4/2, f8*2, d*p, p/3, p*2, i4*1.5, i2+1.5, f4+f8, d+f8 from n where i2 = 1;
select sum(i2), sum(i4), sum(i8), sum(f8), sum(d), sum(p), avg(i2), avg(p), min(p), max(d) from n;
-- error 22003
insert into n(i2) values (40000);
-- error 22003
insert into n(i4) values (4000000000);
-- error 22003
insert into n(p) values (100000);
-- error 22P02
insert into n(i4) values ('abc');
insert into n(i4) values ('42'), (42.6);
insert into n(p) values (1.005), (2), ('3.14159');
select p, i4 from n where p in (1.01, 2, 3.14) or i4 in (42, 43) order by p, i4;
select p from n where p > 1.5 and p < 3 order by p;
update n set p = p + 0.004 where p = 2 returning p, p::text, round(p), -p;
