create unique index concurrently if not exists i on t using gin (a varchar_pattern_ops desc nulls first, lower(b), (c+1)) include (d) where e is not null
comment on column a.b.c is 'x'
drop table if exists a, b cascade
truncate a, b restart identity cascade
create type mood as enum ('a','b')
create materialized view v as select 1 with no data
create function f() returns int language sql begin atomic select 1; select 2; end
create or replace temp view v (a, b) with (security_barrier) as select 1, 2 with local check option
create recursive view v (a) as select 1
create sequence if not exists s as int increment by -1 minvalue -10 no maxvalue start with 5 cache 1 cycle owned by none
create domain d as int default 1 not null constraint c check (value > 1) collate "C"
create schema if not exists s authorization me
create schema s create table t (a int) create view v as select 1
create database d with owner = me encoding 'UTF8' template template0 connection limit = -1 lc_collate 'C'
create extension if not exists hstore with schema s version '1' cascade
drop view if exists a, b restrict
drop index concurrently if exists i
drop trigger if exists a on b cascade
drop database if exists d with (force)
drop schema a, b cascade
drop type t
drop materialized view v
comment on table t is null
comment on constraint c on t is 'x'
comment on trigger a on b is 'x'
comment on database d is 'x'
truncate table only a, b continue identity restrict
create index on t (a)
create index i on only t (a collate "C" desc nulls last, b text_ops) include (c) nulls not distinct with (fillfactor = 5) tablespace x where a > 1
