// Settings: host-wide knobs that decide how packets and threads are served.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/cpu_set.h"

namespace holdfast {

/// The kernel command line, with the CPU lists that it names.
struct KernelCommandLine {
  std::string text;
  std::optional<CpuSet> isolcpus;
  std::vector<std::string> isolcpus_flags;  // "domain", "managed_irq", "nohz"
  std::optional<CpuSet> nohz_full;
  std::optional<CpuSet> rcu_nocbs;
  std::optional<CpuSet> irqaffinity;
  bool threadirqs = false;
};

struct Settings {
  std::string hostname;
  std::string kernel_release;  // "6.1.0-56-amd64"
  std::string machine;         // "x86_64"
  std::string virtualization;  // "kvm", "xen", …; empty on metal or when unknown
  std::string instance_type;   // a cloud's machine type from DMI, e.g. "c6i.4xlarge"; or empty
  KernelCommandLine command_line;
  std::map<std::string, std::string> sysctls;  // "net.core.busy_poll" → "0"
  std::optional<CpuSet> default_smp_affinity;
  std::optional<CpuSet> workqueue_cpumask;
  std::string transparent_hugepages;  // "always", "madvise", "never"
  std::string clocksource;
  std::string idle_driver;    // cpuidle current_driver, "none" or empty
  std::string tuned_profile;  // /etc/tuned/active_profile
  std::vector<std::string>
      debug_options;  // built-in kernel options that cost speed or vectors: "LOCKDEP", "KASAN"
  std::optional<std::uint64_t>
      vectors_available;  // from debugfs irq/domains/VECTOR, when it can be read
  std::optional<std::uint64_t> slab_reclaimable_bytes;  // /proc/meminfo SReclaimable
  std::optional<std::uint64_t> memory_bytes;            // /proc/meminfo MemTotal
  std::optional<std::uint64_t> dentries;                // /proc/sys/fs/dentry-state, allocated
  std::optional<std::uint64_t> dentries_unused;
};

}  // namespace holdfast
