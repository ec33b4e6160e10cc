#!/bin/bash
# Starts a PostgreSQL server on a socket, runs a command with ENGINE_POSTGRES (the folder of the socket, user postgres), and
# stops the server however the command ends.
#   postgres.sh -- go test ./cmd/rfm -run TestEngines
set -euo pipefail
[ "${1:-}" = -- ] && shift
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || bin=$(dirname "$(command -v pg_ctl || { echo "postgres.sh: needs PostgreSQL" >&2; exit 1; })")
dir=$(mktemp -d)
as() { "$@"; }
if [ "$(id -u)" = 0 ]; then # the server refuses root
	chown postgres "$dir"
	as() { runuser -u postgres -- "$@"; }
fi
chmod 755 "$dir"
stop() {
	as "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1 || true
	rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT TERM
as "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/init.log" 2>&1 || { cat "$dir/init.log" >&2; exit 1; }
# The zone of the server is another one on purpose.
as "$bin/pg_ctl" -D "$dir/data" -o "-k $dir -h '' -c timezone=Asia/Tokyo -c fsync=off" -l "$dir/data/log" -w start >/dev/null || { cat "$dir/data/log" >&2; exit 1; }
ENGINE_POSTGRES=$dir "$@"
