begin isolation level serializable read only
begin
start transaction read write, isolation level repeatable read, not deferrable
begin work isolation level read uncommitted
commit and chain
end transaction
rollback and no chain
abort
rollback to savepoint a
rollback work to a
savepoint a
release savepoint a
release a
prepare transaction 'x'
commit prepared 'x'
rollback prepared 'x'
set transaction isolation level serializable
set transaction snapshot 'x'
set constraints all deferred
set constraints a, b.c immediate
