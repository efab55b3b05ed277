CREATE TABLE author ( id INTEGER NOT NULL AUTO_INCREMENT, name VARCHAR(100) NOT NULL, born DATE, score NUMERIC(10, 2), active BOOL DEFAULT 1, kind ENUM('a','b'), doc JSON, at DATETIME DEFAULT now(), t TIMESTAMP(6) NULL, big BIGINT UNSIGNED, s SET('x','y'), l LONGTEXT COLLATE utf8mb4_bin, PRIMARY KEY (id), UNIQUE (name) )COMMENT='its' ENGINE=InnoDB CHARSET=utf8mb4
CREATE TABLE book ( id BIGINT NOT NULL AUTO_INCREMENT, author_id INTEGER, title TEXT, `order` INTEGER, v INTEGER GENERATED ALWAYS AS (`order` + 1), PRIMARY KEY (id), CONSTRAINT ck CHECK (id > 0), CONSTRAINT uq UNIQUE (author_id, `order`), FOREIGN KEY(author_id) REFERENCES author (id) ON DELETE CASCADE )
CREATE TABLE IF NOT EXISTS author ( id INTEGER NOT NULL AUTO_INCREMENT, name VARCHAR(100) NOT NULL, born DATE, score NUMERIC(10, 2), active BOOL DEFAULT 1, kind ENUM('a','b'), doc JSON, at DATETIME DEFAULT now(), t TIMESTAMP(6) NULL, big BIGINT UNSIGNED, s SET('x','y'), l LONGTEXT COLLATE utf8mb4_bin, PRIMARY KEY (id), UNIQUE (name) )COMMENT='its' ENGINE=InnoDB CHARSET=utf8mb4
CREATE INDEX ix_t ON book (title(10))
CREATE FULLTEXT INDEX ix_ft ON book (title)
DROP TABLE author
DROP TABLE IF EXISTS author
DROP INDEX ix_t ON book
SELECT author.id, author.name, author.born, author.score, author.active, author.kind, author.doc, author.at, author.t, author.big, author.s, author.l FROM author
SELECT author.id, count(book.id) AS n FROM author INNER JOIN book ON author.id = book.author_id GROUP BY author.id HAVING count(*) > ? ORDER BY author.name DESC LIMIT ?, ?
SELECT author.id, count(book.id) AS n FROM author INNER JOIN book ON author.id = book.author_id GROUP BY author.id HAVING count(*) > 1 ORDER BY author.name DESC LIMIT 5, 10
SELECT author.id, author.name, author.born, author.score, author.active, author.kind, author.doc, author.at, author.t, author.big, author.s, author.l FROM author WHERE author.name LIKE 'x%' AND lower(author.name) LIKE lower('%y') AND author.score BETWEEN 1 AND 2 AND author.id IN (1, 2, 3) AND author.active = 0 AND author.born IS NULL AND author.name REGEXP '^a'
SELECT author.id, author.name, author.born, author.score, author.active, author.kind, author.doc, author.at, author.t, author.big, author.s, author.l FROM author LEFT OUTER JOIN book ON author.id = book.author_id WHERE book.id IS NULL OR book.`order` > ? AND author.score < ?
SELECT author.id, author.name, author.born, author.score, author.active, author.kind, author.doc, author.at, author.t, author.big, author.s, author.l FROM author LEFT OUTER JOIN book ON author.id = book.author_id WHERE book.id IS NULL OR book.`order` > 1 AND author.score < 2.5
SELECT concat(author.name, ?) AS anon_1, coalesce(author.score, ?) AS coalesce_1, CAST(author.score AS SIGNED INTEGER) AS score, CAST(author.name AS CHAR(10)) AS name, CASE WHEN (author.id = ?) THEN ? ELSE ? END AS anon_2, concat(author.name, ?) AS anon_3, char_length(author.name) AS char_length_1, EXTRACT(year FROM author.born) AS anon_4, author.id / ? AS anon_5, author.id % ? AS anon_6, -author.score, author.name COLLATE utf8mb4_bin AS anon_7, JSON_EXTRACT(author.doc, ?) AS anon_8, CASE JSON_EXTRACT(author.doc, ?) WHEN 'null' THEN NULL ELSE JSON_UNQUOTE(JSON_EXTRACT(author.doc, ?)) END AS anon_9, CASE JSON_EXTRACT(author.doc, ?) WHEN 'null' THEN NULL ELSE CAST(JSON_EXTRACT(author.doc, ?) AS SIGNED INTEGER) END AS anon_10 FROM author
SELECT concat(author.name, 'x') AS anon_1, coalesce(author.score, 0) AS coalesce_1, CAST(author.score AS SIGNED INTEGER) AS score, CAST(author.name AS CHAR(10)) AS name, CASE WHEN (author.id = 1) THEN 'one' ELSE 'many' END AS anon_2, concat(author.name, 'z') AS anon_3, char_length(author.name) AS char_length_1, EXTRACT(year FROM author.born) AS anon_4, author.id / 2 AS anon_5, author.id % 3 AS anon_6, -author.score, author.name COLLATE utf8mb4_bin AS anon_7, JSON_EXTRACT(author.doc, '$."k"') AS anon_8, CASE JSON_EXTRACT(author.doc, '$."x"') WHEN 'null' THEN NULL ELSE JSON_UNQUOTE(JSON_EXTRACT(author.doc, '$."x"')) END AS anon_9, CASE JSON_EXTRACT(author.doc, '$."a"."b"') WHEN 'null' THEN NULL ELSE CAST(JSON_EXTRACT(author.doc, '$."a"."b"') AS SIGNED INTEGER) END AS anon_10 FROM author
SELECT row_number() OVER (PARTITION BY author.kind ORDER BY author.id) AS anon_1, sum(author.score) OVER (ORDER BY author.id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS anon_2 FROM author
SELECT author.id, author.name, author.born, author.score, author.active, author.kind, author.doc, author.at, author.t, author.big, author.s, author.l FROM author FOR UPDATE
SELECT author.id, author.name, author.born, author.score, author.active, author.kind, author.doc, author.at, author.t, author.big, author.s, author.l FROM author LOCK IN SHARE MODE
SELECT author.id, author.name, author.born, author.score, author.active, author.kind, author.doc, author.at, author.t, author.big, author.s, author.l FROM author FOR UPDATE NOWAIT
SELECT author.id, author.name, author.born, author.score, author.active, author.kind, author.doc, author.at, author.t, author.big, author.s, author.l FROM author FOR UPDATE SKIP LOCKED
SELECT author.id, author.name, author.born, author.score, author.active, author.kind, author.doc, author.at, author.t, author.big, author.s, author.l FROM author WHERE EXISTS (SELECT * FROM book WHERE book.author_id = author.id)
SELECT author.id, author.name, author.born, author.score, author.active, author.kind, author.doc, author.at, author.t, author.big, author.s, author.l FROM author WHERE author.id IN (SELECT book.author_id FROM book)
SELECT author.id FROM author UNION ALL SELECT book.id FROM book ORDER BY id
SELECT author.id FROM author UNION SELECT book.id FROM book LIMIT ?
SELECT author.id FROM author UNION SELECT book.id FROM book LIMIT 3
WITH x AS (SELECT book.author_id AS author_id FROM book) SELECT x.author_id FROM x
WITH RECURSIVE r(n) AS (SELECT ? AS n UNION ALL SELECT r.n + ? AS anon_1 FROM r WHERE r.n < ?) SELECT r.n FROM r
WITH RECURSIVE r(n) AS (SELECT 1 AS n UNION ALL SELECT r.n + 1 AS anon_1 FROM r WHERE r.n < 5) SELECT r.n FROM r
SELECT DISTINCT author.id, author.name, author.born, author.score, author.active, author.kind, author.doc, author.at, author.t, author.big, author.s, author.l FROM author
SELECT author.id, author.name, author.born, author.score, author.active, author.kind, author.doc, author.at, author.t, author.big, author.s, author.l FROM author USE INDEX (ix)
SELECT SQL_CALC_FOUND_ROWS author.id, author.name, author.born, author.score, author.active, author.kind, author.doc, author.at, author.t, author.big, author.s, author.l FROM author
SELECT MATCH (book.title) AGAINST (? IN BOOLEAN MODE) AS anon_1 FROM book
SELECT MATCH (book.title) AGAINST ('x' IN BOOLEAN MODE) AS anon_1 FROM book
INSERT INTO author (name, score) VALUES (?, ?)
INSERT INTO author (name, score) VALUES ('x', 1)
INSERT INTO author (name) VALUES (?), (?)
INSERT INTO author (name) VALUES ('x'), ('y')
INSERT INTO book (title) SELECT author.name FROM author
INSERT INTO author (id, name) VALUES (?, ?) ON DUPLICATE KEY UPDATE name = VALUES(name), score = ?
INSERT INTO author (id, name) VALUES (1, 'x') ON DUPLICATE KEY UPDATE name = VALUES(name), score = ?
INSERT IGNORE INTO author (name) VALUES (?)
INSERT IGNORE INTO author (name) VALUES ('x')
UPDATE author SET name=? WHERE author.id = ?
UPDATE author SET name='x' WHERE author.id = 1
UPDATE author SET score=(author.score + ?)
UPDATE author SET score=(author.score + 1)
UPDATE author, book SET author.name=book.title WHERE author.id = book.author_id
UPDATE author SET name=? LIMIT 5
UPDATE author SET name='x' LIMIT 5
DELETE FROM author WHERE author.id = ?
DELETE FROM author WHERE author.id = 1
DELETE FROM author USING author, book WHERE author.id = book.author_id
SELECT now() AS now_1, CURRENT_TIMESTAMP AS current_timestamp_1, utc_timestamp() AS utc_timestamp_1, CURRENT_USER AS current_user_1, group_concat(author.name) AS group_concat_1 FROM author
SELECT author.id FROM author WHERE name = 'it''s' AND `order` = 1
SELECT author.born + INTERVAL 1 DAY AS anon_1 FROM author
SELECT true AS anon_1, false AS anon_2, NULL AS anon_3
SELECT (author.id, author.name) IN ((1, 'a'), (2, 'b')) AS anon_1 FROM author
SELECT NOT (author.id <=> ?) AS anon_1, author.id <=> NULL AS anon_2 FROM author
SELECT 1
