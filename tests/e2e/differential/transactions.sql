-- database
create table t (id int primary key, v text);
begin;
insert into t values (1, 'a');
-- error 23505
insert into t values (1, 'dup');
-- error 25P02
select 1;
-- error 25P02
insert into t values (2, 'b');
commit;
select * from t;
begin;
insert into t values (1, 'a');
savepoint s1;
insert into t values (2, 'b');
rollback to savepoint s1;
insert into t values (3, 'c');
savepoint s2;
-- error 22012
select 1/0;
-- error 25P02
select 1;
rollback to s2;
insert into t values (4, 'd');
release savepoint s2;
-- error 3B001
rollback to s2;
rollback;
select * from t order by id;
start transaction isolation level repeatable read read write;
insert into t values (1, 'a');
savepoint a;
savepoint a;
insert into t values (2, 'b');
rollback to a;
release a;
release a;
commit work;
select * from t order by id;
commit;
rollback;
abort;
end;
begin; begin; commit;
-- error 25P01
savepoint x;
-- error 25P01
release savepoint x;
-- error 25P01
rollback to x;
begin transaction read only;
-- error 25006
insert into t values (9, 'ro');
rollback;
begin; insert into t values (5, 'e'); commit; select count(*) from t;
-- error 23505
insert into t values (6, 'f'); insert into t values (6, 'again');
select count(*) from t;
-- error 22012
begin; insert into t values (7, 'g'); commit; insert into t values (8, 'h'); select 1/0;
select id from t order by id;
rollback;
begin isolation level serializable;
show transaction_isolation;
show transaction isolation level;
set transaction isolation level read committed;
show transaction_isolation;
commit;
begin;
select 1;
-- error 25001
set transaction isolation level serializable;
rollback;
set session characteristics as transaction isolation level repeatable read;
begin;
show transaction_isolation;
commit;
set session characteristics as transaction isolation level read committed;
set default_transaction_read_only = on;
-- error 25006
delete from t;
set default_transaction_read_only = off;
begin;
declare c cursor for select id, v from t order by id;
fetch c;
fetch 2 from c;
fetch all in c;
fetch next from c;
close c;
-- error 34000
fetch c;
rollback;
-- error 25P01
declare c cursor for select 1;
begin;
declare c scroll cursor for select g from generate_series(1, 5) g order by g;
fetch last from c;
fetch prior from c;
fetch first from c;
fetch absolute 3 from c;
fetch relative -1 from c;
fetch backward 1 from c;
move forward 2 from c;
fetch forward all from c;
move absolute 0 in c;
fetch 0 from c;
select name, is_scrollable from pg_cursors;
commit;
begin;
declare n no scroll cursor for select generate_series(1, 3);
fetch 1 from n;
-- error 55000
fetch prior from n;
rollback;
declare h cursor with hold for select id from t order by id;
fetch 1 from h;
fetch all from h;
close h;
-- error 34000
close h;
begin;
declare "Quoted Cur" cursor for select 1;
fetch "Quoted Cur";
close all;
commit;
prepare p (int, text) as select $1 + 1, $2;
execute p (1, 'x');
execute p ('5', 'y');
-- error 42P05
prepare p as select 1;
deallocate p;
-- error 26000
execute p (1, 'x');
prepare ins as insert into t values ($1, $2) returning id;
execute ins (70, 'prepared');
select name, statement, parameter_types from pg_prepared_statements;
deallocate all;
-- error 25P01
lock table t;
begin;
lock table t in access exclusive mode;
select id from t where id = 1 for update;
select id from t where id = 1 for share;
select id from t order by id limit 1 for update skip locked;
select id from t order by id limit 1 for no key update nowait;
commit;
select pg_advisory_lock(5), pg_try_advisory_lock(5), pg_advisory_unlock(5), pg_advisory_unlock(5), pg_try_advisory_xact_lock(7);
select txid_current() > 0, pg_backend_pid() > 0, pg_is_in_recovery(), txid_current_if_assigned() is null;
discard all;
-- cursors: where they stand, in every direction
begin;
declare c scroll cursor for select g, 'r' || g as name from generate_series(1, 7) g order by g;
fetch 0 from c;
fetch relative 0 from c;
fetch backward 3 from c;
move 0 in c;
fetch c;
move 0 in c;
fetch 0 from c;
fetch forward 0 from c;
fetch backward 0 from c;
fetch relative 0 from c;
fetch absolute 4 from c;
fetch absolute 4 from c;
fetch absolute 2 from c;
fetch absolute -1 from c;
fetch absolute -7 from c;
fetch absolute -8 from c;
fetch next from c;
fetch absolute 100 from c;
fetch 0 from c;
fetch next from c;
fetch prior from c;
fetch prior from c;
fetch relative 1 from c;
fetch relative 1 from c;
fetch relative -2 from c;
fetch relative -100 from c;
fetch relative 3 from c;
fetch -2 from c;
fetch forward -1 from c;
fetch backward -2 from c;
fetch backward all from c;
fetch all from c;
fetch backward all from c;
move all in c;
move backward 2 in c;
fetch c;
move backward all in c;
fetch c;
move relative 2 in c;
fetch 0 from c;
move absolute -1 in c;
fetch 0 from c;
move last in c;
move first in c;
move prior in c;
fetch absolute 0 from c;
fetch first from c;
fetch last from c;
commit;
begin;
declare e scroll cursor for select 1 where false;
fetch 0 from e;
fetch last from e;
fetch first from e;
fetch prior from e;
fetch absolute -1 from e;
move all in e;
rollback;
begin;
declare n no scroll cursor for select g from generate_series(1, 5) g;
fetch absolute 2 from n;
fetch relative 2 from n;
move 0 in n;
-- error 55000
fetch 0 from n;
rollback;
begin;
declare n no scroll cursor for select g from generate_series(1, 5) g;
fetch absolute 0 from n;
fetch n;
-- error 55000
fetch first from n;
rollback;
begin;
declare n no scroll cursor for select g from generate_series(1, 5) g;
move all in n;
fetch n;
-- error 55000
fetch last from n;
rollback;
begin;
declare n no scroll cursor for select g from generate_series(1, 5) g;
move backward all in n;
fetch 2 from n;
-- error 55000
move backward all in n;
rollback;
begin;
declare n no scroll cursor for select g from generate_series(1, 5) g;
-- error 55000
fetch backward all from n;
rollback;
declare h scroll cursor with hold for select g from generate_series(1, 4) g order by g;
fetch 2 from h;
fetch prior from h;
fetch last from h;
fetch absolute 2 from h;
begin;
fetch h;
fetch backward all from h;
rollback;
-- error 34000
fetch next from nope;
close h;
begin;
declare h cursor with hold for select g from generate_series(1, 6) g order by g;
declare k scroll cursor with hold for select g from generate_series(1, 6) g order by g;
declare l cursor for select 1;
fetch 2 from h;
fetch 3 from k;
commit;
fetch h;
fetch absolute 1 from k;
fetch all from k;
-- error 34000
fetch l;
close all;
begin;
declare h cursor with hold for select 1;
rollback;
-- error 34000
fetch h;
begin;
declare b binary cursor for select 1::int4, 'text', 2.50::numeric, null::int, true as yes, '\x00ff'::bytea;
fetch b;
move backward 0 in b;
rollback;
begin;
-- error 0A000
declare u cursor with hold for select id from t for update;
rollback;
begin;
-- error 0A000
declare u scroll cursor for select id from t for no key update;
rollback;
begin;
declare s cursor for select 1;
savepoint a;
declare i cursor for select g from generate_series(1, 3) g;
fetch i;
rollback to a;
fetch s;
-- error 34000
fetch i;
rollback;
begin;
declare s cursor for select 1;
-- error 42P03
declare s cursor for select 1;
rollback;
