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
printf '[{"file": "%s/whole.cc"}, {"file": "%s/lacking.cc"}]' "$PWD" "$PWD" >"$copy/compile_commands.json"
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
echo ok
