insert into t (a,b) values (1,'x'),(2,default) on conflict (a) do update set b = excluded.b where t.a > 1 returning *
update t set a=1,(b,c)=(2,3) from u where t.id=u.id returning t.*
delete from only t using x where current of c
merge into t using s on t.a=s.a when matched and x then update set b=1 when not matched then insert (a) values (1)
insert into a.b as c (d, e) overriding system value values (1, 2) on conflict on constraint k do nothing returning d as x, e y
insert into t default values
insert into t select * from u on conflict (a collate "C" text_ops, lower(b), (c + 1)) where d do update set (a, b) = row(1, 2), c[1] = 3, d.e = 4, f = default where t.x = excluded.x
insert into t (select 1)
merge into t as a using (select 1) s on a.x = s.x when not matched and b then insert (a, b) overriding user value values (1, default) when matched then delete when matched then do nothing when not matched then insert default values
