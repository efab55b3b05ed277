#!/bin/bash
# Installs what is missing, builds with warnings as errors and passes all tests: the unit tests under AddressSanitizer
# and UndefinedBehaviorSanitizer, then all of them on the release build, those through real clients included.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
tools/install.sh build test
# Debian's Python has the clients' packages; another one may come first in PATH.
export PATH=/usr/bin:$PATH

tools/build.sh release -DORMGATE_TESTS=ON
tools/build.sh asan -DORMGATE_TESTS=ON
ctest --preset asan --label-exclude e2e --parallel "$(nproc)" --no-tests=error
ctest --preset release --parallel "$(nproc)" --no-tests=error
