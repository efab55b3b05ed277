#!/bin/bash
# Installs what is missing, builds ormgate and serves the embedded default: one SQLite file, no config. Arguments are
# ormgate's (tools/run.sh --postgres-port 7000). Ctrl-C ends it.
set -euo pipefail
root=$(readlink -f "$(dirname "$(readlink -f "$0")")/..")
"$root/tools/install.sh" build
# The tests' own libraries are not needed to run; a tree that has them built keeps them.
options=()
[ -f "$root/build/release/CMakeCache.txt" ] || options=(-DORMGATE_TESTS=OFF)
"$root/tools/build.sh" release "${options[@]}" ormgate
exec "$root/build/release/server/ormgate" "$@"
