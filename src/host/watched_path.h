// Which files of procfs, sysfs and cgroupfs the agent wants to hear of, and under which name.
//
// A mark on a whole file system tells of every write to it; most are nobody's business here. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace holdfast {

/// The name by which a file is known to the rest of holdfast; nullopt when nobody watches it.
///
/// `path`: as the kernel names it, absolute, below `root` ("" for "/"). A queue's file is told
/// below /sys/class/net, however long its device path; a procfs or sysfs that is mounted once more
/// somewhere (a chroot) is told as the host's own. Watched are /proc/irq/*, /proc/sys/*,
/// /sys/class/net/*/{queues/*/*,threaded,…}, bind, unbind and reset of devices, a CPU's "online",
/// the cpusets of cgroups and who is put into them, and irqbalance's configuration.
std::optional<std::string> watched_path(std::string_view path, std::string_view root = {});

/// Does it belong to a network namespace, so that a writer in another one does not touch ours?
bool is_of_network_namespace(std::string_view watched);

}  // namespace holdfast
