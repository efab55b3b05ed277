// Uses a database through node's pg and prints what it saw, a line each. Where it is, libpq's environment says.
const { Client, Pool } = require('pg');

const say = (...what) => console.log(JSON.stringify(what));

async function failing(client, sql, values) {
  try {
    await client.query(sql, values);
    say(sql, 'accepted');
  } catch (error) {
    say(sql, error.code, error.constraint || null, error.table || null, error.severity);
  }
}

async function main() {
  const client = new Client();
  await client.connect();
  await client.query('create table t (id serial primary key, v varchar(20) unique not null, n numeric(8,2), at timestamptz, day date, j jsonb, f boolean, big bigint, tags text[], raw bytea)');
  const insert = 'insert into t (v, n, at, day, j, f, big, tags, raw) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning *';
  for (let n = 0; n < 3; n++) {
    const answer = await client.query(insert, ['v' + n, n / 4, new Date(Date.UTC(2024, 0, n + 1, 12)), '2024-02-29', { n, a: [1, null] }, n % 2 === 0, '9007199254740993', ['a', null, 'b,c'], Buffer.from([0, n, 255])]);
    say(answer.command, answer.rowCount, answer.rows, answer.fields.map((f) => [f.name, f.dataTypeID, f.dataTypeSize, f.dataTypeModifier]));
  }
  for (let n = 0; n < 3; n++) {
    const answer = await client.query({ name: 'by-id', text: 'select v, j->>\'n\' as n from t where id = $1 or $2 = any(tags) order by id', values: [n, 'a'] });
    say(answer.rows);
  }
  say((await client.query({ text: 'select 1, 2 as b, null', rowMode: 'array' })).rows);
  say((await client.query('select 1 as a; update t set f = true; select 2 as b')).map((r) => [r.command, r.rowCount, r.rows]));
  await client.query('begin');
  await failing(client, 'insert into t (v) values ($1)', ['v0']);
  await failing(client, 'select 1');
  await client.query('rollback');
  for (const sql of ['select 1/0', 'selec', 'select * from nowhere', 'insert into t (v) values (null)', "select 'x'::int"]) await failing(client, sql);
  await failing(client, 'select $1::int', ['x']);
  say((await client.query('select count(*), sum(n), max(at), min(day)::text as day from t where v like $1 and at > $2', ['v%', new Date(0)])).rows);
  await client.end();
  const pool = new Pool({ max: 4 });
  say((await Promise.all([...Array(20).keys()].map((n) => pool.query('select $1::int * 2 as n', [n])))).map((r) => r.rows[0].n));
  await pool.end();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
