#!/usr/bin/env bash
# A deliberately wrong include direction, and an OS header in a pure module, make the lint fail.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir -p "$copy/tools"
cp -r "$root/src" "$root/apps" "$copy/"
cp "$root/tools/layers.txt" "$copy/tools/"
"$root/tools/lint_layers" "$copy" || { echo 'the tree itself fails'; exit 1; }
expect_failure() {  # FILE LINE MESSAGE
  local before; before=$(cat "$copy/$1")
  printf '%s\n%s\n' "$2" "$before" > "$copy/$1"
  if output=$("$root/tools/lint_layers" "$copy"); then echo "not caught: $2 in $1"; exit 1; fi
  grep -qF "$3" <<<"$output" || { echo "wrong sentence: $output"; exit 1; }
  printf '%s\n' "$before" > "$copy/$1"
}
expect_failure src/base/text.cc '#include "host/source.h"' 'src/base/text.cc:1: module base must not include host/source.h'
expect_failure src/plan/audit.cc '#include "cli/table.h"' 'src/plan/audit.cc:1: module plan must not include cli/table.h'
expect_failure src/model/nic.cc '#include <fstream>' 'pure module model must not include <fstream>'
expect_failure src/model/nic.h '#include <nlohmann/json.hpp>' 'belongs into one .cc'
echo ok
