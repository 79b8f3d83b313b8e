#include "host/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/memory_source.h"

namespace holdfast {
namespace {

using ::testing::ElementsAre;

constexpr std::string_view kClock = "/sys/devices/system/clocksource/clocksource0/";

TEST(Settings, AreReadEachFromItsFile) {
  MemorySource host;
  const auto add = [&](std::string_view path, std::string text) {
    host.add_file(path, std::move(text));
  };
  add("/proc/sys/kernel/hostname", "md-7\n");
  add("/proc/sys/kernel/osrelease", "6.1.0-28-amd64\n");
  add("/proc/cmdline", "ro isolcpus=2-N\n");
  add("/sys/devices/system/cpu/possible", "0-3\n");
  add("/proc/sys/net/core/busy_poll", "50\n");
  add("/proc/sys/net/ipv4/tcp_rmem", "4096\t131072\t6291456\n");
  add("/proc/irq/default_smp_affinity", "3\n");
  add("/sys/devices/virtual/workqueue/cpumask", "f\n");
  add("/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
  add(std::string(kClock) + "current_clocksource", "tsc\n");
  add("/sys/devices/system/cpu/cpuidle/current_driver", "intel_idle\n");
  add("/etc/tuned/active_profile", "network-latency\n");
  add("/boot/config-6.1.0-28-amd64", "CONFIG_KASAN=y\n");
  add("/sys/kernel/debug/irq/domains/VECTOR",
      "name:   VECTOR\n size:   0\nOnline bitmaps:        4\nGlobal available:    771\n");
  add("/proc/meminfo", "MemTotal:        8123456 kB\nSReclaimable:      1024 kB\n");
  add("/proc/sys/fs/dentry-state", "53120\t38123\t45\t0\t11000\t0\n");
  Diagnostics diagnostics;
  const auto settings = read_settings(host, diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_EQ(settings.hostname, "md-7");
  EXPECT_EQ(settings.kernel_release, "6.1.0-28-amd64");
  EXPECT_EQ(settings.command_line.isolcpus, (CpuSet{2, 3}));
  EXPECT_EQ(settings.sysctls.at("net.core.busy_poll"), "50");
  EXPECT_EQ(settings.sysctls.at("net.ipv4.tcp_rmem"), "4096 131072 6291456");
  EXPECT_EQ(settings.sysctls.size(), 2U) << "those that the kernel lacks are absent";
  EXPECT_EQ(settings.default_smp_affinity, (CpuSet{0, 1}));
  EXPECT_EQ(settings.workqueue_cpumask, CpuSet::range(0, 3));
  EXPECT_EQ(settings.transparent_hugepages, "madvise");
  EXPECT_EQ(settings.clocksource, "tsc");
  EXPECT_EQ(settings.idle_driver, "intel_idle");
  EXPECT_EQ(settings.tuned_profile, "network-latency");
  EXPECT_THAT(settings.debug_options, ElementsAre("KASAN"));
  EXPECT_EQ(settings.vectors_available, 771U);
  EXPECT_EQ(settings.memory_bytes, 8123456ULL * 1024);
  EXPECT_EQ(settings.slab_reclaimable_bytes, 1024ULL * 1024);
  EXPECT_EQ(settings.dentries, 53120U);
  EXPECT_EQ(settings.dentries_unused, 38123U);
}

TEST(Settings, OfAnEmptyHostAreAbsentWithoutAWord) {
  MemorySource host;
  Diagnostics diagnostics;
  const auto settings = read_settings(host, diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_TRUE(settings.sysctls.empty());
  EXPECT_FALSE(settings.vectors_available);
}

TEST(Settings, SayWhatCouldNotBeBelieved) {
  MemorySource host;
  host.add_file("/proc/irq/default_smp_affinity", "xyz\n");
  host.add_file("/proc/meminfo", "MemTotal: lots kB\n");
  host.add_file("/proc/sys/fs/dentry-state", "1\n");
  host.add_file("/sys/kernel/debug/irq/domains/VECTOR", "Global available: few\n");
  host.add_error("/proc/sys/net/core/busy_poll", std::errc::permission_denied);
  Diagnostics diagnostics;
  read_settings(host, diagnostics);
  std::vector<std::string> paths;
  for (const auto& diagnostic : diagnostics) paths.push_back(diagnostic.path);
  EXPECT_THAT(paths, ElementsAre("/proc/sys/net/core/busy_poll", "/proc/irq/default_smp_affinity",
                                 "/sys/kernel/debug/irq/domains/VECTOR", "/proc/meminfo",
                                 "/proc/sys/fs/dentry-state"));
}

}  // namespace
}  // namespace holdfast
