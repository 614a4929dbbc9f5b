#!/usr/bin/env bash
# Everything make test does, a step at a time, each with its name and time; the first that fails ends it.
#   FUZZTIME          how long each fuzz target runs (3s)
#   RAINMAKER_LONG=1  tests run their long modes
set -euo pipefail
cd "$(dirname "$0")/.."

step() {
  local name=$1 began=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  if ! "$@"; then
    printf '== %s: FAILED after %d s\n' "$name" $((SECONDS - began)) >&2
    exit 1
  fi
  printf '== %s: ok, %d s\n' "$name" $((SECONDS - began))
}

# Compares with the files as they stand, not with the last commit, so that work in progress can be tested.
generated_is_fresh() {
  local before after
  before=$(generated_sums)
  .tools/templ generate -log-level warn || return 1
  after=$(generated_sums)
  if [[ $before != "$after" ]]; then
    echo "pages were generated from older templates; they are written anew now, look at them and commit:" >&2
    diff <(echo "$before") <(echo "$after") | awk '/^>/ { print "  " $3 }' >&2
    return 1
  fi
}

generated_sums() {
  find . -name '*_templ.go' -not -path './web/assets/node_modules/*' -exec sha256sum {} + | sort -k2
}

formatted() {
  local wrong
  wrong=$(.tools/golangci-lint fmt --diff ./... | sed -n 's/^diff .*\.orig /  /p')
  if [[ -n $wrong ]]; then
    printf 'not laid out as gofumpt does; run make fmt:\n%s\n' "$wrong" >&2
    return 1
  fi
}

# Fuzz targets are found, not listed, so none can be forgotten.
fuzz() {
  local listing package name names=()
  listing=$(go test -list '^Fuzz' ./...) || return 1
  while read -r name package _; do
    case $name in
      Fuzz*) names+=("$name") ;;
      ok)
        for name in "${names[@]}"; do
          echo "$package $name"
          go test -run '^$' -fuzz "^$name\$" -fuzztime "${FUZZTIME:-3s}" "$package" || return 1
        done
        names=()
        ;;
    esac
  done <<<"$listing"
}

# Concurrent packages are those that start goroutines or share state between them. The C code that SQLite was translated
# from is not ours to watch, and watching it doubles the time.
races() {
  local packages
  packages=$(grep -rlE --include='*.go' --exclude='*_test.go' --exclude-dir=node_modules --exclude-dir=.tools \
    '^\s*(go (func|[a-zA-Z_.]+\()|(import )?"(sync(/atomic)?|golang\.org/x/sync/[a-z]+)"$)' . | xargs -r -n1 dirname | sort -u)
  [[ -n $packages ]] || return 0
  # shellcheck disable=SC2086 # one argument a package
  go test -race -short -timeout 40m -gcflags='modernc.org/sqlite/lib=-race=false' -gcflags='modernc.org/libc/...=-race=false' $packages
}

step "set-up" scripts/setup.sh all
step "generated pages are fresh" generated_is_fresh
step "format" formatted
step "vet" go vet ./...
step "lint" .tools/golangci-lint run ./...
step "fuzz, ${FUZZTIME:-3s} a target" fuzz
step "race detector" races
step "tests" go test -timeout 40m ./...
printf '\nall steps passed in %d s\n' "$SECONDS"
