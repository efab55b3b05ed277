set local timezone to 'UTC'
set session characteristics as transaction isolation level read committed, read only
set search_path = a, "B", 'c'
show transaction isolation level
declare c no scroll cursor with hold for select 1
fetch forward 10 from c
fetch c
set time zone interval '1' hour to minute
set session x.y = 1, 'a', on
set x to default
set names 'utf8'
set role none
set role 'x'
set session authorization default
set time zone local
set time zone 'UTC'
set time zone -5
set x from current
reset all
reset x.y
reset time zone
show all
show time zone
show x.y
discard all
discard plans
prepare p (int, text[]) as select $1
execute p (1, 'x')
execute p
deallocate all
deallocate prepare p
declare c binary insensitive scroll cursor without hold for select 1
fetch next from c
fetch absolute -1 in c
fetch backward all from c
fetch all c
fetch first from c
move forward 5 from c
close c
close all
listen x
unlisten *
notify x, 'y'
