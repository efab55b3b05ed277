-- Statements that change rows in several steps: WITH that writes, MERGE, RETURNING of joined tables, upserts that meet a row twice.
-- database
create table item (id serial primary key, sku varchar(20) unique not null, qty int not null default 0 check (qty >= 0), price numeric(8,2), note text);
create table log (id serial primary key, what text, item_id int, at timestamptz default '2024-01-01 00:00+00');
create table archive (id int, sku text, qty int, price numeric(8,2));
insert into item (sku, qty, price) values ('a', 1, 1.5), ('b', 2, 2.25), ('c', 3, null), ('d', 4, 10);
-- what is moved
with moved as (delete from item where qty > 3 returning id, sku, qty, price) insert into archive select * from moved;
select * from archive;
select sku from item order by sku;
with moved as (delete from archive returning *) insert into item (sku, qty, price) select sku || '-back', qty, price from moved returning id, sku, qty, price;
-- the query sees the state before
with up as (update item set qty = qty + 100 where sku in ('a', 'b') returning id, sku, qty) select i.sku, i.qty as before, up.qty as after from item i left join up on up.id = i.id order by i.sku;
select sku, qty from item order by sku;
with ins as (insert into item (sku) values ('new') returning id, sku) select count(*), (select sku from ins) from item;
with del as (delete from item where sku = 'new' returning *) select count(*), (select count(*) from del) from item where sku = 'new';
select count(*) from item where sku = 'new';
-- executed once, read or not
with del as (delete from item where sku = 'c') select 1 as one;
select sku from item order by 1;
with ins as (insert into log (what) values ('x'), ('y') returning id) select (select count(*) from ins) + (select count(*) from ins) as twice;
select what from log order by id;
with never as (select nextval('log_id_seq') as n), w as (insert into log (what) values ('z') returning id) select id from w;
-- get or create
with ins as (insert into item (sku, qty) values ('a', 9) on conflict (sku) do nothing returning sku, qty) select sku, qty from ins union all select sku, qty from item where sku = 'a';
with ins as (insert into item (sku, qty) values ('e', 9) on conflict (sku) do nothing returning sku, qty) select sku, qty from ins union all select sku, qty from item where sku = 'e';
with up as (update item set qty = 50 where sku = 'zz' returning sku) insert into item (sku, qty) select 'zz', 1 where not exists (select from up) returning sku, qty;
with up as (update item set qty = 50 where sku = 'zz' returning sku) insert into item (sku, qty) select 'zz', 1 where not exists (select 1 from up) returning sku, qty;
-- chains
with a as (insert into item (sku, qty) values ('p', 1), ('q', 2) returning id, sku), b as (insert into log (what, item_id) select 'made ' || sku, id from a returning what), c as (select count(*) as n from b) select n, (select string_agg(what, ',' order by what) from b) from c;
with a as (insert into log (what) values ('1') returning id), b as (update item set note = 'logged' where sku in ('p', 'q') returning sku), c as (delete from log where what = 'x' returning what) select (select count(*) from a), (select count(*) from b), (select what from c), (select count(*) from log);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 3), ins as (insert into log (what) select 'n' || i from n returning what) select what from ins order by what;
with names(s) as (values ('r1'), ('r2')), ins(k) as (insert into item (sku) select s from names returning sku) select k from ins order by k;
with up as (update item set qty = 7 where sku = 'p' returning *), del as (delete from item where sku = 'p' returning *) select (select count(*) from up) + (select count(*) from del) as changed;
with src as (select 'p' as s, 70 as q) update item set qty = src.q from src where item.sku = src.s returning item.sku, item.qty;
with doomed as (select id from item where sku like 'r%') delete from item using doomed where item.id = doomed.id returning sku;
with d as (delete from item where sku = 'q' returning sku) update item set note = 'saw ' || (select count(*) from item) from d where item.sku = 'a' returning item.note;
with x as (update item set qty = 1 where false returning id) select count(*) from x;
-- error 0A000
with x as (update item set qty = 1 where false) select * from x;
-- error 0A000
select * from (with x as (delete from item returning *) select * from x) s;
-- error 42703
with x as (delete from item where false returning id) select nope from x;
-- error 42712
with x as (delete from item where false), x as (select 1) select 1;
-- error 23505
with x as (insert into item (sku) values ('twice') returning sku) insert into item (sku) select sku from x;
select count(*) from item where sku = 'twice';
begin;
update item set qty = 1000 where sku = 'a';
with up as (update item set qty = qty + 1 where sku = 'a' returning qty) select up.qty, item.qty from up, item where item.sku = 'a';
rollback;
select qty from item where sku = 'a';
-- error 25006
begin read only; with x as (insert into log (what) values ('no') returning 1) select * from x;
rollback;
-- RETURNING of joined tables
update item i set note = o.sku from item o where o.id = i.id + 1 and i.sku = 'a' returning i.sku, i.note, o.sku, o.qty + i.qty as sum;
update item set qty = item.qty + v.n from (values ('a', 10), ('b', 20)) v(s, n) where item.sku = v.s returning v.*, item.qty, item.id > 0;
update item set id = item.id + 1000 from (values ('b')) v(s) where item.sku = v.s returning v.s, item.id - 1000 > 0;
update item set qty = qty - 0 from log where log.item_id = item.id and log.what = 'nothing' returning log.what;
delete from item using (values ('e', 'gone')) v(s, why) where item.sku = v.s returning v.why, item.sku, item.qty;
with up as (update item set note = v.w from (values ('a', 'w1')) v(s, w) where item.sku = v.s returning v.s, item.note) insert into log (what) select s || note from up returning what;
update item set qty = (select max(qty) from item i2 where i2.id < item.id) + 1 where id > (select min(id) from item) and id < 1000;
select sku, qty from item order by id;
-- upserts that meet a row twice
-- error 21000
insert into item (sku) values ('dup'), ('dup') on conflict (sku) do update set qty = 1;
-- error 21000
insert into item (sku) select sku from (values ('a'), ('a')) v(sku) on conflict (sku) do update set qty = item.qty + 1;
insert into item (sku, qty) values ('a', 1), ('b', 2) on conflict (sku) do update set qty = excluded.qty returning sku, qty;
insert into item (sku, qty) values ('a', 1), ('a', 2) on conflict (sku) do update set qty = excluded.qty where item.qty > 1000;
insert into item (sku, qty) values ('a', 5), ('b', 5), ('fresh', 5) on conflict (sku) do update set qty = excluded.qty + 1 where item.sku <> 'b' returning sku, qty;
-- error 23514
insert into item (sku, qty) values ('a', 5), ('b', -5) on conflict (sku) do update set qty = excluded.qty;
-- MERGE
create table target (k int primary key, v text, n int default 7);
create table source (k int, v text, del boolean);
insert into target values (1, 'one', 1), (2, 'two', 2), (3, 'three', 3);
insert into source values (1, 'uno', false), (3, 'tres', true), (4, 'cuatro', false), (5, 'cinco', true), (null, 'nulo', false);
merge into target t using source s on t.k = s.k when matched and s.del then delete when matched then update set v = s.v || t.v, n = default when not matched and s.del then do nothing when not matched and s.k is not null then insert (k, v) values (s.k, s.v);
select * from target order by k;
merge into target using (values (9, 'nine'), (10, 'ten')) s(k, v) on target.k = s.k when matched then do nothing when not matched then insert values (s.k, upper(s.v), default);
select * from target order by k;
-- error 21000
merge into target t using (values (1), (1)) s(k) on t.k = s.k when matched then update set n = 0;
merge into target t using (values (1), (1)) s(k) on t.k = s.k when matched then do nothing;
merge into target t using target s on t.k = s.k + 1 when matched then update set v = s.v;
select * from target order by k;
-- error 23505
merge into target t using (values (1), (2)) s(k) on false when not matched then insert (k) values (s.k);
-- error 42703
merge into target t using (values (1)) s(k) on t.k = s.k when matched then update set nope = 1;
-- error 42601
merge into target t using (values (1)) s(k) on t.k = s.k when not matched then insert (k) values (s.k, 2);
-- error 42P01
merge into nowhere t using (values (1)) s(k) on t.k = s.k when matched then delete;
with s as (select 2 as k, 'cte' as v) merge into target t using s on t.k = s.k when matched then update set v = s.v, n = (select count(*) from target);
select * from target order by k;
merge into target t using source s on t.k = s.k when matched then delete;
select * from target order by k;
-- changes that other tables' rows follow
-- database
create table parent (id int primary key, name text);
create table child (id int primary key, parent_id int references parent on delete cascade on update cascade);
insert into parent values (1, 'one'), (2, 'two');
insert into child values (10, 1), (11, 1), (20, 2);
with gone as (delete from parent where id = 1 returning id) select child.id, gone.id from child left join gone on gone.id = child.parent_id order by child.id;
select * from child;
with p as (insert into parent values (3, 'three') returning id) insert into child select 30, id from p returning *;
with p as (update parent set id = 30 where id = 3 returning id) select p.id, child.parent_id from p, child order by child.id;
select * from child order by id;
-- database
create table top (id int primary key, t text);
create table leaf (id int primary key, top_id int references top);
insert into top values (1, 'a'), (2, 'b');
insert into leaf values (10, 1), (20, 2);
with gone as (delete from top where id = 1 returning id) delete from leaf using gone where top_id = gone.id;
select * from top;
select * from leaf;
with l as (insert into leaf values (30, 3) returning top_id) insert into top select top_id, 'late' from l;
select * from leaf order by id;
-- error 23503
with l as (insert into leaf values (40, 4) returning top_id) insert into top select top_id + 1, 'other' from l;
-- error 23503
with gone as (delete from top where id = 2 returning id) update leaf set id = leaf.id + 1 from gone;
begin;
with l as (insert into leaf values (50, 5) returning top_id) insert into top select top_id, 'five' from l;
-- error 23503
insert into leaf values (60, 6);
rollback;
select * from top order by id;
