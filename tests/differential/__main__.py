"""Random schemas, rows and statements on PostgreSQL and through ormgate on SQLite: answers must be equal or refused.

    python3 tests/differential --minutes 10
    python3 tests/differential --seed 17 --programs 1     what a report of program 17 saw

A program is a schema with its rows and some statements. A difference is reported with the program's number and, cut down
to what still differs, its statement."""

import argparse
import collections
import os
import random
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "e2e")]

from support import servers  # noqa: E402

import compare  # noqa: E402
import queries  # noqa: E402
import schema  # noqa: E402
import writes  # noqa: E402

STATEMENTS = 40


class Program:
    def __init__(self, seed, targets):
        self.random = random.Random(seed)
        self.tables = schema.tables(self.random)
        self.targets = targets
        self.databases = [target.create_database() for target in targets]
        self.connections = [target.connect(name, autocommit=True) for target, name in zip(targets, self.databases)]
        self.setup = [sql for table in self.tables for sql in table.statements()]

    def close(self):
        for connection, target, name in zip(self.connections, self.targets, self.databases):
            connection.close()
            target.drop_database(name)

    def check(self, sql, ordered=False):
        expected, got = (compare.run(connection, sql) for connection in self.connections)
        return compare.difference(expected, got, sql, ordered)

    def run(self):
        """Yields (statement, difference or None)."""
        for sql in self.setup:
            found = self.check(sql)
            yield sql, found
            if found:
                return
        reads = queries.Generator(self.random, self.tables)
        for _ in range(STATEMENTS):
            query = reads.risky() if self.random.random() < 0.15 else reads.statement()
            found = self.check(str(query), bool(query.ordered))
            if found and found[0] != "refused":
                query, found = self.reduce(query, found)
            yield str(query), found
        changes = writes.WriteGenerator(self.random, self.tables)
        for _ in range(STATEMENTS // 2):
            table, sql = changes.statement()
            found = self.check(sql)
            yield sql, found
            if found:
                return  # the tables may differ from here on
            content = f"select * from {table.name} order by 1"
            found = self.check(content, ordered=True)
            yield f"{sql}; {content}", found
            if found:
                return

    def reduce(self, query, found):
        """The smallest query found that differs in the same way."""
        tries = 0
        for simpler in iter(query.reduced()):
            tries += 1
            if tries > 60:
                break
            other = self.check(str(simpler), bool(simpler.ordered))
            if other and other[0] == found[0]:
                return self.reduce(simpler, other)
        return query, found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, help="as many programs as fit")
    parser.add_argument("--programs", type=int, default=20, help="how many, without --minutes")
    parser.add_argument("--seed", type=int, default=1, help="the first program's number")
    parser.add_argument("--refusals", action="store_true", help="list what was refused, most frequent first")
    parser.add_argument("--keep-going", action="store_true", help="do not stop at the twentieth difference")
    options = parser.parse_args()
    counts, refused = collections.Counter(), collections.Counter()
    end = time.monotonic() + (options.minutes or 0) * 60
    seed = options.seed
    with tempfile.TemporaryDirectory(prefix="differential.") as directory:
        running = servers.Servers(directory)
        try:
            while time.monotonic() < end if options.minutes else seed < options.seed + options.programs:
                program = Program(seed, [running["direct"], running["embedded"]])
                for sql, found in program.run():
                    counts["statements"] += 1
                    if not found:
                        continue
                    kind, what = found
                    counts["refused" if kind == "refused" else "different"] += 1
                    if kind == "refused":
                        refused[what] += 1
                        continue
                    print(f"program {seed} [{kind}]", *program.setup, sql, "    " + what, sep="\n", flush=True)
                program.close()
                seed += 1
                if counts["different"] >= 20 and not options.keep_going:
                    break
        finally:
            running.stop()
    if options.refusals:
        for what, count in refused.most_common(40):
            print(f"{count:6} {what}")
    print(f"{seed - options.seed} programs, {counts['statements']} statements, {counts['refused']} refused, "
          f"{counts['different']} different")
    return 1 if counts["different"] else 0


if __name__ == "__main__":
    sys.exit(main())
