#!/usr/bin/env bash
# Starts a Valkey or Redis of its own on loopback for tests, with nothing kept on disk, and prints its address.
# Usage: scripts/valkey.sh start FOLDER PORT | scripts/valkey.sh stop FOLDER
set -euo pipefail
case "$1" in
  start)
    folder=$2 port=$3
    server=$(command -v valkey-server || command -v redis-server)
    rm -rf "$folder" && mkdir -p "$folder"
    "$server" --port "$port" --bind 127.0.0.1 --dir "$folder" --save '' --appendonly no \
      --pidfile "$folder/pid" --logfile "$folder/log" --daemonize yes >/dev/null
    tries=0
    until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
      tries=$((tries + 1))
      if [ "$tries" -gt 100 ]; then cat "$folder/log" >&2; exit 1; fi
      sleep 0.1
    done
    echo "redis://127.0.0.1:$port"
    ;;
  stop)
    pid=$(cat "$2/pid")
    kill "$pid"
    while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
    rm -rf "$2"
    ;;
esac
