-- database
create table e (id int primary key, a int not null, b text check (b <> 'bad'), c int constraint c_positive check (c > 0), d varchar(3), f numeric(4,2), constraint a_and_b unique (a, b));
insert into e values (1, 1, 'x', 1, 'abc', 1.5);
-- error 23505
insert into e values (1, 2, 'y', 1, 'x', 1);
-- error 23505
insert into e values (2, 1, 'x', 1, 'x', 1);
-- error 23502
insert into e values (3, null, 'x', 1, 'x', 1);
-- error 23502
insert into e (a) values (1);
-- error 23514
insert into e values (4, 4, 'bad', 1, 'x', 1);
-- error 23514
insert into e values (4, 4, 'x', 0, 'x', 1);
-- error 22001
insert into e values (5, 5, 'x', 1, 'abcd', 1);
-- error 22003
insert into e values (5, 5, 'x', 1, 'x', 100);
-- error 22001
update e set d = 'too long';
-- error 42P01
insert into nope values (1);
-- error 42601
insert into e values (1, 2, 3, 4, 5, 6, 7);
-- error 42703
select e.nope from e;
-- error 42703
delete from e where nope = 1;
-- error 42703
select id from e order by nope;
-- error 42883
select lower(1, 2) from e;
-- error 42883
select id from e where a like 5;
-- error 42804
select id from e where a;
-- error 42804
select id from e where a and true;
-- error 42883
select id from e where b = 5;
-- error 22P02
select id from e where a = 'x';
-- error 42883
select true + 1;
-- error 42883
select date '2024-01-01' + 'x'::text;
-- error 42725
select 'a' + 'b';
-- error 42601
select * frm e;
-- error 42601
select (1;
-- error 42601
update e set;
-- error 42601
insert into e;
-- error 42601
select 1 from e where;
-- error 42601
create table (a int);
-- error 42601
nonsense;
-- error 42804
select case when 1 then 2 end;
-- error 42804
select coalesce(1, 'x'::text);
-- error 22P02
select coalesce(1, 'x');
-- error 42846
select cast(date '2024-01-01' as int);
-- error 42846
select true::date;
-- error 42704
select 1::nonsense;
-- error 42712
select * from e, e;
-- error 42809
select row_number() from e;
-- error 42803
select sum(sum(a)) from e;
-- error 42883
select sum(b) from e;
-- error 42601
select * from e join e e2;
-- error 42803
select a, b from e group by a;
-- error 42803
select a from e having b = 'x';
-- error 22012
select a / 0 from e;
-- error 22012
select 10 % (a - 1) from e;
-- error 42P02
select $1;
-- error 21000
select id from e where id = (select g from generate_series(1, 2) g);
-- error 42601
select id from e where id in (select 1, 2);
-- error 42601
select id from e limit 1 limit 2;
-- error 42601
values (1, 2), (3);
-- error 42P10
insert into e values (1, 2, 'z', 1, 'x', 1) on conflict (c) do nothing;
-- error 42704
insert into e values (1, 2, 'z', 1, 'x', 1) on conflict on constraint nope do nothing;
-- error 0A000
select * from other_db.public.e;
-- error 3F000
create table noschema.x (id int);
-- error 42P01
select * from noschema.x;
-- error 22023
select generate_series(1, 10, 0);
-- error 42703
with x as (select 1 as a) select b from x;
-- error 42P19
with recursive r as (select 1 as a union all select sum(a) from r) select * from r;
-- error 42601
select 'a' 'b';
select 1 as a_very_long_identifier_that_goes_on_and_on_until_it_is_longer_than_sixty_three_bytes;
select * from e;
