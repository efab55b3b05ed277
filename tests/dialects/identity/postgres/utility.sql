copy t (a,b) from stdin with (format csv, header, force_null (a))
copy t to stdout csv header
explain (analyze, buffers off) select 1
lock table a in access exclusive mode nowait
lock t
lock table only a, b in share row exclusive mode
explain select 1
explain analyze verbose select 1
explain (format json, costs off, timing) insert into t values (1)
explain create table t as select 1
copy t from stdin
copy t (a, b) from 'file' with (format csv, delimiter ',', header true, force_not_null (a, b), force_quote *) where a > 1
copy (select 1) to stdout with csv header quote '"' force quote a, b
copy binary t to program 'x' with delimiter as ',' null as 'x'
vacuum
vacuum full verbose t (a), u
vacuum (full, analyze off) t
analyze t (a, b)
reindex table concurrently t
reindex (verbose) index i
cluster t using i
checkpoint
do $$begin end$$
do language plpgsql 'x'
call p(1, a => 2)
refresh materialized view concurrently v with no data
