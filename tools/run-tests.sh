#!/usr/bin/env bash
# Runs the tests that are built and those of the pages at the same time: each waits much for servers and
# disks of its own. What the browser told is printed at the end, so that no two lines are mixed.
#
# Must never build or install anything, nor pass when either failed.
set -euo pipefail
cd "$(dirname "$0")/.."

told=$(mktemp)
tools/test-browser.sh >"$told" 2>&1 &
browser=$!
trap 'kill "$browser" 2>/dev/null || true; rm -f "$told"' EXIT

failed=0
cargo test --workspace --locked --no-fail-fast || failed=$?
printf 'The tests of the program ended with %d after %d s; waiting for those of the pages.\n' "$failed" "$SECONDS"
wait "$browser" || failed=$?
cat "$told"
printf 'All tests took %d s.\n' "$SECONDS"
exit "$failed"
