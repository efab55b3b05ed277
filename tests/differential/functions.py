"""PostgreSQL's operators and functions that random expressions are made of.

A row is `result | template | types of the places`. `leaf:` before a type keeps the place shallow, so that values stay in
bounds; `?` before the result marks what may fail at run time, which stands only where the order of evaluation is known."""

ROWS = """
int4 | ({} + {}) | leaf:int4 leaf:int4
int4 | ({} - {}) | leaf:int4 leaf:int4
int4 | ({} * {}) | leaf:int4 leaf:int4
int4 | ({} / nullif({}, 0)) | int4 leaf:int4
int4 | ({} % nullif({}, 0)) | int4 leaf:int4
int4 | (- {}) | leaf:int4
int4 | abs({}) | leaf:int4
int4 | sign({})::int4 | int4
int4 | ({} & {}) | int4 int4
int4 | ({} | {}) | int4 int4
int4 | ({} # {}) | int4 int4
int4 | (~ {}) | int4
int4 | ({} << 3) | leaf:int4
int4 | ({} >> 1) | int4
int4 | length({}) | text
int4 | length({}) | bpchar
int4 | octet_length({}) | text
int4 | octet_length({}) | bytea
int4 | bit_length({}) | text
int4 | strpos({}, {}) | text text
int4 | position({} in {}) | text text
int4 | ascii({}) | text
int4 | array_length({}, 1) | int4[]
int4 | cardinality({}) | text[]
int4 | array_position({}, {}) | int4[] int4
int4 | ({})[1] | int4[]
int4 | jsonb_array_length(jsonb_build_array({}, {})) | int4 text
int4 | extract(year from {})::int4 | date
int4 | extract(dow from {})::int4 | date
int4 | extract(doy from {})::int4 | timestamp
int4 | extract(isodow from {})::int4 | date
int4 | extract(week from {})::int4 | date
int4 | extract(quarter from {})::int4 | timestamptz
int4 | ({} - {}) | date date
int4 | {}::int4 | int2
int4 | {}::int4 | bool
int4 | num_nulls({}, {}) | any any
int4 | num_nonnulls({}, {}) | any any
int4 | least({}, {}) | int4 int4
int4 | greatest({}, {}, {}) | int4 int4 int4
?int4 | ({} / {}) | int4 int4
?int4 | ({} % {}) | int4 int4
?int4 | ({} * {} * {}) | int4 int4 int4
?int4 | {}::int4 | int8
?int4 | {}::int4 | numeric
?int4 | {}::int4 | float8
?int4 | {}::int4 | text
?int2 | {}::int2 | int4
?int2 | ({} + {}) | int2 int2
?int2 | ({} * {}) | int2 int2
?int8 | ({} * {}) | int8 int8
?int8 | {}::int8 | numeric
?numeric | ({} / {}) | numeric numeric
?numeric | {}::numeric | text
?numeric | {}::numeric(5,2) | numeric
?numeric | sqrt({}) | numeric
?numeric | ln({}) | numeric
?numeric | power({}, {}) | leaf:numeric int2
?float8 | ({} / {}) | float8 float8
?float8 | sqrt({}) | float8
?date | {}::date | text
?timestamp | {}::timestamp | text
?bool | {}::bool | text
?uuid | {}::uuid | text
?interval | {}::interval | text
?text | substr({}, {}, {}) | text int4 int4
?text | left({}, {}) | text int4
?text | chr({}) | int4
?text | repeat({}, {}) | text int4
?bytea | decode({}, 'hex') | text
?jsonb | {}::jsonb | text
?text | {}::char(2)::text | text
?date | make_date(abs({}), 2, {}) | int4 int4
?timestamp | ({} + {}) | timestamp interval
?date | ({} + {}) | date int4
int4 | lcm({}, {}) | leaf:int4 leaf:int4
int4 | scale({}) | numeric
int4 | min_scale({}) | numeric
int4 | width_bucket({}, 0, 100, 7) | numeric
int4 | regexp_count({}, '[ab]') | text
int4 | regexp_instr({}, 'b+') | text
int4 | array_upper({}, 1) | text[]
int4 | array_ndims({}) | int4[]
int4 | date_part('month', {})::int4 | timestamp
int4 | extract(hour from {})::int4 | time
int4 | extract(days from {})::int4 | interval
int4 | (case when {} then 1 else 0 end) | bool
int8 | ({} << 2) | leaf:int8
int8 | {}::int8 | int2
numeric | trim_scale({}) | numeric
numeric | round({}::numeric, 3) | float8
numeric | least({}, {}) | numeric numeric
numeric | extract(epoch from {}) | timestamptz
numeric | exp({}::numeric(3,1)) | leaf:int2small
float8 | exp({}) | leaf:float8small
float8 | ln(abs({}) + 1) | float8
float8 | log(abs({}) + 1) | float8
float8 | sin({}) | float8
float8 | atan2({}, {}) | float8 float8
float8 | cbrt({}) | float8
float8 | degrees({}) | leaf:float8small
float8 | power(abs({}), 0.5) | float8
float8 | date_part('epoch', {}) | timestamp
float8 | {}::float8 | int8
float8 | greatest({}, {}) | float8 int4
text | {}::varchar(3) | text
text | {}::char(3)::text | text
text | to_char({}, 'HH12:MI:SS.US am') | timestamp
text | to_char({}, 'Day, DDth "of" Month YYYY, IW, Q') | timestamp
text | to_char({}, 'FMDay FMMonth J CC') | date
text | to_char({}, 'YYYY-MM-DD TZ OF') | timestamptz
text | to_char({}, 'HH24:MI:SS') | interval
text | to_char({}, 'S9999.99') | leaf:numericsmall
text | to_char({}, '$99,999.9PR') | leaf:int4
text | to_char({}, 'RN') | leaf:int4
text | regexp_substr({}, '[a-c]+') | text
text | (regexp_match({}, '(a)(.)'))[2] | text
text | substring({} similar '%#"b#"%' escape '#') | text
text | translate({}, {}, 'xyz') | text text
text | encode({}, 'escape') | bytea
text | encode(sha256({}), 'hex') | bytea
text | upper({}) || lower({}) | text text
text | jsonb_pretty({}) | jsonb
text | array_dims({}) | int4[]
text | unistr(quote_literal({})) | leaf:ascii
text | normalize({}, NFD) | text
text | string_to_array({}, ' ') ::text | text
text | concat_ws({}, {}, {}) | text text text
text | nullif(trim(both from {}), '') | text
text | ({} -> 'a' ->> 'c') | jsonb
text | array_to_json({})::text | int4[]
text | row_to_json(row({}, {}))::text | int4 text
text | {}::timestamptz::text | leaf:timestamp
text | justify_interval({})::text | interval
bool | regexp_like({}, '^a.*b') | text
bool | isfinite({}) | timestamp
bool | (({}, {}) overlaps ({}, {})) | timestamp timestamp timestamp timestamp
bool | ({} ?| array['a', 'z']) | jsonb
bool | ({} ?& array['a', 'b']) | jsonb
bool | ({} <@ {}) | int4[] int4[]
bool | ({} < {}) | int4[] int4[]
bool | ({} >= {}) | text[] text[]
bool | ({} < {}) | jsonb jsonb
bool | ({} < {}) | bytea bytea
bool | (({}, {}) in (({}, {}), ({}, {}))) | int4 text int4 text int4 text
bool | ({} = {}) | date timestamp
bool | ({} < {}) | timestamptz date
bool | ({} like {} escape '#') | text leaf:text
bool | ({} is not distinct from null) | any
date | date_trunc('year', {})::date | date
date | to_date(to_char({}, 'DD.MM.YYYY'), 'DD.MM.YYYY') | date
time | make_time({}::int % 24, 5, 6.5) | nonnegative
timestamp | date_bin('15 minutes', {}, timestamp '2001-01-01') | timestamp
timestamp | make_timestamp(2024, 2, 29, 1, 2, 3.5) + {} | interval
timestamp | to_timestamp(to_char({}, 'YYYY MM DD HH24 MI SS'), 'YYYY MM DD HH24 MI SS')::timestamp | timestamp
timestamp | least({}, {}) | timestamp timestamp
timestamptz | to_timestamp({}) | leaf:float8small
timestamptz | {}::timestamptz | leaf:timestamp
timestamptz | {}::date::timestamptz | leaf:timestamptz
interval | ({} / 3) | interval
interval | make_interval(0, {}, 0, {}) | int2small int2small
interval | date_trunc('hour', {}) | interval
interval | ({} - {}) | time time
interval | greatest({}, {}) | interval interval
bytea | {}::bytea | leaf:ascii
bytea | set_byte({} || '\\x00', 0, 65) | bytea
bytea | overlay({} placing '\\xff' from 1) | bytea
jsonb | jsonb_set({}, '{{a}}', '5') | object
jsonb | ({} - 'a') | object
jsonb | ({} #- '{{a,c}}') | object
jsonb | jsonb_build_array({}, {}) | int4[] text[]
jsonb | to_jsonb(row({}, {})) | int4 text
jsonb | array_to_json({})::jsonb | text[]
jsonb | jsonb_object(array['x', 'y'], array[{}, {}]) | text text
int4[] | ({})[1:2] | int4[]
int4[] | array_prepend({}, {}) | int4 int4[]
int4[] | array_replace({}, 1, {}) | int4[] int4
int4[] | array_positions({}, {}) | int4[] int4
int4[] | array(select g from generate_series(1, 3) as g where g > {}) | int4
int4[] | coalesce({}, {}) | int4[] int4[]
text[] | array_append({}, {}) | text[] text
text[] | regexp_match({}, '(a)(b)?') | text
text[] | ({} || {}) | text[] text
int2 | least({}, {}) | int2 int2
int2 | coalesce({}, {}) | int2 int2
int8 | ({}::int8 + {}) | int4 leaf:int4
int8 | ({} - {}) | leaf:int8 leaf:int4
int8 | ({} / nullif({}, 0)) | int8 leaf:int8
int8 | abs({}) | leaf:int8
int8 | coalesce({}, {}) | int8 int4
int8 | {}::int8 | int4
int8 | gcd({}, {}) | leaf:int8 leaf:int8
int8 | ({} % nullif({}, 0)) | int8 int4
numeric | ({} + {}) | numeric numeric
numeric | ({} - {}) | numeric int4
numeric | ({} * {}) | leaf:numeric leaf:numeric
numeric | ({} / nullif({}, 0)) | leaf:numeric leaf:numeric
numeric | ({} % nullif({}, 0)) | numeric leaf:numeric
numeric | round({}, 2) | numeric
numeric | round({}) | numeric
numeric | round({}, -1) | numeric
numeric | trunc({}, 1) | numeric
numeric | floor({}) | numeric
numeric | ceil({}) | numeric
numeric | abs({}) | numeric
numeric | sign({}) | numeric
numeric | mod({}, nullif({}, 0)) | numeric leaf:numeric
numeric | div({}, nullif({}, 0)) | numeric leaf:numeric
numeric | {}::numeric | int4
numeric | {}::numeric | float8
numeric | {}::numeric(20,1) | numeric
numeric | extract(epoch from {}) | timestamp
numeric | extract(second from {}) | timestamp
numeric | extract(epoch from {}) | interval
numeric | greatest({}, {}) | numeric int4
numeric | coalesce({}, {}) | numeric int4
float8 | ({} + {}) | leaf:float8 leaf:float8
float8 | ({} - {}) | leaf:float8 leaf:float8
float8 | ({} * {}) | leaf:float8 leaf:float8
float8 | ({} / nullif({}, 0)) | leaf:float8 leaf:float8
float8 | floor({}) | float8
float8 | ceil({}) | float8
float8 | round({}) | float8
float8 | trunc({}) | float8
float8 | abs({}) | float8
float8 | {}::float8 | int4
float8 | {}::float8 | numeric
float8 | sqrt(abs({})) | float8
float8 | coalesce({}, {}) | float8 float8
text | ({} || {}) | text text
text | ({} || {}) | text int4
text | ({} || {}) | numeric text
text | concat({}, {}, {}) | any any text
text | concat_ws('-', {}, {}) | text any
text | upper({}) | text
text | lower({}) | text
text | initcap({}) | text
text | trim({}) | text
text | ltrim({}, 'a ') | text
text | rtrim({}, 'b') | text
text | btrim({}, {}) | text text
text | lpad({}, 6, '*') | text
text | rpad({}, 4, {}) | text text
text | left({}, 2) | text
text | left({}, -1) | text
text | right({}, 2) | text
text | right({}, -1) | text
text | substring({} from 2 for 2) | text
text | substr({}, 2) | text
text | substring({} from '[a-z]+') | text
text | replace({}, {}, 'z') | text text
text | translate({}, 'abé', 'xy') | text
text | reverse({}) | text
text | repeat({}, 2) | leaf:text
text | split_part({}, 'a', 1) | text
text | split_part({}, ' ', 2) | text
text | md5({}) | text
text | quote_literal({}) | text
text | quote_ident({}) | text
text | quote_nullable({}) | text
text | regexp_replace({}, '[aeiou]', '#', 'g') | text
text | regexp_replace({}, '(.)b', '\\1-') | text
text | overlay({} placing 'zz' from 2) | text
text | to_hex({}) | int4
text | starts_with({}, {})::text | text text
text | {}::text | int4
text | {}::text | int8
text | {}::text | numeric
text | {}::text | float8
text | {}::text | bool
text | {}::text | date
text | {}::text | time
text | {}::text | timestamp
text | {}::text | timestamptz
text | {}::text | interval
text | {}::text | uuid
text | {}::text | bytea
text | {}::text | jsonb
text | {}::text | int4[]
text | {}::text | text[]
text | {}::text | bpchar
text | encode({}, 'hex') | bytea
text | encode({}, 'base64') | bytea
text | to_char({}, 'YYYY-MM-DD HH24:MI:SS') | timestamp
text | to_char({}, 'DD Mon YYYY') | date
text | to_char({}, 'FM999,999,990.00') | numeric
text | to_char({}, '00000') | leaf:int4
text | ({} ->> 'a') | jsonb
text | ({} #>> '{{b,1}}') | jsonb
text | jsonb_typeof({}) | jsonb
text | array_to_string({}, ',') | text[]
text | array_to_string({}, ',', '*') | int4[]
text | ({})[1] | text[]
text | format('%s-%L', {}, {}) | text text
text | coalesce({}, {}) | text text
text | nullif({}, {}) | text text
text | greatest({}, {}) | text text
text | least({}, {}) | text text
text | pg_typeof({})::text | any
bpchar | {}::char(5) | bpchar
bpchar | coalesce({}, {}) | bpchar bpchar
bool | ({} and {}) | bool bool
bool | ({} or {}) | bool bool
bool | (not {}) | bool
bool | ({} is null) | any
bool | ({} is not null) | any
bool | ({} is true) | bool
bool | ({} is not false) | bool
bool | ({} is unknown) | bool
bool | ({} = {}) | same same
bool | ({} <> {}) | same same
bool | ({} < {}) | ordered ordered
bool | ({} >= {}) | ordered ordered
bool | ({} > {}) | number number
bool | ({} <= {}) | number number
bool | ({} = {}) | number number
bool | ({} is distinct from {}) | same same
bool | ({} is not distinct from {}) | same same
bool | ({} between {} and {}) | ordered ordered ordered
bool | ({} not between {} and {}) | int4 int4 int4
bool | ({} between symmetric {} and {}) | int4 int4 int4
bool | ({} in ({}, {})) | same same same
bool | ({} not in ({}, {})) | same same same
bool | ({} like {}) | text leaf:text
bool | ({} like 'a%') | text
bool | ({} not like '%b_') | text
bool | ({} ilike '%A%') | text
bool | ({} ilike {}) | text leaf:text
bool | ({} similar to '(a|b)%') | text
bool | ({} ~ '^[ab]') | text
bool | ({} ~* 'AB') | text
bool | ({} !~ 'é') | text
bool | ({} = any({})) | int4 int4[]
bool | ({} = any({})) | text text[]
bool | ({} <> all({})) | int4 int4[]
bool | ({} > any({})) | int4 int4[]
bool | ({} = {}) | int4[] int4[]
bool | ({} @> {}) | int4[] int4[]
bool | ({} && {}) | text[] text[]
bool | ({} @> {}) | jsonb jsonb
bool | ({} ? 'a') | jsonb
bool | ({} = {}) | jsonb jsonb
bool | (({}, {}) = ({}, {})) | int4 text int4 text
bool | (({}, {}) < ({}, {})) | int4 text int4 text
bool | (({}, {}) is null) | any any
bool | (({}, {}) is not null) | any any
bool | starts_with({}, {}) | text text
bool | {}::bool | int4
bool | ({} = {}) | text bpchar
bool | coalesce({}, {}) | bool bool
date | ({} + {}) | leaf:date int2days
date | {}::date | timestamp
date | {}::date | timestamptz
date | date_trunc('month', {})::date | timestamp
date | greatest({}, {}) | date date
date | coalesce({}, {}) | date date
time | {}::time | timestamp
time | ({} + interval '90 minutes') | time
timestamp | ({} + interval '1 month') | leaf:timestamp
timestamp | ({} - {}) | leaf:timestamp interval
timestamp | date_trunc('hour', {}) | timestamp
timestamp | date_trunc('week', {}) | timestamp
timestamp | date_trunc('quarter', {}) | timestamp
timestamp | ({} at time zone 'Europe/Berlin') | timestamptz
timestamp | {}::timestamp | leaf:timestamptz
timestamp | coalesce({}, {}) | timestamp timestamp
timestamptz | ({} at time zone 'America/New_York') | leaf:timestamp
timestamptz | ({} + {}) | leaf:timestamptz interval
timestamptz | date_trunc('day', {}) | timestamptz
timestamptz | date_trunc('month', {}, 'Asia/Tokyo') | timestamptz
timestamptz | greatest({}, {}) | timestamptz timestamptz
interval | ({} - {}) | timestamp timestamp
interval | ({} - {}) | timestamptz timestamptz
interval | age({}, {}) | timestamp timestamp
interval | ({} + {}) | interval interval
interval | ({} * 2) | interval
interval | (- {}) | interval
interval | justify_hours({}) | interval
interval | make_interval(days => 3, hours => {}) | int2
uuid | coalesce({}, {}) | uuid uuid
uuid | md5({})::uuid | text
bytea | ({} || {}) | bytea bytea
bytea | convert_to({}, 'UTF8') | text
bytea | substring({} from 1 for 2) | bytea
jsonb | ({} -> 'a') | jsonb
jsonb | ({} -> 0) | jsonb
jsonb | ({} -> -1) | jsonb
jsonb | ({} #> '{{a,c}}') | jsonb
jsonb | ({} || {}) | jsonb jsonb
jsonb | ('{{"z": 0}}'::jsonb || {}) | jsonb
jsonb | jsonb_build_object('k', {}, 'l', {}) | any any
jsonb | jsonb_build_array({}, {}) | any any
jsonb | to_jsonb({}) | any
jsonb | jsonb_strip_nulls({}) | jsonb
jsonb | coalesce({}, {}) | jsonb jsonb
int4[] | array[{}, {}] | int4 int4
int4[] | array_append({}, {}) | int4[] int4
int4[] | ({} || {}) | int4[] int4[]
int4[] | array_remove({}, {}) | int4[] int4
text[] | array[{}, {}] | text text
text[] | string_to_array({}, 'a') | text
text[] | array_cat({}, {}) | text[] text[]
text[] | regexp_split_to_array({}, ' ') | text
any | case when {} then {} else {} end | bool same same
any | case {} when {} then {} end | int4 int4 same
any | case when {} then {} when {} then {} end | bool same bool same
any | coalesce({}, {}) | same same
any | nullif({}, {}) | same same
"""

AGGREGATES = """
int8 | count(*) |
int8 | count({}) | any
int8 | count(distinct {}) | ordered
int8 | sum({}) | int4
numeric | sum({}) | int8
numeric | sum({}) | numeric
numeric | avg({}) | int4
numeric | avg({}) | numeric
float8 | sum({}) | float8
float8 | avg({}) | float8
same | min({}) | ordered
same | max({}) | ordered
bool | bool_and({}) | bool
bool | bool_or({}) | bool
bool | every({}) | bool
text | string_agg({0}, ',' order by {0}) | text
text | string_agg(distinct {0}, '|' order by {0}) | text
int4[] | array_agg({0} order by {0}) | int4
int4[] | array_agg(distinct {0} order by {0} desc nulls last) | int4
jsonb | jsonb_agg({0} order by {0}) | int4
int4 | bit_and({}) | int4
int4 | bit_or({}) | int4
numeric | var_pop({}) | int4
numeric | stddev_samp({}) | numeric
numeric | percentile_disc(0.5) within group (order by {}) | numeric
float8 | percentile_cont(0.25) within group (order by {}) | float8
int4 | mode() within group (order by {}) | int4
"""
