#include "plan/host_rules_test_fixture.h"

namespace holdfast {
namespace {

TEST(SocketBuffersSmall, TriggersBelowTheProfilesLimits) {
  HostRules test;
  test.profile = ProfileName::high_pps;
  test.sysctl("net.core.rmem_max", "212992");
  test.sysctl("net.core.wmem_max", "16777216");
  test.sysctl("net.ipv4.tcp_rmem", "4096\t131072\t6291456");
  test.sysctl("net.ipv4.tcp_wmem", "4096\t16384\t33554432");
  const auto finding = test.one("socket-buffers-small");
  EXPECT_EQ(finding.sentence,
            "Socket buffers are below what high-pps wants: net.core.rmem_max is 212992 of "
            "16777216, net.ipv4.tcp_rmem is 6291456 of 16777216 bytes");
  EXPECT_TRUE(shows(finding, "/proc/sys/net/ipv4/tcp_rmem", "4096 131072 6291456"));
  EXPECT_EQ(finding.fix.policy,
            "sysctl: {net.core.rmem_max: 16777216, net.ipv4.tcp_rmem: \"4096 131072 16777216\"}");
  EXPECT_EQ(finding.fix.shell,
            "sysctl -w net.core.rmem_max=16777216 \"net.ipv4.tcp_rmem=4096 131072 16777216\"");
}

TEST(SocketBuffersSmall, AsksForMoreUnderTrading) {
  HostRules test;
  test.profile = ProfileName::trading;
  test.sysctl("net.core.rmem_max", "134217728");
  test.sysctl("net.core.wmem_default", "212992");
  EXPECT_EQ(test.one("socket-buffers-small").fix.shell, "sysctl -w net.core.wmem_default=16777216");
}

TEST(SocketBuffersSmall, StaysSilentAtTheLimitAndWithoutAProfile) {
  HostRules test;
  test.sysctl("net.core.rmem_max", "16777216");
  test.sysctl("net.ipv4.tcp_rmem", "4096\t131072\t16777216");
  test.sysctl("net.ipv4.tcp_wmem", "not three numbers at all");
  test.profile = ProfileName::high_pps;
  EXPECT_TRUE(test.silent("socket-buffers-small"));
  test.sysctl("net.core.rmem_max", "212992");
  test.profile = ProfileName::any;
  EXPECT_TRUE(test.silent("socket-buffers-small"));
}

TEST(AcceptQueueShort, TriggersBelow4096UnderTrading) {
  HostRules test;
  test.profile = ProfileName::trading;
  test.sysctl("net.core.somaxconn", "128");
  EXPECT_EQ(test.one("accept-queue-short").sentence,
            "net.core.somaxconn is 128, trading wants 4096");
  test.sysctl("net.core.somaxconn", "4096");
  EXPECT_TRUE(test.silent("accept-queue-short"));
}

TEST(FinTimeoutLong, TriggersAbove15SecondsUnderHighPps) {
  HostRules test;
  test.profile = ProfileName::high_pps;
  test.sysctl("net.ipv4.tcp_fin_timeout", "60");
  EXPECT_EQ(test.one("fin-timeout-long").fix.shell, "sysctl -w net.ipv4.tcp_fin_timeout=15");
  test.sysctl("net.ipv4.tcp_fin_timeout", "15");
  EXPECT_TRUE(test.silent("fin-timeout-long"));
  test.sysctl("net.ipv4.tcp_fin_timeout", "60");
  test.profile = ProfileName::trading;
  EXPECT_TRUE(test.silent("fin-timeout-long"));
}

TEST(SlowStartAfterIdle, TriggersWhenOnUnderHighPps) {
  HostRules test;
  test.profile = ProfileName::high_pps;
  test.sysctl("net.ipv4.tcp_slow_start_after_idle", "1");
  EXPECT_EQ(test.one("slow-start-after-idle").sentence,
            "net.ipv4.tcp_slow_start_after_idle is 1, high-pps wants 0");
  test.sysctl("net.ipv4.tcp_slow_start_after_idle", "0");
  EXPECT_TRUE(test.silent("slow-start-after-idle"));
}

HostRules host_of_many_files(std::uint64_t slab_bytes) {
  HostRules test;
  test.profile = ProfileName::high_pps;
  test.sysctl("vm.vfs_cache_pressure", "100");
  test.host.settings.memory_bytes = 16'000'000'000;
  test.host.settings.slab_reclaimable_bytes = slab_bytes;
  test.host.settings.dentries = 6'000'000;
  test.host.settings.dentries_unused = 5'500'000;
  return test;
}

TEST(CachePressureHigh, TriggersWhenUnusedDentriesFillMemory) {
  const auto test = host_of_many_files(1'600'000'000);
  const auto finding = test.one("cache-pressure-high");
  EXPECT_EQ(finding.fix.policy, "sysctl: {vm.vfs_cache_pressure: 50}");
  EXPECT_TRUE(shows(finding, "/proc/sys/fs/dentry-state", "6000000 5500000"));
}

TEST(CachePressureHigh, StaysSilentWhileTheSlabsAreSmall) {
  EXPECT_TRUE(host_of_many_files(700'000'000).silent("cache-pressure-high"));
  auto busy = host_of_many_files(1'600'000'000);
  busy.host.settings.dentries_unused = 2'000'000;
  EXPECT_TRUE(busy.silent("cache-pressure-high"));
}

}  // namespace
}  // namespace holdfast
