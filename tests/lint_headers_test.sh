#!/usr/bin/env bash
# A header that lacks an include, and a source that hides that by including another header first, make the lint fail.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir -p "$copy/src/base"
cd "$copy/src/base"
for name in whole lacking; do
  echo '#include <string>' >$name.h
  printf '// Words.\n\n#include "base/%s.h"\n' $name >$name.cc
done
commands() {  # HOW lacking.cc IS COMPILED
  printf '[{"file": "%s/whole.cc", "command": "c++"}, {"file": "%s/lacking.cc", "command": "%s"}]' "$PWD" "$PWD" "$1" \
    >"$copy/compile_commands.json"
}
commands 'c++'
"$root/tools/lint_headers" "$copy" "$copy" || { echo 'sound headers fail'; exit 1; }
echo 'std::string nothing();' >lacking.h
expect_failure() {  # WHAT STANDS FIRST IN lacking.cc
  printf '%s\n#include "base/lacking.h"\n' "$1" >lacking.cc
  local output
  output=$("$root/tools/lint_headers" "$copy" "$copy") && { echo "not caught: $1"; exit 1; }
  for sentence in 'lacking.cc: does not include "base/lacking.h" first' 'lacking.h: does not compile by itself'; do
    grep -qF "src/base/$sentence" <<<"$output" || { echo "not said: $sentence: $output"; exit 1; }
  done
}
expect_failure '#include <string>'
expect_failure '#include "base/whole.h"'
expect_failure 'namespace std { using string = int; }'
printf '#include "base/lacking.h"\n' >lacking.cc
commands 'c++ -include cmake_pch.hxx'
output=$("$root/tools/lint_headers" "$copy" "$copy") && { echo 'not caught: what a precompiled header lends'; exit 1; }
grep -qF 'lacking.h: does not compile by itself' <<<"$output" || { echo "not said: $output"; exit 1; }
echo ok
