// The files by which a policy outlives a boot: their paths and their contents.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.h"
#include "policy/resolve.h"

namespace holdfast {

inline constexpr const char* kSysctlFile = "/etc/sysctl.d/90-holdfast.conf";
inline constexpr const char* kBootUnit = "/etc/systemd/system/holdfast-apply.service";
inline constexpr const char* kBootWants = "/etc/systemd/system/multi-user.target.d/holdfast.conf";
inline constexpr const char* kBootRule = "/etc/udev/rules.d/90-holdfast.rules";
/// irqbalance's own defaults: Debian's, and Red Hat's.
inline constexpr const char* kIrqbalanceDefaults = "/etc/default/irqbalance";
inline constexpr const char* kIrqbalanceSysconfig = "/etc/sysconfig/irqbalance";

/// What a reader must take into HostSnapshot::files before resolve: the files that the policy
/// writes, /proc/sys/… of the sysctls that it names, and /etc/passwd when it names users.
std::vector<std::string> policy_files(const Policy& policy);

/// "net.core.somaxconn" → "/proc/sys/net/core/somaxconn".
std::string sysctl_path(std::string_view name);

/// sysctl.d(5): one line for each demand for a sysctl, the last for a name.
std::string sysctl_file(const Demands& demands);

/// The unit that applies the policy, what makes the boot want it, and the rule that starts it for
/// an interface that appears later.
std::string boot_unit(const std::string& policy_name, const BootCommand& boot);
std::string boot_wants();
std::string boot_rule();

/// irqbalance's defaults with its bans: `original` line by line, but for an earlier block of ours,
/// then our block. What the original bans stays banned. The interrupts are those of now: their
/// numbers may be others after a boot, and the next apply writes them anew.
std::string irqbalance_defaults(std::string_view original, const CpuSet& banned_cpus,
                                const std::vector<IrqNumber>& banned_irqs);

}  // namespace holdfast
