// Includes: the trees of a policy and of the files that it includes, as one tree.
//
// The includer wins: maps are joined key by key, and where both have a value the includer's stands.
// Of `interfaces` and `threads` both files' are taken, the included ones first (a later demand for
// the same thing wins). `match` is taken as a whole.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "policy/yaml_tree.h"

namespace holdfast {

/// The text of a file that a policy includes; `path` stands beside the includer, unless it was
/// written absolute. The error's sentence says why there is none.
using ReadInclude = std::function<Result<std::string>(const std::string& path)>;

struct IncludedFiles {
  std::vector<std::string> paths;     // without the first
  std::vector<std::string> skipping;  // those with `unsupported: skip`, the first among them
};

/// The tree of `file`, with what it includes: to a depth of 8, 32 files in all.
YamlNode read_with_includes(const std::string& file, std::string_view text,
                            const ReadInclude& read_include, Complaints& complaints,
                            IncludedFiles& included);

}  // namespace holdfast
