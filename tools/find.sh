# Sourced by the other tools: where the optional programs are, and what to say of one that is missing.
# Must never install, start or write anything.
# shellcheck shell=bash

# Prints the directory of the newest PostgreSQL server of version 15 or later.
find_postgres() {
  local bin version
  while read -r bin; do
    [[ -x $bin/initdb && -x $bin/postgres ]] || continue
    version=$("$bin/postgres" --version | grep -oE '[0-9]+' | head -n 1)
    if ((version >= 15)); then
      echo "$bin"
      return
    fi
  done < <(printf '%s\n' /usr/lib/postgresql/*/bin | sort --version-sort --reverse
           type -P initdb | xargs --no-run-if-empty dirname)
  return 1
}

# Prints the path of Chromium or its sibling.
find_chromium() {
  type -P chromium || type -P chromium-browser || type -P google-chrome
}

# Prints the path of Node.js 20 or later.
find_node() {
  local node
  node=$(type -P node) && "$node" -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' && echo "$node"
}

# skipped WHAT REASON: says on one line what is left out; fails where nothing may be.
skipped() {
  echo "SKIPPED: $1: $2" >&2
  [[ ${TILLBUD_NOTHING_SKIPPED:-} != 1 ]]
}
