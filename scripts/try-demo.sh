#!/usr/bin/env bash
# Runs the demo as the README says, on free ports and in a folder of its own, and looks at what it wrote.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
log=$folder/log
# A group of its own: a signal to npm alone would leave the demo running.
DATA_DIR=$folder/data PORT=0 setsid npm run demo >"$log" 2>&1 &
pid=$!
stop() {
  kill -- -$pid 2>/dev/null || true
  # A stop takes 25 s at the most; what is left of the group then would take a core for itself.
  for _ in $(seq 60); do pgrep -g $pid >/dev/null || break; sleep 0.5; done
  if pgrep -g $pid >/dev/null; then echo 'the demo did not stop by itself'; kill -KILL -- -$pid; fi
  rm -rf "$folder"
}
trap stop EXIT
for _ in $(seq 120); do
  grep -q 'Stop with Ctrl+C' "$log" && break
  kill -0 $pid 2>/dev/null || { cat "$log"; echo 'the demo ended by itself'; exit 1; }
  sleep 0.5
done
cat "$log"
grep -q 'Stop with Ctrl+C' "$log" || { echo 'the demo did not get ready in 60 s'; exit 1; }
for platform in woocommerce shopify shoprenter; do grep -q "($platform)" "$log"; done
DATA_DIR=$folder/data ./node_modules/.bin/node scripts/read-demo.ts
