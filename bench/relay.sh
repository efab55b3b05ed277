#!/bin/bash
# Compares PostgreSQL directly, through ormgate and through pgbouncer, all on this machine: pgbench select-only and
# tpcb-like, simple, extended and prepared, with 1, 16 and 64 clients. Prints transactions a second relative to direct,
# the proxy's CPU microseconds a transaction and its memory.
#
#   bench/relay.sh [-b BINARY] [-r ROUNDS] [-t SECONDS] [-c "1 16 64"] [-m "simple extended prepared"] [-w "select tpcb"]
#                  [-s SCALE]
#
# pgbouncer runs in transaction mode; one that knows no prepared statements (before 1.21) skips those cells.
. "$(dirname "$0")/pgbench.sh"
bouncer=$(PATH=$PATH:/usr/sbin command -v pgbouncer || true)

start_postgres "fsync = off"
gate_port=$(free_port)
start_ormgate <<END
listen:
  postgres: {address: 127.0.0.1, port: $gate_port}
databases:
  bench: {backend: postgres, host: 127.0.0.1, port: $direct_port, user: bench, database: bench, tls: {mode: disable},
          pool: {mode: transaction, size: 20}}
workers: 1
END
wait_for "$gate_port"

pooler=
if [ -n "$bouncer" ]; then
    pooler_port=$(free_port)
    cat >"$dir/pgbouncer.ini" <<END
[databases]
bench = host=127.0.0.1 port=$direct_port dbname=bench user=bench
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $pooler_port
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 20
max_client_conn = 500
END
    pooler_prepares=$("$bouncer" --version | sed -n 's/^PgBouncer \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | awk '{print ($1 > 1 || $2 >= 21) ? 1 : 0}')
    [ "$pooler_prepares" = 1 ] && echo "max_prepared_statements = 200" >>"$dir/pgbouncer.ini"
    "${as_user[@]}" "$bouncer" -q "$dir/pgbouncer.ini" >"$dir/pgbouncer.log" 2>&1 &
    pooler=$!
    started+=("$pooler")
    wait_for "$pooler_port"
fi

compare() {
    measure direct "$direct_port" "" "$@"
    measure ormgate "$gate_port" "$gate" "$@"
    [ -z "$pooler" ] && return
    [ "$2" = prepared ] && [ "$pooler_prepares" = 0 ] && return
    measure pgbouncer "$pooler_port" "$pooler" "$@"
}
run_rounds compare
print_table ormgate pgbouncer
echo "memory: ormgate $(memory "$gate")${pooler:+, pgbouncer $(memory "$pooler")}"
