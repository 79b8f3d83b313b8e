#include "host/watched_path.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(watched_path, interrupts_and_sysctls_are_watched_under_their_own_name) {
  for (const auto* path : {"/proc/irq/38/smp_affinity", "/proc/irq/default_smp_affinity",
                           "/proc/sys/net/core/netdev_max_backlog"}) {
    EXPECT_EQ(watched_path(path), path);
  }
}

TEST(watched_path, a_queue_is_told_below_its_interface_however_long_its_device_path) {
  EXPECT_EQ(watched_path("/sys/devices/pci0000:00/0000:00:04.0/virtio1/net/eth0/queues/rx-0/"
                         "rps_cpus"),
            "/sys/class/net/eth0/queues/rx-0/rps_cpus");
  EXPECT_EQ(watched_path("/sys/devices/virtual/net/veth0/threaded"),
            "/sys/class/net/veth0/threaded");
  EXPECT_EQ(watched_path("/sys/class/net/eth0/queues/tx-3/xps_cpus"),
            "/sys/class/net/eth0/queues/tx-3/xps_cpus");
}

TEST(watched_path, the_same_files_below_another_root_are_told_as_the_hosts) {
  EXPECT_EQ(watched_path("/tmp/x/proc/irq/38/smp_affinity", "/tmp/x"), "/proc/irq/38/smp_affinity");
  EXPECT_EQ(watched_path("/proc/irq/38/smp_affinity", "/tmp/x"), std::nullopt);
  EXPECT_EQ(watched_path("/srv/jail/proc/irq/38/smp_affinity"), "/proc/irq/38/smp_affinity");
}

TEST(watched_path, who_binds_devices_and_takes_cpus_away_is_watched) {
  for (const auto* path :
       {"/sys/bus/pci/drivers/virtio-pci/unbind", "/sys/bus/pci/rescan",
        "/sys/devices/pci0000:00/0000:00:04.0/reset", "/sys/devices/system/cpu/cpu3/online",
        "/sys/fs/cgroup/trading.slice/cpuset.cpus", "/sys/fs/cgroup/cpuset/a/cpuset.mems",
        "/sys/fs/cgroup/a/cgroup.procs", "/sys/fs/cgroup/a/cgroup.threads",
        "/sys/fs/cgroup/cgroup.subtree_control", "/sys/fs/cgroup/cpuset/a/tasks",
        "/etc/default/irqbalance"}) {
    EXPECT_EQ(watched_path(path), path);
  }
}

TEST(watched_path, what_else_is_written_is_nobodys_business) {
  for (const auto* path :
       {"/proc/4711/oom_score_adj", "/proc/irq", "/proc/irqs/38", "/proc/self/attr/current",
        "/sys/devices/pci0000:00/0000:00:04.0/power/control", "/sys/devices/system/cpu/cpu3/x",
        "/sys/devices/x/net/eth0/statistics/rx_bytes", "/sys/devices/x/net/eth0/queues/rx-0",
        "/sys/fs/cgroup/a/cgroup.freeze", "/etc/default/grub", "/etc/default/irqbalance.tmp", "",
        "relative"}) {
    EXPECT_EQ(watched_path(path), std::nullopt) << path;
  }
}

TEST(watched_path, only_network_sysctls_are_of_a_network_namespace) {
  EXPECT_TRUE(is_of_network_namespace("/proc/sys/net/core/somaxconn"));
  EXPECT_FALSE(is_of_network_namespace("/proc/sys/kernel/numa_balancing"));
  EXPECT_FALSE(is_of_network_namespace("/proc/irq/38/smp_affinity"));
}

}  // namespace
}  // namespace holdfast
