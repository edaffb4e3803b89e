#!/usr/bin/env bash
# How long the demo takes from the binary's start to its first answer, and how much memory it holds when idle.
# Usage: tests/measure-demo.sh [RUNS]   (builds the release binary first; Linux only, for /proc)
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-7}
cargo build --release --quiet
binary=${CARGO_TARGET_DIR:-target}/release/rapport
times=() memories=()
for _ in $(seq "$runs"); do
    port=$((20000 + RANDOM % 20000))
    began=$(date +%s%N)
    "$binary" demo --json --port "$port" --log error >/dev/null &
    pid=$!
    trap 'kill "$pid" 2>/dev/null || true' EXIT
    until curl --silent --fail --output /dev/null "http://127.0.0.1:$port/health/ready"; do
        kill -0 "$pid"
        sleep 0.002
    done
    times+=($((($(date +%s%N) - began) / 1000000)))
    sleep 2
    memories+=($(($(awk '/^VmRSS/ { print $2 }' "/proc/$pid/status"))))
    kill "$pid"
    wait "$pid" || true
done
median() { printf '%s\n' "$@" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
echo "start to first answer: median $(median "${times[@]}") ms of ${times[*]}"
echo "resident when idle:    median $(($(median "${memories[@]}") / 1024)) MiB ($(median "${memories[@]}") KiB)"
