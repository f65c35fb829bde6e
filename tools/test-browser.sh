#!/usr/bin/env bash
# Runs the tests of the pages in a real browser, against the target/debug/tillbud that is there; then looks
# whether they have judged every page of the router.
#
# Must never install anything: tools/get-test-tools.sh does that.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/find.sh

if ! find_node >/dev/null || ! find_chromium >/dev/null || [[ ! -d tests/browser/node_modules ]]; then
  skipped "tests in a browser" "run tools/get-test-tools.sh, which says what is missing"
  exit
fi
cd tests/browser
TILLBUD_SEEN=$(mktemp -d)
export TILLBUD_SEEN
# Two files at a time: a browser and its server wait for each other.
node --test --test-concurrency=2 &
tests=$!
trap 'kill "$tests" 2>/dev/null || true; rm -rf "$TILLBUD_SEEN"' EXIT
failed=0
wait "$tests" || failed=$?
node seen.mjs || failed=$?
exit "$failed"
