// Whether this process has what AF_XDP takes.
#pragma once

#include <cstdint>

#include "base/result.h"

namespace holdfast {

/// Refused with the capabilities that it lacks.
Result<void> check_xdp_capabilities();
/// The same of a set of capabilities in effect, a bit each. Pure.
Result<void> check_xdp_capabilities(std::uint64_t effective);

}  // namespace holdfast
