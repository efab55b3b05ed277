#!/bin/bash
# Installs what is missing, builds with warnings as errors and passes all tests: those of the decoders, the translator and
# the SQLite backend under AddressSanitizer and UndefinedBehaviorSanitizer, then all of them on the release build, those
# through real clients included.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
tools/install.sh build test
# Debian's Python has the clients' packages; another one may come first in PATH.
export PATH=/usr/bin:$PATH

tools/build.sh release -DORMGATE_TESTS=ON

# Under the sanitizers: what reads bytes, SQL and files that others wrote.
sanitized=(core_test config_test postgres_codec_test mysql_protocol_test parser_test translate_test catalog_test sqlite_functions_test
    sqlite_test io_test pool_test relay_test)
tools/build.sh asan -DORMGATE_TESTS=ON "${sanitized[@]}"
for test in "${sanitized[@]}"; do
    "$(find build/asan/tests -type f -executable -name "$test")"
done

ctest --preset release --parallel "$(nproc)" --label-exclude e2e --no-tests=error
# Each of these files starts servers of its own, which use both cores.
ctest --preset release --label-regex e2e --no-tests=error
