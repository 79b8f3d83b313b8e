// Policy text → Policy. Pure: files that it includes are read by the caller.
#pragma once

#include <string>
#include <string_view>

#include "policy/complaint.h"
#include "policy/include_tree.h"
#include "policy/policy.h"

namespace holdfast {

struct ParsedPolicy {
  Policy policy;  // of use only without errors
  Complaints complaints;
};

/// `file` is the policy's path, as complaints shall name it and includes be found beside it.
ParsedPolicy parse_policy(const std::string& file, std::string_view text,
                          const ReadInclude& read_include);

}  // namespace holdfast
