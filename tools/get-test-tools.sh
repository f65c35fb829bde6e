#!/usr/bin/env bash
# Gets what the tests use beside the program: PostgreSQL, Chromium, Node.js, openssl and the packages of tests/browser (a mail server is among them).
#
# As root it installs what is missing from Debian; otherwise it says how, and the tests in question are skipped.
# Must never download what is already there, or change anything beyond these packages.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/find.sh

# Prints the Debian package of each missing program.
missing_packages() {
  find_postgres >/dev/null || echo postgresql
  find_chromium >/dev/null || echo chromium
  find_node >/dev/null || echo nodejs
  type -P openssl >/dev/null || echo openssl
  type -P npm >/dev/null || echo npm
  [[ -x .tools/nats-server ]] || python3 -m pip --version >/dev/null 2>&1 || echo python3-pip
}

mapfile -t packages < <(missing_packages)
if ((${#packages[@]} > 0 && EUID == 0)) && type -P apt-get >/dev/null; then
  echo "Installing ${packages[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update --quiet --quiet
  apt-get install --quiet --quiet --yes --no-install-recommends "${packages[@]}"
  mapfile -t packages < <(missing_packages)
fi

complete=true
for package in "${packages[@]}"; do
  skipped "tests that need $package" "as root: apt-get install --no-install-recommends $package" || complete=false
done

# The hidden lock file is npm's own record of what it installed last.
cd tests/browser
if type -P npm >/dev/null && [[ ! node_modules/.package-lock.json -nt package-lock.json ]]; then
  echo "Getting the packages of tests/browser"
  npm ci --loglevel=error --no-audit --no-fund --no-update-notifier --ignore-scripts || skipped "tests in a browser" "npm ci failed in tests/browser" || complete=false
fi
$complete
