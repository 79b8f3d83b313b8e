// The values of this module as JSON text, for `--json`. docs/schema/ has the JSON Schemas.
//
// Keys are the members' names; an absent fact has no key; CPU sets are lists in the kernel's
// notation ("0-3,8"); the key order is fixed, so that equal values give equal bytes.
#pragma once

#include <string>
#include <vector>

#include "model/finding.h"
#include "model/host_snapshot.h"

namespace holdfast {

std::string to_json(const HostSnapshot& host);
std::string to_json(const Sample& sample);
std::string to_json(const std::vector<Finding>& findings);

}  // namespace holdfast
