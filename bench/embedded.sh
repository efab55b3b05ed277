#!/bin/bash
# Compares PostgreSQL with ormgate on an SQLite file, both on this machine: pgbench select-only and tpcb-like, simple,
# extended and prepared, with 1, 16 and 64 clients. Prints transactions a second relative to PostgreSQL, ormgate's CPU
# microseconds a transaction and its memory.
#
#   bench/embedded.sh [-b BINARY] [-r ROUNDS] [-t SECONDS] [-c "1 16 64"] [-m "simple extended prepared"]
#                     [-w "select tpcb"] [-s SCALE]
#
# Both write each commit through to the disk, PostgreSQL by its defaults, ormgate with synchronous: full. The file has
# one writer at a time; tpcb-like with many clients shows what that costs.
. "$(dirname "$0")/pgbench.sh"

start_postgres
gate_port=$(free_port)
start_ormgate <<END
listen:
  postgres: {address: 127.0.0.1, port: $gate_port}
databases:
  bench: {backend: sqlite, path: $dir/bench.db}
END
wait_for "$gate_port"
fill "$gate_port"

compare() {
    measure direct "$direct_port" "" "$@"
    measure ormgate "$gate_port" "$gate" "$@"
}
run_rounds compare
print_table ormgate
echo "memory: ormgate $(memory "$gate")"
