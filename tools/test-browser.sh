#!/usr/bin/env bash
# Runs the tests of the pages in a real browser, against the target/debug/tillbud that is there.
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
# Two files at a time: a browser and its server wait for each other.
exec node --test --test-concurrency=2
