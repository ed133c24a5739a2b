#!/bin/sh
# tools/with_postgres.sh COMMAND...: runs COMMAND beside a throwaway PostgreSQL, reachable by a Unix socket
# only and named by ALMONER_TEST_POSTGRES; exits as COMMAND did. Byte-order collation, as SQLite sorts.
# ALMONER_POSTGRES_OPTIONS: more for the server's command line.
set -eu
[ $# -gt 0 ] || { echo "usage: tools/with_postgres.sh COMMAND..." >&2; exit 2; }

initdb=$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -1)
[ -n "$initdb" ] || { echo "PostgreSQL is not installed: tools/setup.sh test" >&2; exit 3; }
bin=$(dirname "$initdb")

# PostgreSQL refuses to run as root.
as_server() {
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

dir=$(mktemp -d "${TMPDIR:-/tmp}/almoner-postgres.XXXXXX")
stop() {
  trap - EXIT
  as_server "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
[ "$(id -u)" != 0 ] || chown postgres "$dir"

quietly() {
  as_server "$@" >"$dir/setup.log" 2>&1 || { cat "$dir/setup.log" >&2; exit 3; }
}
quietly "$bin/initdb" -D "$dir/data" -U almoner --auth=trust --encoding=UTF8 --locale=C --no-sync
quietly "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w start \
  -o "-c listen_addresses='' -c unix_socket_directories='$dir' -c max_connections=400 ${ALMONER_POSTGRES_OPTIONS:-}"

export ALMONER_TEST_POSTGRES="host=$dir user=almoner dbname=postgres"
status=0
"$@" || status=$?
exit "$status"
