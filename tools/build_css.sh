#!/bin/sh
# tools/build_css.sh: makes pages/assets/almoner.css of pages/style/. Needs Node 20.19 or later; nothing else
# does: what this makes is committed, and building and running Almoner go without it.
set -eu
cd "$(dirname "$0")/.."
npm ci --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error
node_modules/.bin/sass --style=compressed --no-source-map --no-charset --no-error-css --quiet-deps --load-path=node_modules \
  pages/style/almoner.scss pages/assets/almoner.css
# What may not be shipped outside government, and what a page may not load.
if grep -Eio 'GDS Transport|crest|@font-face|url\([^)]*\)' pages/assets/almoner.css; then
  echo "The style sheet has something in it that may not be there." >&2
  exit 1
fi
