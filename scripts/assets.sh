#!/usr/bin/env bash
# Takes from npm, by lock file, what pages load, and copies it to web/assets/static with its checksums.
#   scripts/assets.sh           refresh the copies after package-lock.json changed
#   scripts/assets.sh --check   only install, and fail if a copy differs from what the lock file gives
set -euo pipefail
cd "$(dirname "$0")/../web/assets"

# from (below node_modules) and to (below static)
copies=(
  "@fontsource-variable/inter/files/inter-latin-opsz-normal.woff2     fonts/inter-latin.woff2"
  "@fontsource-variable/inter/files/inter-latin-ext-opsz-normal.woff2 fonts/inter-latin-ext.woff2"
  "@fontsource-variable/inter/LICENSE                                 fonts/OFL.txt"
  "htmx.org/dist/htmx.min.js                                          htmx.min.js"
  "htmx.org/LICENSE                                                   htmx.LICENSE.txt"
)

# npm keeps a copy of the lock file inside node_modules; rebuilding only when it is older makes this step free
if [[ ! -f node_modules/.package-lock.json || package-lock.json -nt node_modules/.package-lock.json ]]; then
  npm ci --no-progress --loglevel=error
  touch node_modules/.package-lock.json
fi

if grep -q '"resolved"' package-lock.json; then
  echo "web/assets/package-lock.json names a registry; npm install with the .npmrc beside it leaves that out" >&2
  exit 1
fi

wrong=0
for copy in "${copies[@]}"; do
  read -r from to <<<"$copy"
  if [[ ${1:-} != --check ]]; then
    install -D -m 0644 "node_modules/$from" "static/$to"
  elif ! cmp -s "node_modules/$from" "static/$to"; then
    echo "web/assets/static/$to is not what the lock file gives ($from); run make assets and look at the change" >&2
    wrong=1
  fi
done
[[ $wrong == 0 ]] || exit 1

if [[ ${1:-} != --check ]]; then
  for copy in "${copies[@]}"; do
    read -r _ to <<<"$copy"
    sha256sum "static/$to"
  done | LC_ALL=C sort -k2 >CHECKSUMS
fi
