# What the comparisons with pgbench share: a PostgreSQL of their own, servers on free loopback ports in a temporary
# directory that is gone afterwards, and interleaved rounds, so that what disturbs the machine disturbs all of them. Each
# figure is the median over the rounds. Sourced by relay.sh and embedded.sh.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/.."

binary=build/release/server/ormgate rounds=3 seconds=5 clients="1 16 64" modes="simple extended prepared" works="select tpcb" scale=10
while getopts b:r:t:c:m:w:s: option; do
    case $option in
        b) binary=$OPTARG ;;
        r) rounds=$OPTARG ;;
        t) seconds=$OPTARG ;;
        c) clients=$OPTARG ;;
        m) modes=$OPTARG ;;
        w) works=$OPTARG ;;
        s) scale=$OPTARG ;;
        *) exit 2 ;;
    esac
done

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -x "$bin/initdb" ] || { echo "PostgreSQL's server programs are not installed" >&2; exit 1; }
[ -x "$binary" ] || { echo "$binary does not exist: build it, or name it with -b" >&2; exit 1; }
binary=$(realpath "$binary")

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

# start_postgres LINE...: a server with these settings besides, in which database bench is filled, on $direct_port
start_postgres() {
    direct_port=$(free_port)
    (cd "$dir" && "${as_user[@]}" "$bin/initdb" -D "$dir/data" -U bench -A trust --no-sync >/dev/null) || exit 1
    printf '%s\n' "port = $direct_port" "listen_addresses = '127.0.0.1'" "unix_socket_directories = ''" \
        "max_connections = 200" "shared_buffers = 256MB" "$@" >>"$dir/data/postgresql.conf"
    (cd "$dir" && "${as_user[@]}" "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w start >/dev/null) || { cat "$dir/log"; exit 1; }
    createdb -h 127.0.0.1 -p "$direct_port" -U bench bench
    fill "$direct_port"
}
fill() { pgbench -i -s "$scale" -q -h 127.0.0.1 -p "$1" -U bench bench >"$dir/fill" 2>&1 || { cat "$dir/fill" >&2; exit 1; }; }

# start_ormgate < CONFIG: its process is $gate
start_ormgate() {
    cat >"$dir/ormgate.yaml"
    (cd "$dir" && exec "$binary" serve --config "$dir/ormgate.yaml" >"$dir/ormgate.log" 2>&1) &
    gate=$!
    started+=("$gate")
}

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
memory() { awk '/VmRSS/ {print $2 " KiB"}' "/proc/$1/status"; }

# run_rounds COMMAND: COMMAND WORK MODE CLIENTS measures all servers once
run_rounds() {
    local work mode n
    for _ in $(seq "$rounds"); do
        for work in $works; do
            for mode in $modes; do
                for n in $clients; do "$1" "$work" "$mode" "$n"; done
            done
        done
    done
}

# print_table NAME...: a line for each cell, each server beside PostgreSQL itself, which is measured as "direct"
print_table() {
    local work mode n cell direct tps name
    printf '%-7s %-9s %7s | %9s' work mode clients direct/s
    for name in "$@"; do printf ' | %11s %6s %7s' "$name/s" ratio us/tx; done
    echo
    for work in $works; do
        for mode in $modes; do
            for n in $clients; do
                cell=$work.$mode.$n
                direct=$(column "$dir/direct.$cell" 1)
                printf '%-7s %-9s %7s | %9s' "$work" "$mode" "$n" "$direct"
                for name in "$@"; do
                    if [ -s "$dir/$name.$cell" ]; then
                        tps=$(column "$dir/$name.$cell" 1)
                        printf ' | %11s %6s %7s' "$tps" "$(echo "scale=2; $tps / $direct" | bc)" "$(column "$dir/$name.$cell" 2)"
                    else
                        printf ' | %11s %6s %7s' - - -
                    fi
                done
                echo
            done
        done
    done
}
