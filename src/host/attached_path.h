// Where a file of procfs, sysfs or cgroupfs is on this host, when the mount through which it was
// opened is gone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace holdfast {

/// `told`: what /proc/self/fd says of `fd`. The kernel names a file from the root of its mount: of
/// a service that had a mount namespace of its own and has ended, "/irq/38/smp_affinity". nullopt
/// when the file is not found where this host has its file systems; never a guess: it is the same
/// inode.
std::optional<std::string> attached_path(int fd, std::string_view told);

}  // namespace holdfast
