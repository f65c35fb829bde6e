#!/usr/bin/env bash
# with-postgres.sh COMMAND…: runs the command beside a throw-away PostgreSQL and passes on its exit code.
#
# The command finds the server in TILLBUD_TEST_POSTGRES; if that is set already, that server is used and none started.
# Must never listen beyond loopback, touch another PostgreSQL, or leave a server or its files behind.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
source "$root/tools/find.sh"

if [[ -n ${TILLBUD_TEST_POSTGRES:-} ]]; then
  exec "$@"
fi
if ! bin=$(find_postgres); then
  skipped "read models on PostgreSQL" "as root: apt-get install --no-install-recommends postgresql"
  exec "$@"
fi

cluster=$(mktemp -d)
trap stop_server EXIT

# PostgreSQL refuses to run as root, so that root lends the directory to someone else.
as_owner=()
if ((EUID == 0)); then
  owner=$(id -un postgres 2>/dev/null || echo nobody)
  as_owner=(setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups --)
  chown "$owner" "$cluster"
fi

pg() {
  (cd "$cluster" && "${as_owner[@]}" "$bin/$1" --pgdata=data "${@:2}" >>"$cluster/log" 2>&1)
}

# Nobody waits for a disk that is thrown away.
start_server() {
  local settings="-h 127.0.0.1 -k '' -c max_connections=200 -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
  pg initdb --username=tillbud --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync || return
  # Below the ports that the kernel hands out by itself; a few tries, as any of them may be taken.
  for _ in {1..10}; do
    port=$((20000 + RANDOM % 12000))
    pg pg_ctl start --wait --options="$settings -p $port" && return
  done
  return 1
}

stop_server() {
  pg pg_ctl stop --mode=immediate || true
  rm -rf "$cluster"
}

if ! start_server; then
  echo "with-postgres: PostgreSQL did not start:" >&2
  tail -n 20 "$cluster/log" >&2
  exit 1
fi
TILLBUD_TEST_POSTGRES="postgres://tillbud@127.0.0.1:$port/postgres" "$@"
