CREATE TABLE s.users ( id INTEGER GENERATED ALWAYS AS IDENTITY (START WITH 5), name VARCHAR(50) DEFAULT 'x' NOT NULL, "Mixed Case" NUMERIC(10, 2), tags TEXT[], doc JSONB, ts TIMESTAMP WITH TIME ZONE DEFAULT now(), kind kind, PRIMARY KEY (id), CONSTRAINT ck CHECK (id > 0), CONSTRAINT uq UNIQUE (name) DEFERRABLE INITIALLY DEFERRED )
CREATE TABLE addr ( id BIGSERIAL NOT NULL, user_id INTEGER, email TEXT, area FLOAT GENERATED ALWAYS AS (id * 2.5) STORED, d DATE, iv INTERVAL DAY TO SECOND (3), PRIMARY KEY (id), FOREIGN KEY(user_id) REFERENCES s.users (id) ON DELETE CASCADE ON UPDATE SET NULL )
DROP TABLE addr
CREATE SEQUENCE sq INCREMENT BY 2 START WITH 3 CYCLE
DROP SEQUENCE sq
CREATE SCHEMA q
DROP SCHEMA q CASCADE
CREATE INDEX ix1 ON addr USING btree (email DESC NULLS LAST) INCLUDE (id) WHERE id > 5
CREATE UNIQUE INDEX CONCURRENTLY ix2 ON addr (lower(email)) WITH (fillfactor = 50)
COMMENT ON TABLE s.users IS 'it''s'
COMMENT ON COLUMN addr.d IS 'c'
ALTER TABLE addr ADD CONSTRAINT fk2 FOREIGN KEY(user_id) REFERENCES s.users (id)
DROP INDEX IF EXISTS ix3
CREATE TYPE kind AS ENUM ('a', 'b')
DROP TYPE kind
SELECT s.users.id, s.users.name, s.users."Mixed Case", s.users.tags, s.users.doc, s.users.ts, s.users.kind FROM s.users
SELECT s.users.id, s.users."Mixed Case" AS "Weird Label" FROM s.users WHERE s.users.name LIKE 'a%' AND (s.users.id IN (1, 2, 3) OR s.users.id IS NULL OR s.users.id != 5)
SELECT s.users.name, (SELECT count(addr.id) AS count_1 FROM addr WHERE addr.user_id = s.users.id) AS n FROM s.users ORDER BY n DESC, s.users.id ASC NULLS FIRST LIMIT 5 OFFSET 2
SELECT s.users.id, s.users.name, s.users."Mixed Case", s.users.tags, s.users.doc, s.users.ts, s.users.kind, addr.id AS id_1, addr.user_id, addr.email, addr.area, addr.d, addr.iv FROM s.users LEFT OUTER JOIN addr ON s.users.id = addr.user_id
SELECT s.users.id, s.users.name, s.users."Mixed Case", s.users.tags, s.users.doc, s.users.ts, s.users.kind FROM s.users FULL OUTER JOIN addr ON s.users.id = addr.user_id
WITH c AS (SELECT s.users.id AS id, s.users.name AS name FROM s.users WHERE s.users.id > 3) SELECT c.id, c.name FROM c
WITH RECURSIVE r(n) AS (SELECT 1 AS n UNION ALL SELECT r.n + 1 AS anon_1 FROM r WHERE r.n < 10) SELECT r.n FROM r
SELECT s.users.id FROM s.users UNION SELECT addr.id FROM addr ORDER BY id
(SELECT s.users.id FROM s.users LIMIT 1) UNION ALL (SELECT addr.id FROM addr LIMIT 2)
SELECT s.users.id FROM s.users INTERSECT SELECT addr.id FROM addr
SELECT s.users.id FROM s.users EXCEPT SELECT addr.id FROM addr
SELECT count(*) FILTER (WHERE s.users.id > 1) AS anon_1, row_number() OVER (PARTITION BY s.users.name ORDER BY s.users.id DESC) AS anon_2, sum(s.users.id) OVER (ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS anon_3, percentile_cont(0.5) WITHIN GROUP (ORDER BY s.users.id) AS anon_4 FROM s.users
SELECT s.users.id, s.users.name, s.users."Mixed Case", s.users.tags, s.users.doc, s.users.ts, s.users.kind FROM s.users FOR UPDATE OF users NOWAIT
SELECT s.users.id, s.users.name, s.users."Mixed Case", s.users.tags, s.users.doc, s.users.ts, s.users.kind FROM s.users FOR NO KEY UPDATE SKIP LOCKED
SELECT s.users.id, s.users.name, s.users."Mixed Case", s.users.tags, s.users.doc, s.users.ts, s.users.kind FROM s.users FOR SHARE
SELECT DISTINCT ON (s.users.name) s.users.id FROM s.users
SELECT DISTINCT s.users.id FROM s.users
SELECT CASE WHEN (s.users.id > 1) THEN 'a' ELSE 'b' END AS anon_1, CAST(s.users.id AS VARCHAR(5)) AS id, s.users.id AS id__1, EXTRACT(year FROM s.users.ts) AS anon_2, coalesce(s.users.name, 'x') AS coalesce_1, 'a'||'b', s.users.name || 'z' AS anon_3, s.users.id / 2 AS anon_4, s.users.id % 3 AS anon_5, -s.users.id, s.users.name COLLATE "C" AS anon_6, s.users.name ILIKE '%x%' ESCAPE '/' AS anon_7, s.users.name ~* 'x' AS anon_8, s.users.name ~* 'a' AS anon_9, s.users.name IS DISTINCT FROM 'y' AS anon_10, now() - interval '1 day' AS anon_11, NULL AS anon_12, true AS anon_13, false AS anon_14, (s.users.id, s.users.name) IN ((1, 'a'), (2, 'b')) AS anon_15 FROM s.users
SELECT s.users.tags[$1] AS anon_1, s.users.tags[$2:$3] AS anon_2, s.users.doc -> $4 AS anon_3, ((s.users.doc -> $5)) ->> $6 AS anon_4, CAST(s.users.doc #>> $7 AS INTEGER) AS anon_5, s.users.doc ? $8 AS anon_6, s.users.doc @> $9 AS anon_7, s.users.tags @> $10::TEXT[] AS anon_8, $11 = ANY (s.users.tags) AS anon_9, s.users.tags && $12::TEXT[] AS anon_10, ARRAY[$13, $14] AS anon_11, array_agg(s.users.id ORDER BY s.users.name DESC) AS array_agg_1, s.users.name = ANY (s.users.tags) AS anon_12, $15 < ALL (SELECT s.users.id FROM s.users) AS anon_13 FROM s.users
SELECT anon_1.v FROM unnest(s.users.tags) AS anon_1(v)
SELECT anon_1.g, anon_1.o FROM generate_series(1, 5) WITH ORDINALITY AS anon_1(g, o)
SELECT s.users.id, s.users.name, s.users."Mixed Case", s.users.tags, s.users.doc, s.users.ts, s.users.kind FROM s.users WHERE EXISTS (SELECT addr.id FROM addr WHERE addr.user_id = s.users.id)
SELECT l.id, s.users.id AS id_1, s.users.name, s.users."Mixed Case", s.users.tags, s.users.doc, s.users.ts, s.users.kind FROM LATERAL (SELECT addr.id AS id FROM addr WHERE addr.user_id = s.users.id) AS l, s.users
SELECT v.x, v.y FROM (VALUES (1, 'a'), (2, 'b')) AS v (x, y)
SELECT s.users.name, count(*) AS count_1 FROM s.users GROUP BY ROLLUP(s.users.name, s.users.id), GROUPING SETS((s.users.id), ()) HAVING count(*) > 1
SELECT s.users.id, s.users.name, s.users."Mixed Case", s.users.tags, s.users.doc, s.users.ts, s.users.kind FROM s.users WHERE s.users.ts BETWEEN $1 AND $2
INSERT INTO s.users (name) VALUES ('x') RETURNING s.users.id
INSERT INTO s.users (id, name, "Mixed Case", tags, doc, ts, kind) VALUES ($1, $2, $3, $4::TEXT[], $5, $6, $7)
INSERT INTO addr (email) VALUES ('a'), ('b')
INSERT INTO addr (id, email) SELECT s.users.id, s.users.name FROM s.users
INSERT INTO s.users (id, name) VALUES (1, 'q') ON CONFLICT (id) DO NOTHING
INSERT INTO s.users (id, name) VALUES (1, 'q') ON CONFLICT ON CONSTRAINT uq DO UPDATE SET name = excluded.name WHERE s.users.id > $1
INSERT INTO s.users (name) VALUES ('q') ON CONFLICT (name) WHERE id > $1 DO UPDATE SET name = $2 RETURNING s.users.id
UPDATE s.users SET name=upper(s.users.name) WHERE s.users.id = 5 RETURNING s.users.id, s.users.name, s.users."Mixed Case", s.users.tags, s.users.doc, s.users.ts, s.users.kind
UPDATE s.users SET name=addr.email FROM addr WHERE addr.user_id = s.users.id
DELETE FROM s.users WHERE s.users.id IN (SELECT addr.user_id FROM addr)
DELETE FROM s.users USING addr WHERE s.users.id = addr.user_id RETURNING s.users.id
DELETE FROM addr
SELECT CURRENT_TIMESTAMP AS current_timestamp_1, CURRENT_DATE AS current_date_1, LOCALTIME AS localtime_1, SESSION_USER AS session_user_1, char_length('x') AS char_length_1
SELECT 1
SELECT s.users.id FROM s.users WHERE s.users.name @@ to_tsquery('foo & bar')
SELECT nextval('sq') AS next_value_1
SELECT NULL + 1 AS anon_1
SELECT s.users.id AS "select", s.users.name AS "end" FROM s.users
SELECT DISTINCT s.users.name FROM s.users
SELECT trim(s.users.name) AS trim_1, s.users.name LIKE 'a' || '%' AS anon_1, s.users.name LIKE '%' || 'b' || '%' ESCAPE '/' AS anon_2 FROM s.users
