-- database
show server_encoding;
show client_encoding;
show standard_conforming_strings;
show integer_datetimes;
show transaction_isolation;
show datestyle;
show intervalstyle;
show search_path;
show bytea_output;
show extra_float_digits;
show statement_timeout;
show max_identifier_length;
show default_transaction_isolation;
-- error 42704
show no_such_setting;
-- error 42704
set no_such_setting = 1;
set application_name = 'tester';
show application_name;
set application_name to default;
set statement_timeout = '5s';
show statement_timeout;
set statement_timeout = 1500;
show statement_timeout;
reset statement_timeout;
-- error 22023
set statement_timeout = 'often';
set work_mem = '8MB';
set my.custom = 'value';
show my.custom;
select current_setting('my.custom'), current_setting('my.none', true), set_config('my.custom', 'other', false), current_setting('my.custom');
-- error 42704
select current_setting('my.none');
-- error 42704
select current_setting('nope');
begin;
set local my.custom = 'inside';
select current_setting('my.custom');
set application_name = 'undone';
rollback;
select current_setting('my.custom');
show application_name;
begin;
select set_config('my.custom', 'local', true);
commit;
select current_setting('my.custom');
reset my.custom;
set extra_float_digits = 0;
select 0.1::float8 + 0.2::float8, 1::float4 / 3;
set extra_float_digits = 3;
select 0.1::float8 + 0.2::float8;
reset extra_float_digits;
set bytea_output = 'escape';
select '\x0041ff'::bytea;
reset bytea_output;
set standard_conforming_strings = off;
select 'a\tb';
set standard_conforming_strings = on;
set session authorization default;
set names 'UTF8';
set client_encoding = 'LATIN1';
show client_encoding;
reset client_encoding;
-- error 22023
set client_encoding = 'nonsense';
select current_user, session_user, current_schema, user, current_catalog = current_database(), version() like 'PostgreSQL%';
select pg_encoding_to_char(encoding) from pg_database where datname = current_database();
select name, setting from pg_settings where name in ('standard_conforming_strings', 'server_encoding') order by name;
select has_table_privilege('pg_class', 'select'), has_schema_privilege('public', 'usage'), has_database_privilege(current_database(), 'connect');
select inet_server_port() > 0, pg_postmaster_start_time() < now();
set lock_timeout = '1s';
set idle_in_transaction_session_timeout = 0;
set row_security = off;
set client_min_messages = warning;
-- database
set application_name = 'A name of more than sixty-three bytes is cut to what PostgreSQL has place for';
show application_name;
select set_config('application_name', repeat('x', 62) || 'é', false);
set application_name = 'naïve';
show application_name;
