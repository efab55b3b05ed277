#!/bin/bash
# Starts ormgate, lets Django and SQLAlchemy work on the same tables through it, and ends it.
#   run.sh [CONFIG]     default: ormgate.yaml beside this script
# PORT (6432) is where ormgate listens, DATA (a new directory) where its file is, ORMGATE the program.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
config=$(readlink -f "${1:-$here/ormgate.yaml}")
ormgate=${ORMGATE:-$here/../../build/release/server/ormgate}
[ -x "$ormgate" ] || { echo "build ormgate first: tools/build.sh release" >&2; exit 1; }
export PORT=${PORT:-6432} DATA=${DATA:-$(mktemp -d)} PYTHONDONTWRITEBYTECODE=1
# Debian's Python has Django and SQLAlchemy
export PATH=/usr/bin:$PATH

"$ormgate" serve --config "$config" &
server=$!
trap 'kill $server 2>/dev/null; wait $server' EXIT
for _ in $(seq 100); do
    (: < "/dev/tcp/127.0.0.1/$PORT") 2>/dev/null && break
    kill -0 $server
    sleep 0.1
done

cd "$here"
python3 write.py write
python3 report.py
python3 write.py read
