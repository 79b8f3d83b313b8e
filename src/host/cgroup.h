// The text of /proc/PID/cgroup, and the systemd unit in a cgroup path. cgroups(7).
#pragma once

#include <string>
#include <string_view>

namespace holdfast {

/// The path in the unified hierarchy ("0::/system.slice/sshd.service"); where that is "/" or absent
/// (cgroup v1), the path of the hierarchy name=systemd, else of cpuset. Empty when there is none.
std::string_view cgroup_path(std::string_view text);

/// The path of its cpuset: in the hierarchy of cgroup v1 that has cpusets, where there is one, else
/// in the unified hierarchy. Empty when there is none.
std::string_view cpuset_path(std::string_view text);

/// The unit that systemd keeps at that path: the first component after the slices, so a container
/// is its scope, whatever runs inside; within user@UID.service, the user's own unit. Empty if none.
std::string_view unit_of(std::string_view path);

}  // namespace holdfast
