#!/usr/bin/env bash
# bench.sh [SIZE] [ROUNDS]: the published calculation workload, rainmaker beside the other programs that come with it. Its files
# are beside the repository and not in it.
set -euo pipefail
cd "$(dirname "$0")/.."
compare=../shared/bench/compare.sh
if [[ ! -x $compare ]]; then
  echo "the calculation workload is not in ../shared/bench: nothing to compare with" >&2
  exit 0
fi
RAINMAKER=$PWD/bin/rainmaker "$compare" "${1:-M}" "${2:-5}"
