#!/usr/bin/env bash
# Starts a PostgreSQL of its own on loopback for tests, with a fresh cluster, and prints its address.
# Usage: scripts/postgres.sh start FOLDER PORT | scripts/postgres.sh stop FOLDER
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
case "$1" in
  start)
    folder=$2 port=$3
    rm -rf "$folder" && mkdir -p "$folder"
    if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
    as_postgres "$bin/initdb" -D "$folder/data" -U shopcall --auth=trust -E UTF8 --locale=C.UTF-8 >/dev/null
    as_postgres "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
      -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c max_connections=200" start >/dev/null
    echo "postgres://shopcall@127.0.0.1:$port/postgres"
    ;;
  stop)
    as_postgres "$bin/pg_ctl" -D "$2/data" -m immediate stop >/dev/null
    rm -rf "$2"
    ;;
esac
