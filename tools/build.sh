#!/bin/bash
# tools/build.sh PRESET [-DOPTION=VALUE...] [TARGET...]: configures and builds with as many jobs as cores and memory allow.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
preset=$1
shift
options=() targets=()
for argument in "$@"; do
    case $argument in
    -D*) options+=("$argument") ;;
    *) targets+=("$argument") ;;
    esac
done

gibibytes=$(awk '/^MemAvailable/ {print int($2 / 1048576)}' /proc/meminfo)
jobs=$(nproc)
[ "$jobs" -le "$gibibytes" ] || jobs=$((gibibytes > 0 ? gibibytes : 1))

cmake --preset "$preset" "${options[@]}" >/dev/null
ninja -C "build/$preset" -j "$jobs" "${targets[@]}"
