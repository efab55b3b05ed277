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
