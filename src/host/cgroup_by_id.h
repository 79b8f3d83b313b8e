// The path of a cgroup whose id is known, when no process of it is left to ask.
#pragma once

#include <cstdint>
#include <string>

namespace holdfast {

/// In the unified hierarchy, "/system.slice/cron.service"; empty when it is gone, when it cannot be
/// opened (CAP_DAC_READ_SEARCH), or when `mounted` is no such hierarchy.
std::string cgroup_path_of_id(std::uint64_t id, const std::string& mounted = "/sys/fs/cgroup");

}  // namespace holdfast
