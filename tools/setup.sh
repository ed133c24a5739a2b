#!/bin/sh
# tools/setup.sh PURPOSE...: installs from Debian what PURPOSE (build, test, lint) lacks; says so in one line.
set -eu
list=$(dirname "$0")/packages.txt
wanted=$(for purpose in "$@"; do sed -n "s/^$purpose //p" "$list"; done | tr ' ' '\n' | sort -u)
have=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' $wanted 2>/dev/null | sed -n 's/^ii //p' | sort -u)
missing=$(printf '%s\n' "$wanted" | grep -vxF "$have" | tr '\n' ' ') || true
[ -n "$missing" ] || exit 0

root=
[ "$(id -u)" = 0 ] || root=sudo
echo "Installing Debian packages that are missing (apt-get${root:+, with sudo}): $missing"
log=$(mktemp)
$root apt-get update -q >"$log" 2>&1 &&
  $root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing >>"$log" 2>&1 || {
  tail -20 "$log" >&2
  echo "The packages could not be installed; the whole output is in $log" >&2
  exit 3
}
rm -f "$log"
