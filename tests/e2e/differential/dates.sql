-- database
set timezone = 'UTC';
select date '2024-02-29', time '10:20:30.5', timestamp '2024-02-29 10:20:30.123456', timestamptz '2024-02-29 10:20:30+02', interval '1 year 2 months 3 days 04:05:06.7', timetz '10:00+02';
select '2024-1-5'::date, 'Jan 5, 2024'::date, '20240105'::date, '5 January 2024'::date, 'infinity'::date, '-infinity'::timestamp, 'epoch'::timestamp, '0044-03-15 BC'::date;
-- error 22008
select '2023-02-29'::date;
-- error 22008
select '2024-13-01'::date;
-- error 22007
select 'nonsense'::date;
-- error 22007
select 'x'::timestamptz;
-- error 22007
select '1 nonsense'::interval;
-- error 22008
select '25:00'::time;
select date '2024-01-31' + 1, date '2024-03-01' - date '2024-02-01', date '2024-01-31' + interval '1 month', date '2024-01-01' - 1, date '2024-01-01' + time '10:00', 5 + date '2024-01-01';
select timestamp '2024-01-31 10:00' + interval '1 month', timestamp '2024-03-31' - interval '1 month', timestamp '2024-03-01' - timestamp '2024-02-01 12:00', timestamptz '2024-01-01 00:00+00' + interval '90 minutes';
select interval '1 day' * 2, interval '1 month' / 2, interval '1 hour' * 1.5, -interval '1 day', interval '1 day' + interval '25 hours', interval '1 year' - interval '1 month', 2 * interval '3 days';
select interval '1 day' = interval '24 hours', interval '1 month' > interval '29 days', interval '1 month' = interval '30 days', justify_hours(interval '27 hours'), justify_days(interval '35 days'), justify_interval(interval '1 mon -1 hour');
select interval '1-2', interval '1 2:03:04', interval '3' day, interval '90' minute, interval 'P1Y2M3DT4H5M6S', interval '-1 day +2 hours', interval '1.5 days', interval '2 weeks', interval '1 decade', interval '100 milliseconds', interval '1 day ago';
select extract(year from date '2024-05-06'), extract(month from timestamp '2024-05-06 07:08:09.5'), extract(second from timestamp '2024-05-06 07:08:09.5'), extract(dow from date '2024-05-05'), extract(isodow from date '2024-05-05'), extract(doy from date '2024-12-31'), extract(week from date '2024-12-30'), extract(isoyear from date '2024-12-30'), extract(quarter from date '2024-05-06');
select extract(epoch from timestamptz '2024-01-01 00:00:00.25+00'), extract(epoch from interval '1 day 1 second'), extract(hour from interval '27:30'), extract(day from interval '40 days'), extract(microseconds from time '00:00:01.5'), extract(century from date '2001-01-01'), extract(julian from date '2024-01-01');
select date_part('year', date '2024-05-06'), date_part('epoch', timestamp '1970-01-02'), date_part('dow', timestamp '2024-05-06'), pg_typeof(date_part('day', now())), pg_typeof(extract(day from now()));
-- error 22023
select extract(fortnight from date '2024-01-01');
select date_trunc('year', timestamp '2024-05-06 07:08:09'), date_trunc('quarter', timestamp '2024-05-06 07:08:09'), date_trunc('month', date '2024-05-06'), date_trunc('week', timestamp '2024-05-06 07:08:09'), date_trunc('day', timestamptz '2024-05-06 23:30+00'), date_trunc('hour', interval '1 day 02:30'), date_trunc('milliseconds', timestamp '2024-01-01 00:00:00.123456');
select date_trunc('day', timestamptz '2024-05-06 23:30+00', 'Europe/Berlin'), date_trunc('day', timestamptz '2024-05-06 23:30+00' at time zone 'Europe/Berlin');
select timestamptz '2024-07-01 12:00+00' at time zone 'America/New_York', timestamp '2024-07-01 12:00' at time zone 'America/New_York', timestamp '2024-01-01 12:00' at time zone 'Europe/Berlin', timestamptz '2024-01-01 12:00+00' at time zone interval '2 hours', timezone('UTC', timestamptz '2024-01-01 12:00+01');
-- error 22023
select now() at time zone 'Mars/Olympus';
set timezone = 'America/New_York';
select timestamptz '2024-07-01 12:00+00', timestamptz '2024-01-01 12:00', timestamptz '2024-03-10 02:30', timestamptz '2024-11-03 01:30', '2024-07-01 12:00'::timestamp::timestamptz, timestamptz '2024-07-01 03:00+00'::date;
select timestamptz '2024-03-09 12:00' + interval '1 day', timestamptz '2024-03-09 12:00' + interval '24 hours', timestamptz '2024-07-01 12:00+00'::text, extract(hour from timestamptz '2024-07-01 12:00+00'), extract(timezone from timestamptz '2024-07-01 12:00+00'), date_trunc('day', timestamptz '2024-07-01 02:00+00');
show timezone;
set time zone 'Asia/Kolkata';
select timestamptz '2024-07-01 12:00+00', to_char(timestamptz '2024-07-01 12:00+00', 'YYYY-MM-DD HH24:MI:SS TZ OF');
set timezone to '+05:30';
select timestamptz '2024-07-01 12:00+00';
-- error 22023
set timezone = 'Nowhere/Land';
set timezone = 'UTC';
select age(timestamp '2024-03-01', timestamp '2023-01-31'), age(date '2024-01-01', date '2024-02-29'), make_date(2024, 2, 29), make_time(10, 20, 30.5), make_timestamp(2024, 1, 2, 3, 4, 5.5), make_timestamptz(2024, 1, 2, 3, 4, 5.5, 'Europe/Berlin'), make_interval(days => 3, hours => 4);
select to_char(timestamp '2024-05-06 17:08:09.123', 'YYYY-MM-DD HH12:MI:SS.MS AM'), to_char(date '2024-05-06', 'FMDay, DD Mon YYYY'), to_char(date '2024-05-06', 'Q WW IW DDD D J'), to_char(interval '27 hours', 'HH24:MI'), to_char(timestamp '2024-05-06 17:08:09', 'Month|MONTH|mon|DY|"literal"');
select to_date('06/05/2024', 'DD/MM/YYYY'), to_timestamp('2024-05-06 07:08', 'YYYY-MM-DD HH24:MI'), to_timestamp(1700000000), to_timestamp(1700000000.5);
select now() = now(), now() = current_timestamp, now() = transaction_timestamp(), clock_timestamp() >= now(), current_date = now()::date, localtimestamp = now()::timestamp, pg_typeof(current_time), pg_typeof(localtime), pg_typeof(current_date);
select timestamp '2024-05-06 07:08:09'::date, timestamp '2024-05-06 07:08:09'::time, timestamp '2024-05-06 07:08:09.987654'::timestamp(0), '2024-05-06 07:08:09.987654'::timestamp(2), time '10:20:30.98765'::time(1), date '2024-05-06'::timestamp, interval '1 day 02:03:04'::time;
select (date '2024-01-01', date '2024-02-01') overlaps (date '2024-01-15', date '2024-03-01'), date '2024-01-01' < timestamp '2024-01-01 00:00:01', date '2024-01-01' = timestamp '2024-01-01', timestamptz '2024-01-01 00:00+00' = timestamp '2024-01-01';
select d::date from generate_series(timestamp '2024-01-30', timestamp '2024-02-02', interval '1 day') g(d) order by d;
select g from generate_series(date '2024-01-31', date '2024-04-30', interval '1 month') g order by g;
select time '10:00' + interval '15 hours', time '10:00' - time '09:30', time '23:59:59' + interval '1 second', '24:00'::time;
select date_bin('15 minutes', timestamp '2024-02-11 15:44:17', timestamp '2001-01-01'), isfinite(date 'infinity'), isfinite(interval '1 day');
create table ev (id int primary key, d date, t time, ts timestamp, tz timestamptz, iv interval);
insert into ev values (1, '2024-01-01', '10:00', '2024-01-01 10:00', '2024-01-01 10:00+02', '1 day'), (2, '2023-12-31', '09:59:59.999999', '2024-01-01 09:59:59.999999', '2024-01-01 08:30+00', '-2 hours'), (3, null, null, null, null, null), (4, 'infinity', '00:00', 'infinity', '-infinity', '1 year');
select * from ev order by id;
select id from ev order by tz, id;
select id from ev order by iv nulls first, id;
select min(d), max(ts), min(tz), max(iv), sum(iv) filter (where id < 3), avg(iv) filter (where id < 3), max(t) from ev;
select id, d + iv, ts - tz::timestamp, ts - iv, tz - iv, d - date '2023-01-01' from ev where id < 3 order by id;
select id from ev where tz > '2024-01-01 08:15+00' and tz < timestamptz '2024-01-02' order by id;
select id from ev where ts between '2024-01-01' and '2024-01-01 10:00' order by id;
select date_trunc('month', ts) as m, count(*) from ev where id < 4 group by 1 order by 1;
select extract(year from d) as y, count(*) from ev where id < 4 group by extract(year from d) order by y;
select id from ev where d = '2024-01-01' and ts::date = d and extract(hour from tz) = 8;
update ev set ts = ts + interval '1 hour', iv = iv * 2 where id = 1 returning ts, iv;
set datestyle = 'German, DMY';
show datestyle;
select date '2024-05-06', timestamp '2024-05-06 07:08:09', '06.05.2024'::date;
set datestyle = 'ISO, MDY';
set intervalstyle = 'iso_8601';
select interval '1 year 2 days 03:04:05';
reset intervalstyle;
set timezone = 'UTC';
select '0044-03-15 BC'::date, '10000-01-01'::date, '4714-11-24 BC'::date, '5874897-12-31'::date, '0044-03-15 12:00:00.5 BC'::timestamp, '294276-12-31 23:59:59.999999'::timestamptz, '0001-01-01 00:00+01'::timestamptz, '99999-1-1'::timestamp;
-- error 22008
select '4714-11-23 BC'::date;
-- error 22008
select '5874898-01-01'::date;
-- error 22008
select '294277-01-01'::timestamp;
-- error 22008
select '5874897-12-31'::date + 1;
-- error 22008
select '294276-12-31'::timestamp + interval '1 month';
-- error 22008
select '5874897-12-31'::date::timestamp;
-- error 22008
select make_date(0, 3, 15);
select make_date(-44, 3, 15), make_date(10000, 1, 1), make_timestamp(-44, 3, 15, 1, 2, 3.5);
select date_trunc('century', x), date_trunc('decade', x), date_trunc('millennium', x), date_trunc('year', x), date_trunc('week', x) from (values ('0044-03-15 BC'::timestamp), ('0001-03-15 BC'), ('10001-05-06')) t(x);
select extract(year from x), extract(decade from x), extract(century from x), extract(millennium from x), extract(isoyear from x), extract(dow from x), extract(doy from x), extract(epoch from x), extract(julian from x) from (values ('0044-03-15 BC'::date), ('0001-01-03 BC'), ('0100-01-01 BC'), ('0101-01-01 BC'), ('12345-06-07')) t(x);
create table eras (id int primary key, d date, t timestamp, z timestamptz);
insert into eras values (1, '0044-03-15 BC', '0044-03-15 10:00 BC', '0044-03-15 10:00 BC'), (2, '2024-01-01', '2024-01-01', '2024-01-01'), (3, '12024-01-01', '12024-01-01', '12024-01-01 00:00+02'), (4, 'infinity', 'infinity', 'infinity'), (5, '-infinity', '-infinity', '-infinity'), (6, '0001-01-01', '0001-01-01', '0001-01-01'), (7, '4713-01-01 BC', '4713-01-01 BC', '4713-01-01 BC'), (8, '9999-12-31', '9999-12-31', '9999-12-31');
select * from eras order by d;
select id from eras order by t desc;
select id, t from eras where z between '0100-01-01 BC' and '12024-01-01' order by z;
select max(d), min(d), max(t), min(z) from eras where isfinite(d);
select d + 366, t + interval '2 years', t - interval '3000 years', z::date, d - '0001-01-01'::date, age(t, '2000-01-01') from eras where id in (1, 2, 3) order by id;
select to_char(t, 'YYYY-MM-DD BC'), to_char(t, 'Y,YYY AD CC'), t::text, d::text, to_jsonb(t), json_build_object('d', d) from eras where id in (1, 3) order by id;
select to_date('0044-03-15 BC', 'YYYY-MM-DD BC'), to_date('10000-01', 'YYYY-MM');
set datestyle = 'SQL, DMY';
select d, t, z from eras where id in (1, 3) order by id;
set datestyle = 'Postgres';
select d, t, z from eras where id in (1, 3) order by id;
set datestyle = 'German';
select d, t, z from eras where id in (1, 3) order by id;
reset datestyle;
set timezone = 'America/New_York';
select z from eras where id in (1, 3, 6) order by id;
reset timezone;
select to_char(date '2024-03-05', 'TMMonth|Month|TMMONTH|TMmonth|TMDy|TMDay|Day|FMMonth|TMDD|FMDD');
select to_number('12.454.8-', '99G999D9S'), to_number('1234.5678', '9999.99'), to_number('100', '9V99'), to_number('1,2,3', '9,9,9'), to_number('12th', '99th'), to_number('.5', '0.9');
select to_number('-12', 'S99'), to_number('12-', '99S'), to_number('<12>', '99PR'), to_number('+7', '9MI'), to_number('5.01-', 'FM9.999999MI'), to_number(' 1 2', '9 9'), to_number('1-', '9MI'), to_number('€12', 'L99');
select to_number('12345', 'FM9,999'), to_number('1,234,567.891', '9G999G999D99'), to_number('0001', '0000'), to_number('7up', '9'), to_number('1.2.3', '9.9.9'::text || '') from (values (1)) t(x) where x = 2;
