-- database
select 1, -1, 1.5, -0.0, 1e3, 1e-3, .5, 5., 'x', '', null, true, false;
select 'it''s', E'a\tb\\c\u00e9', $$dollar 'quoted'$$, $tag$a$$b$tag$, U&'d\0061t\+000061';
select 'a'
  'b' as joined;
select 9223372036854775807, -9223372036854775808, 9223372036854775808, 2147483647, 2147483648;
select 1 as "Quoted Name", 2 as plain, 3 "no as", 4 as "tab	in it";
select 1::int2, 1::int4, 1::int8, 1::float4, 1::float8, 1::numeric, 1::numeric(10,2), 'a'::text, 'a'::varchar, 'a'::varchar(3), 'a'::char(3), 'a'::name;
select 'abcdef'::varchar(3), 'abcdef'::char(3), 'ab'::char(4) || '|', length('ab  '::char(4)), 'ab '::char(5) = 'ab'::char(5);
select '\x00ff'::bytea, '\x'::bytea, 'abc'::bytea, E'\\001\\377'::bytea, decode('AAEC', 'base64'), encode('\x000102'::bytea, 'hex');
select 't'::bool, 'yes'::bool, 'off'::bool, '0'::bool, true and null, false and null, true or null, not null::bool;
select 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid, 'A0EEBC999C0B4EF8BB6D6BB9BD380A11'::uuid, '{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}'::uuid;
-- error 22P02
select 'nonsense'::uuid;
-- error 22P02
select 'maybe'::bool;
-- error 22P02
select 'x'::int;
-- error 22P02
select ''::int;
-- error 22P02
select '1.5'::int;
select ' 12 '::int, '+5'::int, '-7'::int8, '1e3'::float8, 'NaN'::float8, 'Infinity'::float8, '-inf'::float8;
select pg_typeof(1), pg_typeof(1.0), pg_typeof('x'), pg_typeof(1e3), pg_typeof(null), pg_typeof(true), pg_typeof(now()), pg_typeof(array[1]);
select 1::oid, 4294967295::oid, 'pg_class'::regclass::text, 'int4'::regtype::text, 'integer'::regtype;
select int '5', date '2020-02-29', interval '1 day', bool 't', float8 '1.25', text 'x', timestamp '2020-01-01 10:00';
select cast('7' as integer), cast(7 as text), '7'::text::int, cast(3.7 as int), cast(-3.5 as int), cast(2.5 as int), cast(2.5::float8 as int), 2.5::int;
select X'1F', B'101';
-- error 42601
select 'unfinished;
-- error 42601
select from where;
-- error 42601
selec 1;
select 1; select 2, 'two'; select 3 where false;
-- error 22012
select 1; select 1/0; select 3;
;
-- a comment only
/* block /* nested */ */ select 1 -- tail
;
select null is null, null = null, null is distinct from null, 1 is distinct from null, 1 is not distinct from 1, 1 = null;
select true is true, null is unknown, false is not true, null is not false;
select 'a' < 'b', 'B' < 'a', 'a' < 'B', 'Z' < 'a', 'é' > 'z', '' < 'a';
select 1 = 1.0, 1.0 = 1.00, 1::float8 = 1, '1' = 1, 1 <> 2, 1 != 2;
select coalesce(null, 1), coalesce(null, null, 'x'), nullif(1, 1), nullif(1, 2), nullif('a', 'b'), greatest(1, 3, 2), least('b', 'a'), greatest(1, null, 2);
select ;
values (1, 'a'), (2, 'b'), (null, 'c');
table pg_am limit 0;
