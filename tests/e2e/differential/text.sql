-- database
select length('héllo'), char_length('héllo'), octet_length('héllo'), bit_length('abc'), upper('straße'), lower('ÀÉ'), initcap('hello wORLD foo-bar');
select substring('hello' from 2 for 3), substring('hello' from 2), substring('hello', 0, 3), substring('hello', -1, 4), substr('hello', 2), substr('hello', 2, 2), left('hello', 2), left('hello', -2), right('hello', 2), right('hello', -2);
-- error 22011
select substring('hello', 2, -1);
select position('l' in 'hello'), strpos('hello', 'lo'), position('' in 'x'), strpos('x', 'y');
select trim('  x  '), ltrim('xxa', 'x'), rtrim('axx', 'x'), btrim('xyaxy', 'xy'), trim(both 'x' from 'xax'), trim(leading from '  a'), trim(trailing 'a' from 'baa');
select replace('banana', 'an', 'X'), translate('12345', '143', 'ax'), reverse('abc'), repeat('ab', 3), repeat('a', -1), lpad('7', 3, '0'), rpad('7', 3, '.'), lpad('hello', 2), lpad('x', 5, 'ab');
select split_part('a,b,c', ',', 2), split_part('a,b,c', ',', 9), split_part('a,b,c', ',', -1), concat('a', null, 1, true), concat_ws('-', 'a', null, 'b'), 'a' || null, ascii('A'), chr(233), chr(65);
-- error 22023
select split_part('a', ',', 0);
select md5('hello'), md5('\x00'::bytea), sha256('abc'::bytea), encode(sha224('x'), 'hex'), encode('hello', 'base64'), encode('\x61ff'::bytea, 'escape');
select format('%s is %L and %I', 'x', 'it''s', 'Some Col'), format('%2$s %1$s', 'a', 'b'), format('%%'), format('%-5s|%5s|', 'a', 'b'), quote_ident('a b'), quote_literal('it''s'), quote_nullable(null);
select overlay('Txxxxas' placing 'hom' from 2 for 4), starts_with('hello', 'he'), to_hex(255), to_hex(-1), string_to_array('a,b,,c', ','), string_to_array('a,b', null), array_to_string(array['a', null, 'b'], ',', '*');
select 'hello' like 'h%', 'hello' like 'H%', 'hello' ilike 'H%', 'hello' not like '%x%', 'a_b' like 'a\_b', 'axb' like 'a\_b', '100%' like '100#%' escape '#', 'é' like '_', null like 'a';
select 'hello' ~ '^h.*o$', 'Hello' ~* 'hello', 'hello' !~ 'x', 'Hello' !~* 'hello', 'abc' ~ '[[:digit:]]', 'a1' ~ '\d', 'foo bar' ~ '\mbar\M', 'x' similar to '(x|y)', 'xyz' similar to 'x%', 'abc' similar to 'a_c';
select regexp_replace('foobarbaz', 'b..', 'X'), regexp_replace('foobarbaz', 'b..', 'X', 'g'), regexp_replace('John Smith', '(\w+) (\w+)', '\2, \1'), regexp_replace('ABC', 'b', 'x', 'i');
select regexp_match('foobarbequebaz', '(bar)(beque)'), regexp_match('abc', 'd'), regexp_split_to_array('a1b2c', '\d'), regexp_count('abcabc', 'b'), regexp_instr('abcabc', 'c'), regexp_substr('foobar', 'o+'), regexp_like('abc', 'B', 'i');
select regexp_matches('foobarbequebazilbarfbonk', '(b[^b]+)(b[^b]+)', 'g');
select regexp_split_to_table('a b  c', '\s+');
-- error 2201B
select 'a' ~ '(';
-- error 22025
select 'ab' like 'a\';
select substring('foobar' from 'o(.)b'), substring('foobar' from 'o.b'), substring('foobar' similar '%#"o_b#"%' escape '#');
select string_agg(x, ','), string_agg(x, ',' order by x desc), string_agg(distinct x, '' order by x) from (values ('b'), ('a'), ('b')) t(x);
select 'abc' collate "C" < 'abd', 'a' = 'a ', 'a'::char(3) = 'a ', 'a '::varchar = 'a';
select x from (values ('b'), ('a'), ('B'), ('A'), ('ä'), ('_'), ('1'), ('')) t(x) order by x;
select max(x), min(x) from (values ('b'), ('a'), ('C')) t(x);
select 'abc' between 'abb' and 'abd', 'b' in ('a', 'b'), 'x' not in ('a', null), 'x' = any(array['x','y']), 'z' <> all(array['x']);
select cast(12.5 as varchar), cast('abc' as char), 'abc'::char(2)::text, 'abc'::"char";
select unistr('d\0061ta'), normalize('é', NFD) = 'é', string_to_table('a,b', ','), ltrim('  x'), parse_ident('a.b');
select 'Ünïcödé 日本語 🎉', length('日本語🎉'), reverse('日本🎉'), upper('ünï'), substring('日本語' from 2 for 1), position('語' in '日本語');
create table words (id int primary key, w varchar(10), c char(5), t text not null default 'none');
insert into words values (1, 'Apple', 'ab', 'x'), (2, 'banana', 'cd   ', default), (3, null, null, '');
select id, w, c, t, length(c), c || '|', w || t from words order by id;
-- error 22001
insert into words values (4, 'more than ten characters', 'x');
-- error 22001
insert into words values (4, 'x', 'sixsix');
insert into words values (4, 'tenletters    ', 'five5     ');
select id, '[' || w || ']' from words where c = 'ab' or w like 'ten%' order by id;
select id from words where upper(w) = 'APPLE' or w ilike '%AN%' order by id;
select w, count(*) from words group by w having count(*) > 0 order by w nulls first;
-- error 22021
select convert_from('\xff'::bytea, 'UTF8');
select convert_from('\xc3a9'::bytea, 'UTF8'), convert_to('é', 'UTF8'), length('\x0102'::bytea), substring('\x010203'::bytea from 2 for 1), '\x01'::bytea || '\x02', position('\x02' in '\x0102'::bytea), get_byte('\x0102', 1), set_byte('\x0102', 1, 255);
