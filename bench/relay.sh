#!/bin/bash
# Compares PostgreSQL directly, through ormgate and through pgbouncer, all on this machine: pgbench select-only and
# tpcb-like, simple, extended and prepared, with 1, 16 and 64 clients, in interleaved rounds, so that what disturbs the
# machine disturbs all of them. Prints transactions a second relative to direct, the proxy's CPU microseconds a
# transaction and its memory; each figure is the median over the rounds.
#
#   bench/relay.sh [-b BINARY] [-r ROUNDS] [-t SECONDS] [-c "1 16 64"] [-m "simple extended prepared"] [-w "select tpcb"]
#
# Everything runs on free loopback ports in a temporary directory and is gone afterwards. pgbouncer runs in transaction
# mode; one that knows no prepared statements (before 1.21) skips those cells.
set -u
cd "$(dirname "$0")/.."

binary=build/release/server/ormgate rounds=3 seconds=5 clients="1 16 64" modes="simple extended prepared" works="select tpcb"
while getopts b:r:t:c:m:w: option; do
    case $option in
        b) binary=$OPTARG ;;
        r) rounds=$OPTARG ;;
        t) seconds=$OPTARG ;;
        c) clients=$OPTARG ;;
        m) modes=$OPTARG ;;
        w) works=$OPTARG ;;
        *) exit 2 ;;
    esac
done

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -x "$bin/initdb" ] || { echo "PostgreSQL's server programs are not installed" >&2; exit 1; }
[ -x "$binary" ] || { echo "$binary does not exist: build it, or name it with -b" >&2; exit 1; }
bouncer=$(PATH=$PATH:/usr/sbin command -v pgbouncer || true)

dir=$(mktemp -d)
chmod 755 "$dir"
as_user=()
if [ "$(id -u)" = 0 ]; then
    # Neither PostgreSQL nor pgbouncer runs as root.
    chown postgres "$dir"
    as_user=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi
started=()
finish() {
    for pid in "${started[@]}"; do kill "$pid" 2>/dev/null; done
    "${as_user[@]}" "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1
    rm -rf "$dir"
}
trap finish EXIT

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
wait_for() {
    for _ in $(seq 100); do
        PGPASSWORD=bench psql -h 127.0.0.1 -p "$1" -U bench bench -Atc 'select 1' >/dev/null 2>&1 && return
        sleep 0.1
    done
    echo "nothing answers on port $1" >&2
    exit 1
}

direct_port=$(free_port)
(cd "$dir" && "${as_user[@]}" "$bin/initdb" -D "$dir/data" -U bench -A trust --no-sync >/dev/null) || exit 1
cat >>"$dir/data/postgresql.conf" <<END
port = $direct_port
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = 256MB
fsync = off
END
(cd "$dir" && "${as_user[@]}" "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w start >/dev/null) || { cat "$dir/log"; exit 1; }
createdb -h 127.0.0.1 -p "$direct_port" -U bench bench
pgbench -i -s 10 -q -h 127.0.0.1 -p "$direct_port" -U bench bench >/dev/null 2>&1

gate_port=$(free_port)
cat >"$dir/ormgate.yaml" <<END
listen:
  postgres: {address: 127.0.0.1, port: $gate_port}
databases:
  bench: {backend: postgres, host: 127.0.0.1, port: $direct_port, user: bench, database: bench, tls: {mode: disable},
          pool: {mode: transaction, size: 20}}
workers: 1
END
"$binary" serve --config "$dir/ormgate.yaml" >"$dir/ormgate.log" 2>&1 &
gate=$!
started+=("$gate")
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

cpu_of() { awk -v hz="$(getconf CLK_TCK)" '{print ($14 + $15) * 1000000 / hz}' "/proc/$1/stat"; }
# measure NAME PORT PID WORK MODE CLIENTS: appends "tps cpu" to a file of its own
measure() {
    local file="$dir/$1.$4.$5.$6" before=0 after=0 work=-S
    [ "$4" = tpcb ] && work=-btpcb-like
    [ -n "$3" ] && before=$(cpu_of "$3")
    local said
    said=$(pgbench -n "$work" -M "$5" -c "$6" -j 1 -T "$seconds" -h 127.0.0.1 -p "$2" -U bench bench 2>&1) || { echo "$said" >&2; }
    [ -n "$3" ] && after=$(cpu_of "$3")
    echo "$said" | awk -v cpu="$(echo "$after - $before" | bc)" '
        /actually processed/ {split($6, n, "/"); count = n[1]}
        /^tps/ {printf "%.0f %.2f\n", $3, count ? cpu / count : 0}' >>"$file"
}
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
column() { cut -d' ' -f"$2" "$1" | median; }

for _ in $(seq "$rounds"); do
    for work in $works; do
        for mode in $modes; do
            for n in $clients; do
                measure direct "$direct_port" "" "$work" "$mode" "$n"
                measure ormgate "$gate_port" "$gate" "$work" "$mode" "$n"
                [ -z "$pooler" ] && continue
                [ "$mode" = prepared ] && [ "$pooler_prepares" = 0 ] && continue
                measure pgbouncer "$pooler_port" "$pooler" "$work" "$mode" "$n"
            done
        done
    done
done

printf '%-7s %-9s %7s | %9s | %9s %6s %7s | %9s %6s %7s\n' work mode clients "direct/s" "ormgate/s" ratio us/tx "bouncer/s" ratio us/tx
for work in $works; do
    for mode in $modes; do
        for n in $clients; do
            cell=$work.$mode.$n
            direct=$(column "$dir/direct.$cell" 1)
            printf '%-7s %-9s %7s | %9s' "$work" "$mode" "$n" "$direct"
            for proxy in ormgate pgbouncer; do
                if [ -s "$dir/$proxy.$cell" ]; then
                    tps=$(column "$dir/$proxy.$cell" 1)
                    printf ' | %9s %6s %7s' "$tps" "$(echo "scale=2; $tps / $direct" | bc)" "$(column "$dir/$proxy.$cell" 2)"
                else
                    printf ' | %9s %6s %7s' - - -
                fi
            done
            echo
        done
    done
done
memory() { awk '/VmRSS/ {print $2 " KiB"}' "/proc/$1/status"; }
echo "memory: ormgate $(memory $gate)${pooler:+, pgbouncer $(memory "$pooler")}"
