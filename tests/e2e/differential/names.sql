-- database
create schema names_a;
create sequence public.twin_s;
create sequence names_a.twin_s start 100;
select nextval('twin_s'), nextval('names_a.twin_s');
comment on sequence names_a.twin_s is 'of a';
select obj_description('twin_s'::regclass), obj_description('names_a.twin_s'::regclass);
alter sequence names_a.twin_s restart with 7;
select nextval('twin_s'), nextval('names_a.twin_s');
drop sequence twin_s;
select nextval('names_a.twin_s');
-- error 42P01
select nextval('twin_s');
-- error 42P01
drop sequence twin_s;
-- error 42P01
alter sequence twin_s restart;
-- error 42P01
comment on sequence twin_s is 'none';
create type names_a.twin_e as enum ('x', 'y');
create type public.twin_e as enum ('p', 'q');
alter type twin_e add value 'r';
select enum_range(null::twin_e), enum_range(null::names_a.twin_e);
comment on type names_a.twin_e is 'of a';
drop type twin_e;
select 'x'::names_a.twin_e;
-- error 42704
alter type twin_e add value 'z';
-- error 42704
drop type twin_e;
create table names_a.twin_t (a int, b int);
create table public.twin_t (a int, b int);
create index twin_i on names_a.twin_t (a);
create index twin_i on twin_t (b);
comment on index names_a.twin_i is 'of a';
select indrelid::regclass, obj_description(indexrelid) from pg_index where indexrelid in ('twin_i'::regclass, 'names_a.twin_i'::regclass) order by 1;
alter index names_a.twin_i rename to twin_j;
drop index twin_i;
-- error 42704
drop index twin_i;
select schemaname, tablename, indexname from pg_indexes where tablename = 'twin_t' order by 1, 2, 3;
drop index names_a.twin_j;
set search_path = names_a, public;
drop table twin_t;
select to_regclass('names_a.twin_t'), to_regclass('public.twin_t');
drop table twin_t;
create table fed_t (id int default nextval('twin_s'));
-- error 2BP01
drop sequence twin_s;
drop table fed_t;
drop sequence twin_s;
reset search_path;
drop type names_a.twin_e;
drop schema names_a;
create table "User" (id serial primary key, "Full Name" text);
select column_default from information_schema.columns where table_name = 'User';
select pg_get_serial_sequence('"User"', 'id');
insert into "User" ("Full Name") values ('x') returning id;
create schema "Sp X";
create table "Sp X"."T.b" (id serial primary key, k int default nextval('"User_id_seq"'), t text default nextval('"User_id_seq"'), s smallint default nextval('"User_id_seq"'));
select column_default from information_schema.columns where table_name = 'T.b' order by ordinal_position;
insert into "Sp X"."T.b" default values returning *;
create index "I.x" on "Sp X"."T.b" (k);
select indexname, indexdef from pg_indexes where tablename = 'T.b' order by 1;
alter table "Sp X"."T.b" add column n bigint default nextval('"User_id_seq"'::regclass);
select * from "Sp X"."T.b";
select setval('"User_id_seq"', 40000);
-- error 22003
insert into "Sp X"."T.b" default values;
-- error 2BP01
drop table "User";
drop table "Sp X"."T.b";
drop table "User";
drop schema "Sp X";
-- database
create table both_t (a int);
create temp table both_t (id serial primary key, v int unique);
insert into both_t (v) values (10), (20) returning id;
select relpersistence, relkind, relnamespace = pg_my_temp_schema(), pg_table_is_visible(oid) from pg_class where relname like 'both_t%' order by relname, relpersistence;
select (current_schemas(true))[1] like 'pg_temp_%', current_schema(), 'both_t'::regclass::text, to_regclass('public.both_t')::text, to_regclass('pg_temp.both_t')::text;
select n.nspname like 'pg_temp_%' from pg_namespace n join pg_class c on c.relnamespace = n.oid where c.relname = 'both_t' order by 1;
select table_schema like 'pg_temp_%', table_type from information_schema.tables where table_name = 'both_t' order by 1;
select pg_get_serial_sequence('both_t', 'id'), currval('both_t_id_seq');
create temp sequence temporary_s start 5;
select nextval('temporary_s'), currval('temporary_s'), relpersistence from pg_class where relname = 'temporary_s';
begin;
alter sequence temporary_s restart with 50;
select nextval('temporary_s');
rollback;
select nextval('temporary_s');
begin;
drop sequence temporary_s;
rollback;
select nextval('temporary_s');
create temp view both_v as select id from both_t;
select relkind, relpersistence, pg_table_is_visible(oid) from pg_class where relname = 'both_v';
truncate both_t restart identity;
insert into both_t (v) values (1) returning id;
drop view both_v;
drop table both_t;
select a from both_t;
-- error 42P01
drop sequence both_t_id_seq;
drop sequence temporary_s;
-- error 42P01
select nextval('temporary_s');
drop table both_t;
