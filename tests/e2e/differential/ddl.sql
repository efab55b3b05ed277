-- database
create table t1 (id bigserial primary key, name varchar(50) not null, code char(3), amount numeric(10,2) default 0.00, flag boolean default false, made timestamp with time zone default now(), data jsonb, uid uuid, raw bytea, tm time, iv interval, ip inet, constraint amount_positive check (amount >= 0), constraint name_code unique (name, code));
-- error 42P07
create table t1 (id int);
create table if not exists t1 (id int);
-- error 42701
create table bad (a int, a text);
-- error 42704
create table bad (a nonsense);
-- error 42703
create table bad (a int, primary key (b));
-- error 42P16
create table bad (a int primary key, b int primary key);
-- error 42P01
create table bad (a int references nowhere(id));
-- error 42601
create table bad (a int,);
insert into t1 (name, code, data, uid, raw, tm, iv) values ('x', 'abc', '{"a":1}', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '\xdeadbeef', '10:00', '1 day') returning id, name, code, amount, flag, data, uid, raw, tm, iv;
-- error 23514
insert into t1 (name, amount) values ('neg', -1);
-- error 23505
insert into t1 (name, code) values ('x', 'abc');
insert into t1 (name) values ('nullcode'), ('nullcode');
create index t1_name on t1 (name);
create unique index t1_part on t1 (code) where flag;
create index t1_expr on t1 (lower(name), amount desc nulls last);
create index on t1 (code);
create index concurrently t1_conc on t1 using btree (made);
create index t1_data on t1 using gin (data);
-- error 42P07
create index t1_name on t1 (code);
create index if not exists t1_name on t1 (code);
insert into t1 (name, code, flag) values ('p1', 'ppp', true), ('p2', 'ppp', false);
-- error 23505
insert into t1 (name, code, flag) values ('p3', 'ppp', true);
select indexname from pg_indexes where tablename = 't1' order by 1;
alter table t1 add column extra int;
alter table t1 add column withdef text not null default 'dflt';
-- error 42701
alter table t1 add column extra int;
alter table t1 add column if not exists extra int;
-- error 23502
alter table t1 add column must int not null;
select id, extra, withdef from t1 order by id;
alter table t1 rename column extra to more;
alter table t1 alter column more type bigint using more::bigint;
alter table t1 alter column more set default 5, alter column name type text;
alter table t1 alter column more drop default;
update t1 set more = id;
alter table t1 alter column more set not null;
-- error 23502
insert into t1 (name) values ('nomore');
alter table t1 alter column more drop not null;
alter table t1 add constraint more_small check (more < 1000);
-- error 23514
insert into t1 (name, more) values ('big', 5000);
alter table t1 drop constraint more_small;
-- error 42704
alter table t1 drop constraint more_small;
alter table t1 drop constraint if exists more_small;
alter table t1 add constraint uniq_more unique (more);
-- error 23505
update t1 set more = 1;
alter table t1 rename constraint uniq_more to uniq_more2;
-- error 23505
insert into t1 (name, more) values ('z', 1);
alter table t1 drop constraint uniq_more2;
alter table t1 drop column more;
-- error 42703
alter table t1 drop column more;
alter table t1 drop column if exists more;
-- error 42703
select more from t1;
alter table t1 rename to t2;
select count(*) from t2;
-- error 42P01
select count(*) from t1;
create table ref (id int primary key);
insert into ref values (1);
alter table t2 add column ref_id int;
alter table t2 add constraint t2_ref_fk foreign key (ref_id) references ref(id) deferrable initially deferred;
-- error 23503
insert into t2 (name, ref_id) values ('q', 9);
alter table t2 add constraint chk_fail check (amount > 1000000) not valid;
alter table t2 drop constraint chk_fail;
-- error 23514
alter table t2 add constraint chk_fail check (amount > 1000000);
alter table only t2 alter column name set statistics 100;
comment on table t2 is 'the table';
comment on column t2.name is 'it''s the name';
select obj_description('t2'::regclass), col_description('t2'::regclass, 2);
create view v as select id, upper(name) as up from t2 where amount >= 0;
select up from v order by id limit 2;
create or replace view v as select id, upper(name) as up, amount from t2;
select * from v order by id limit 1;
-- error 42P16
create or replace view v as select 1 as other;
create view v2 (a, b) as values (1, 'x'), (2, 'y');
select a, b from v2 order by a desc;
-- error 2BP01
alter table t2 drop column amount;
-- error 42809
drop table v;
drop view v2;
-- error 42P01
drop view v2;
drop view if exists v2;
create materialized view mv as select count(*) as n from t2;
refresh materialized view mv;
select n > 0 from mv;
drop materialized view mv;
drop view v;
drop index t1_name;
-- error 42704
drop index t1_name;
drop index if exists t1_name, t1_part;
drop table t2, ref;
-- error 42P01
drop table t2;
drop table if exists t2;
create schema s;
-- error 42P06
create schema s;
create schema if not exists s;
create table s.t (id int primary key, x text default 'in s');
insert into s.t values (1) returning *;
select * from s.t;
set search_path to s, public;
select x from t;
show search_path;
select current_schema(), current_schemas(false);
reset search_path;
-- error 42P01
select x from t;
-- error 2BP01
drop schema s;
drop schema s cascade;
-- error 3F000
create table s.t (id int);
create temp table tmp (id serial, t text) on commit preserve rows;
insert into tmp (t) values ('a') returning id;
select * from tmp;
create temporary table tmp2 on commit drop as select 1 as x;
drop table tmp;
-- database
create type mood as enum ('sad', 'ok', 'happy');
-- error 42710
create type mood as enum ('x');
create table person (id int primary key, m mood not null default 'ok', ms mood[]);
insert into person values (1, 'happy', '{sad,ok}'), (2, default, null), (3, 'sad', '{}');
select * from person order by m;
select m, m::text, m > 'sad' from person where m in ('ok', 'happy') order by person.m desc;
select max(m), min(m), array_agg(m order by m) from person;
-- error 22P02
insert into person values (4, 'angry');
-- error 22P02
select 'bad'::mood;
-- error 22P02
select id from person where m = 'furious';
select enum_range(null::mood), enum_first(null::mood), enum_last(null::mood);
alter type mood add value 'ecstatic' after 'happy';
alter type mood add value if not exists 'ecstatic';
update person set m = 'ecstatic' where id = 1 returning m;
alter type mood rename value 'sad' to 'blue';
select m from person where id = 3;
-- error 2BP01
drop type mood;
select enumlabel from pg_enum order by enumsortorder;
drop table person;
drop type mood;
create domain posint as int check (value > 0);
create table dom (p posint);
insert into dom values (1);
-- error 23514
insert into dom values (-1);
-- database
create sequence sq start 5 increment 2;
select nextval('sq'), nextval('sq'), currval('sq'), lastval();
select setval('sq', 100), nextval('sq');
select setval('sq', 100, false), nextval('sq');
alter sequence sq restart with 1;
select nextval('sq');
alter sequence sq increment by 10 maxvalue 20;
select nextval('sq');
-- error 2200H
select nextval('sq');
-- error 42P01
select nextval('nosuch');
-- error 42P07
create sequence sq;
create sequence if not exists sq;
create table uses (id int default nextval('sq'), t text);
select last_value, is_called from sq;
create sequence cyc minvalue 1 maxvalue 2 cycle;
select nextval('cyc'), nextval('cyc'), nextval('cyc');
drop sequence cyc;
-- error 2BP01
drop sequence sq;
create table ser (id serial primary key, s2 smallserial);
select pg_get_serial_sequence('ser', 'id'), pg_get_serial_sequence('ser', 's2');
insert into ser default values returning *;
select setval(pg_get_serial_sequence('ser', 'id'), coalesce(max(id), 1), max(id) is not null) from ser;
insert into ser default values returning id;
select setval('ser_id_seq', 40);
insert into ser default values returning id;
alter sequence ser_id_seq restart;
-- error 23505
insert into ser default values;
select sequencename, last_value from pg_sequences order by 1;
begin;
create table rolled (id int);
insert into rolled values (1);
rollback;
-- error 42P01
select * from rolled;
begin;
alter table ser add column z int default 3;
select z from ser order by id limit 1;
rollback;
-- error 42703
select z from ser;
create table like_ser (like ser including all);
create table part (id int, k text) partition by list (k);
create function add1(i int) returns int language sql as 'select i + 1';
create extension if not exists citext;
grant select on ser to public;
analyze ser;
vacuum ser;

-- database
create table cta (k text primary key, n int); insert into cta values ('a', 1), ('b', 2), ('c', null);
create table cta2 as select k, n from cta where n > 0;
select * from cta2 order by 1;
create table cta3 (x) as values (1), (2), (3), (4);
create temporary table cta4 as select * from cta where false;
create table cta5 as select * from cta with no data;
create table cta6 as table cta;
select * into cta7 from cta;
-- database
create table moments (id int, a timestamp default 'now', b date default 'today', c timestamptz default 'now()', d text default 'now', e timestamp default 'today'::timestamp + interval '1 day', f time default 'now', g timestamp default 'infinity', check (b > 'yesterday'));
insert into moments (id) values (1);
select count(pg_sleep(0.01));
insert into moments (id) values (2);
alter table moments alter column f set default 'allballs', add column h timestamp default 'now';
insert into moments (id) values (3);
select count(distinct a), count(distinct c), count(distinct d), count(distinct h), count(distinct f), max(b) = current_date, max(e) = current_date + 1, max(a) > localtimestamp - interval '1 hour', max(g) from moments;
create table moments_of as select 'now'::timestamp > '2020-01-01' as later, 'today'::date = current_date as today;
select * from moments_of;
set datestyle = 'ISO, DMY';
set timezone = 'Europe/Berlin';
create table read_here (id int, d date default '01/02/2024', z timestamptz default '2024-01-01 12:00', n date generated always as (d0 + ('02/01/2024'::date - '01/01/2024'::date)) stored, d0 date, check (d > '31/12/2019'));
alter table read_here alter column id set default 7, add column e date default '03/04/2024', add check (z > '2024-01-01 11:59');
create index on read_here (d) where d > '01/02/2023';
create view seen_here as select '01/02/2024'::date as d, '2024-06-01 12:00'::timestamptz as z, 'now'::timestamp > '01/02/2020' as later;
create table made_here as select '01/02/2024'::date as d, '2024-06-01 12:00'::timestamptz as z;
reset datestyle;
reset timezone;
insert into read_here (d0) values ('2024-05-05') returning *;
select * from seen_here;
select * from made_here;
-- error 23514
insert into read_here (d0, z) values ('2024-05-05', '2024-01-01 10:30+00');
-- error 22007
create table never (d date default 'someday');
-- error 22008
create table never (d date default '2024-02-30');
create table serials (id serial primary key, x int);
insert into serials (x) values (1), (2);
select id, x into table kept_of from serials where x > 1;
select * from kept_of;
select 1 as a, 'x' as b into temp kept_temporary union all select 2, 'y';
select * from kept_temporary order by a;
-- error 42P07
select 1 as a into kept_of;
begin;
create temp table goes (id int primary key, t text) on commit drop;
insert into goes values (1, 'a'), (2, 'b');
select * from goes order by id;
commit;
-- error 42P01
select * from goes;
create temp table empties (id serial primary key, t text) on commit delete rows;
insert into empties (t) values ('a');
select count(*) from empties;
begin;
insert into empties (t) values ('b'), ('c');
select count(*) from empties;
commit;
select count(*) from empties;
begin;
savepoint s;
create temp table goes (id int) on commit drop;
rollback to s;
create temp table goes (id int);
insert into goes values (4);
commit;
select * from goes;
begin;
create temp table gone on commit drop as select 1 as a;
select * from gone;
rollback;
-- error 42P01
select * from gone;
-- error 42P16
create table never (id int) on commit drop;
create temp table goes_at_once (id int) on commit drop;
-- error 42P01
select * from goes_at_once;
create type mood as enum ('sad', 'ok', 'happy');
create table moods (id int, m mood, ms mood[]);
insert into moods values (1, 'happy', '{ok}'), (2, 'sad', '{happy,sad}'), (3, 'happy', null), (4, 'ok', '{ok}');
select distinct m from moods order by m;
select distinct ms from moods order by ms;
select distinct case when id > 2 then 1 else 2 end as c, m from moods order by m desc, c;
-- error 42P10
select distinct m from moods order by id;
