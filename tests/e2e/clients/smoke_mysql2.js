// Uses node's mysql2, with text and with prepared statements, and prints what it saw. Arguments: port, database.
const mysql = require('mysql2/promise');

async function main() {
  const [port, database] = process.argv.slice(2);
  const options = {host: '127.0.0.1', port: Number(port), user: 'app', password: 's3cret', database, timezone: 'Z',
                   supportBigNumbers: true, bigNumberStrings: true, multipleStatements: true};
  const one = await mysql.createConnection(options);
  const say = (...what) => console.log(JSON.stringify(what));
  const run = async (connection, how, ...arguments_) => {
    try {
      const [rows] = await connection[how](...arguments_);
      say(arguments_, rows);
    } catch (error) {
      say(arguments_, error.errno, error.sqlState, error.message);
    }
  };
  await run(one, 'query', 'CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a INT, s VARCHAR(30), d DECIMAL(9,2), ' +
                          'ts DATETIME, b VARBINARY(10), f DOUBLE, u BIGINT UNSIGNED)');
  const insert = 'INSERT INTO t (a, s, d, ts, b, f, u) VALUES (?, ?, ?, ?, ?, ?, ?)';
  const day = new Date(Date.UTC(2024, 1, 29, 12));
  for (let n = 0; n < 5; n++)
    await run(one, 'execute', insert, [n, n % 2 ? 'ä😀' : null, '1.50', day, Buffer.from([0, n]), n / 3, '18446744073709551615']);
  const all = await mysql.createPool({...options, connectionLimit: 3});
  await Promise.all([1, 2, 3, 4, 5, 6].map((n) => all.execute('SELECT * FROM t WHERE a < ? ORDER BY id', [n])));
  await run(all, 'execute', 'SELECT * FROM t WHERE a > ? ORDER BY id', [2]);
  await run(one, 'execute', 'SELECT * FROM t WHERE s = ?', ['ä😀']);
  await run(one, 'execute', 'UPDATE t SET a = a + 1 WHERE a >= ?', [3]);
  await run(one, 'execute', 'SELECT * FROM nothing WHERE a = ?', [1]);
  await run(one, 'query', 'SELECT 1 AS a; SELECT 2 AS b; INSERT INTO t (a) VALUES (9)');
  await one.beginTransaction();
  await run(one, 'execute', 'DELETE FROM t WHERE a > ?', [0]);
  await run(all, 'query', 'SELECT COUNT(*) AS n FROM t');
  await one.rollback();
  await run(one, 'query', 'SELECT COUNT(*) AS n FROM t');
  await run(one, 'execute', 'ALTER TABLE t ADD c INT DEFAULT 7', []);
  await run(one, 'execute', 'SELECT * FROM t WHERE a > ? ORDER BY id', [2]);
  await one.changeUser({user: 'app', password: 's3cret', database});
  await run(one, 'query', 'SELECT DATABASE() AS d');
  await run(one, 'execute', 'INSERT INTO t (s) VALUES (?)', ['y'.repeat(31)]);
  await one.ping();
  await one.end();
  await all.end();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
