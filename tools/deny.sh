#!/usr/bin/env bash
# Holds the dependencies against deny.toml, when the pinned cargo-deny is installed; `deny.sh install` installs it first.
#
# Must never fetch the advisory database, which not every machine that builds Tillbud can reach.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/find.sh

version=0.20.2
if [[ $(cargo deny --version 2>/dev/null) != "cargo-deny $version" ]]; then
  if [[ ${1:-} != install ]]; then
    skipped "licences and bans of dependencies" "tools/deny.sh install"
    exit
  fi
  echo "Installing cargo-deny $version"
  # Unoptimised it is built in a quarter of the time, and still answers in three seconds.
  cargo install --quiet --locked --debug --config profile.dev.debug=false "cargo-deny@$version"
fi
exec cargo deny --workspace --locked check --hide-inclusion-graph bans licenses sources
