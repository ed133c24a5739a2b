#!/bin/sh
# tools/setup.sh PURPOSE...: installs what PURPOSE (build, test, lint, bench) lacks, from Debian and, for test, from npm;
# says so in one line each.
set -eu
cd "$(dirname "$0")/.."
root=
[ "$(id -u)" = 0 ] || root=sudo

install() {
  echo "Installing Debian packages that are missing (apt-get${root:+, with sudo}): $*"
  log=$(mktemp)
  $root apt-get update -q >"$log" 2>&1 &&
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" >>"$log" 2>&1 || {
    tail -20 "$log" >&2
    echo "The packages could not be installed; the whole output is in $log" >&2
    exit 3
  }
  rm -f "$log"
}

wanted=$(for purpose in "$@"; do sed -n "s/^$purpose //p" tools/packages.txt; done | tr ' ' '\n' | sort -u)
have=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' $wanted 2>/dev/null | sed -n 's/^ii //p' | sort -u)
missing=$(printf '%s\n' "$wanted" | grep -vxF "$have" | tr '\n' ' ') || true
[ -z "$missing" ] || install $missing

# What tests run under Node: whichever is there, or Debian's.
case " $* " in *" test "*)
  [ node_modules/.package-lock.json -nt package-lock.json ] && exit 0
  command -v npm >/dev/null || install nodejs npm
  echo "Installing npm packages (package-lock.json)"
  npm ci --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error
  npm ci --prefix tests/observatory --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error
esac
