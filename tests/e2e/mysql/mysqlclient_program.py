"""Uses Connector/C through mysqlclient and prints what it saw, a line each. Arguments: port, database."""

import datetime
import sys

import MySQLdb

connection = MySQLdb.connect(host="127.0.0.1", port=int(sys.argv[1]), user="app", password="s3cret", database=sys.argv[2],
                             charset="utf8mb4", local_infile=1)
cursor = connection.cursor()


def say(sql, *arguments):
    try:
        count = cursor.execute(sql, *arguments)
        print(sql, count, cursor.lastrowid, cursor.description, cursor.fetchall())
    except MySQLdb.Error as error:
        print(sql, type(error).__name__, error.args)


say("CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, d DECIMAL(10,3), s VARCHAR(20), b BLOB, f DOUBLE, ts DATETIME(3),"
    " day DATE, t TIME, j JSON, e ENUM('a','b'), u BIGINT UNSIGNED, bits BIT(10), y YEAR)")
say("INSERT INTO t (d, s, b, f, ts, day, t, j, e, u, bits, y) VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s)",
    ("1.5", "ä😀", b"\0\1\xff", 0.1, datetime.datetime(2024, 2, 29, 1, 2, 3, 4000), datetime.date(2024, 1, 1),
     "-12:34:56", '{"a": 1}', "b", 2**64 - 1, b"\x02\x01", 1999))
say("INSERT INTO t () VALUES ()")
say("SELECT * FROM t")
connection.rollback()
say("SELECT COUNT(*) FROM t")
say("INSERT INTO t (s) VALUES ('x'), ('y')")
connection.commit()
say("INSERT INTO t (id) VALUES (1), (3)")
say("SELECT id, s FROM t ORDER BY id")
say("SELECT 1/0, CAST('12x' AS SIGNED)")
say("SHOW WARNINGS")
say("SELEC 1")
say("SHOW ERRORS")
connection.autocommit(True)
say("SET @x = 17")
say("SELECT @x, @@autocommit")
say("CREATE PROCEDURE p(IN a INT, OUT b INT) BEGIN SELECT a; SELECT a + 1, 'two'; SET b = a * 2; END")
cursor.execute("CALL p(5, @out)")
while True:
    print(cursor.fetchall())
    if not cursor.nextset():
        break
say("SELECT @out")
connection.ping()
connection.select_db(sys.argv[2])
connection.set_character_set("latin1")
say("SELECT @@character_set_client, @@collation_connection")
connection.change_user(user="app", passwd="s3cret", db=sys.argv[2])
say("SELECT @x, DATABASE()")
print(connection.stat().startswith("Uptime"), connection.get_server_info())
connection.close()
