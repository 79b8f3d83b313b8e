#include "model/setting_path.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(SettingPath, IsTheOneThatTheKernelGivesIt) {
  SettingObject object;
  object.kind = SettingKind::vector;
  object.irq = IrqNumber{38};
  EXPECT_EQ(setting_path_of(object), "/proc/irq/38/smp_affinity_list");
  object.nic = "eth0";
  object.kind = SettingKind::xps;
  object.name = "tx-3";
  EXPECT_EQ(setting_path_of(object), "/sys/class/net/eth0/queues/tx-3/xps_cpus");
  object.name = "tx-../../x";
  EXPECT_EQ(setting_path_of(object), "");
  object.kind = SettingKind::threaded_napi;
  EXPECT_EQ(setting_path_of(object), "/sys/class/net/eth0/threaded");
  object.nic = "../eth0";
  EXPECT_EQ(setting_path_of(object), "");
  object.kind = SettingKind::sysctl;
  object.name = "net.core.somaxconn";
  EXPECT_EQ(setting_path_of(object), "/proc/sys/net/core/somaxconn");
  object.kind = SettingKind::rings;
  EXPECT_EQ(setting_path_of(object), "");
}

TEST(SysctlPath, HasThePartsInFolders) {
  EXPECT_EQ(procfs_path_of("net.core.somaxconn"), "/proc/sys/net/core/somaxconn");
  EXPECT_EQ(procfs_path_of("net/ipv4/ip_forward"), "/proc/sys/net/ipv4/ip_forward");
}

TEST(SysctlPath, TakesAnInterfaceWithADotAsSysctlDoes) {
  EXPECT_EQ(procfs_path_of("net.ipv4.conf.eth0/100.rp_filter"),
            "/proc/sys/net/ipv4/conf/eth0.100/rp_filter");
  EXPECT_EQ(procfs_path_of("net/ipv4/conf/eth0.100/rp_filter"),
            "/proc/sys/net/ipv4/conf/eth0.100/rp_filter");
}

TEST(SysctlPath, LeadsNowhereElse) {
  for (const auto* name : {"", "net..core", "../irq/1/smp_affinity", "net/../../etc/passwd", "."}) {
    EXPECT_EQ(procfs_path_of(name), "") << name;
  }
}

}  // namespace
}  // namespace holdfast
