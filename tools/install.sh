#!/bin/bash
# tools/install.sh SECTION...: installs what is missing of these sections of tools/packages.txt. Needs root or sudo only
# if something is.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")

packages() {
    for section in "$@"; do
        grep -q "^\[$section\]$" "$here/packages.txt" || { echo "$0: no section $section" >&2; exit 2; }
        sed -n "/^\[$section\]$/,/^\[/p" "$here/packages.txt" | grep -v -e '^\[' -e '^#' -e '^$'
    done | sort -u
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q --no-install-recommends "$@"
}

# Installing a PostgreSQL server would otherwise make a cluster and start it; the tests make their own.
install_without_cluster() {
    local conf=/etc/postgresql-common/createcluster.conf
    apt_get install postgresql-common
    as_root cp "$conf" "$conf.before"
    as_root sed -i -E 's/^#?[[:space:]]*create_main_cluster.*/create_main_cluster = false/' "$conf"
    local status=0
    apt_get install "$@" || status=$?
    as_root mv "$conf.before" "$conf"
    return $status
}

# The tests' JavaScript drivers: from npm beside a node of any origin, from Debian where there is none.
node_modules() {
    local clients=$here/../tests/e2e/clients
    [ "$clients/node_modules/.package-lock.json" -nt "$clients/package-lock.json" ] && return
    (cd "$clients" && npm ci --no-audit --no-fund --loglevel=error)
    touch "$clients/node_modules/.package-lock.json"
}

wanted=$(packages "$@")
case " $* " in
*" test "*)
    if command -v npm >/dev/null; then node_modules; else wanted+=" nodejs node-pg"; fi
    ;;
esac
missing=()
for package in $wanted; do
    is_installed "$package" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

[ "$(id -u)" = 0 ] || command -v sudo >/dev/null || { echo "$0: needs root or sudo to install ${missing[*]}" >&2; exit 1; }
echo "Installing ${missing[*]}"
apt_get update
case " ${missing[*]} " in
*" postgresql-15 "*) install_without_cluster "${missing[@]}" ;;
*) apt_get install "${missing[@]}" ;;
esac
