#!/usr/bin/env bash
# Installs what the named parts of the work need, below this folder where it can. Each part is done once and costs nothing
# the next time; a new version in this file or in go.mod is a new part.
#   scripts/setup.sh go | linter | templ | assets | browser | all
set -euo pipefail
cd "$(dirname "$0")/.."

golangci_lint=v2.15.0

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

need_go() {
  command -v go >/dev/null || fail "there is no Go here: install Go $(awk '$1 == "go" { print $2 }' go.mod) or newer from https://go.dev/dl"
}

# tool NAME VERSION PACKAGE builds a tool into .tools/NAME-VERSION. It is built apart from this module, so that what the
# tool depends on is not what the product depends on.
tool() {
  local name=$1 version=$2 package=$3
  local built=.tools/$name-$version
  need_go
  if [[ ! -x $built ]]; then
    echo "building $name $version, once"
    mkdir -p .tools/building
    GOBIN=$PWD/.tools/building go install "$package@$version"
    mv ".tools/building/$name" "$built"
  fi
  ln -sfn "$name-$version" ".tools/$name"
}

# debian PACKAGE... installs from Debian, where that is allowed.
debian() {
  local as_root=()
  if [[ $(id -u) != 0 ]]; then
    if ! sudo -n true 2>/dev/null; then
      fail "$* must be installed, which takes root: sudo apt-get update && sudo apt-get install --no-install-recommends $*"
    fi
    as_root=(sudo -n)
  fi
  command -v apt-get >/dev/null || fail "$* must be installed, and there is no apt-get here: install it the way this system does"
  echo "installing $* from Debian"
  "${as_root[@]}" apt-get update -qq </dev/null
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
}

part() {
  case $1 in
    go) need_go ;;
    linter) tool golangci-lint "$golangci_lint" github.com/golangci/golangci-lint/v2/cmd/golangci-lint ;;
    # the generator must be the version that the generated files are compiled with
    templ) need_go && tool templ "$(go list -m -f '{{.Version}}' github.com/a-h/templ)" github.com/a-h/templ/cmd/templ ;;
    assets)
      command -v npm >/dev/null || debian nodejs npm
      scripts/assets.sh --check
      ;;
    browser) command -v chromium >/dev/null || debian chromium ;;
    compiler) command -v gcc >/dev/null || debian gcc libc6-dev ;; # the race detector is C
    all) for p in go linter templ assets browser compiler; do part "$p"; done ;;
    *) fail "setup.sh knows go, linter, templ, assets, browser, compiler and all, not \"$1\"" ;;
  esac
}

for p in "${@:-all}"; do part "$p"; done
