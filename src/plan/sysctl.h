// Sysctls as the audit reads them, and the fixes that set them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/finding.h"
#include "model/settings.h"

namespace holdfast {

/// Names and wanted values, in the order in which they are to be written.
using SysctlValues = std::vector<std::pair<std::string, std::string>>;

/// The number that the sysctl holds; nullopt when it was not read or is not one number.
std::optional<std::uint64_t> sysctl_number(const Settings& settings, std::string_view name);

/// "net.core.busy_read" → "/proc/sys/net/core/busy_read", with what it held.
Evidence sysctl_evidence(const Settings& settings, std::string_view name);

/// `sysctl: {name: value, …}` and one `sysctl -w` line for all of them; empty for no values.
Fix sysctl_fix(const SysctlValues& wanted);

}  // namespace holdfast
