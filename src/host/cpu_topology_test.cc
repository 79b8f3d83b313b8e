#include "host/cpu_topology.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/memory_source.h"

namespace holdfast {
namespace {

using ::testing::ElementsAre;

constexpr std::string_view kCpus = "/sys/devices/system/cpu/";

// Two packages and nodes of two cores with two threads: CPUs n and n+4 are siblings. CPU 7 is
// offline.
MemorySource two_sockets() {
  MemorySource host;
  const auto add = [&](const std::string& path, std::string_view text) {
    host.add_file(std::string(kCpus) + path, std::string(text));
  };
  add("possible", "0-7\n");
  add("online", "0-6\n");
  add("isolated", "2-3\n");
  add("nohz_full", "  (null)\n");
  add("smt/control", "on\n");
  for (int cpu = 0; cpu < 7; ++cpu) {
    const auto folder = fmt::format("cpu{}/", cpu);
    const int core = cpu % 4;
    const int package = core / 2;
    const int sibling = core + 4;
    add(folder + "topology/core_id", fmt::format("{}\n", core % 2));
    add(folder + "topology/physical_package_id", fmt::format("{}\n", package));
    add(folder + "topology/thread_siblings_list",
        sibling == 7 ? "3\n" : fmt::format("{},{}\n", core, sibling));
    add(folder + "cache/index0/level", "1\n");
    add(folder + "cache/index0/shared_cpu_list", fmt::format("{},{}\n", core, sibling));
    add(folder + "cache/index3/level", "3\n");
    add(folder + "cache/index3/shared_cpu_list", package == 0 ? "0-1,4-5\n" : "2-3,6\n");
    add(folder + "cpufreq/scaling_governor", cpu == 2 ? "performance\n" : "schedutil\n");
    for (int state = 0; state < 3; ++state) {
      add(fmt::format("{}cpuidle/state{}/latency", folder, state), fmt::format("{}\n", state * 50));
      add(fmt::format("{}cpuidle/state{}/disable", folder, state),
          cpu == 2 && state != 0 ? "1\n" : "0\n");
    }
  }
  host.add_file("/sys/devices/system/node/node0/cpulist", "0-1,4-5\n");
  host.add_file("/sys/devices/system/node/node0/distance", "10 21\n");
  host.add_file("/sys/devices/system/node/node1/cpulist", "2-3,6\n");
  host.add_file("/sys/devices/system/node/node1/distance", "21 10\n");
  host.add_file("/sys/devices/system/node/possible", "0-1\n");
  return host;
}

TEST(CpuTopology, IsReadFromATwoSocketHost) {
  auto host = two_sockets();
  Diagnostics diagnostics;
  KernelCommandLine line;
  line.rcu_nocbs = CpuSet{2};
  line.nohz_full = CpuSet{3};
  const auto topology = read_cpu_topology(host, line, diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_EQ(topology.possible, CpuSet::range(0, 7));
  EXPECT_EQ(topology.online, CpuSet::range(0, 6));
  EXPECT_EQ(topology.isolated, CpuSet::range(2, 3));
  EXPECT_EQ(topology.nohz_full, CpuSet{}) << "(null) is what old kernels print for none";
  EXPECT_EQ(topology.rcu_nocbs, (CpuSet{2, 3})) << "nohz_full offloads callbacks too";
  EXPECT_EQ(topology.smt_control, "on");
  ASSERT_EQ(topology.cpus.size(), 7U);
  const auto& cpu = topology.cpus[6];
  EXPECT_EQ(cpu.id, CpuId{6});
  EXPECT_EQ(cpu.node, NumaNode{1});
  EXPECT_EQ(cpu.package, 1U);
  EXPECT_EQ(cpu.core, 0U);
  EXPECT_EQ(cpu.smt_siblings, (CpuSet{2, 6}));
  EXPECT_EQ(cpu.llc_siblings, (CpuSet{2, 3, 6}));
  EXPECT_EQ(cpu.governor, "schedutil");
  EXPECT_EQ(cpu.max_idle_latency_us, 100U);
  EXPECT_EQ(topology.cpus[2].governor, "performance");
  EXPECT_EQ(topology.cpus[2].max_idle_latency_us, 0U) << "only polling is left enabled";
  EXPECT_EQ(topology.cpus[3].smt_siblings, CpuSet{3}) << "its sibling is offline";
  ASSERT_EQ(topology.nodes.size(), 2U);
  EXPECT_THAT(topology.nodes[1].distances, ElementsAre(21, 10));
}

TEST(CpuTopology, KnowsThatCoresOfDifferentKindsSleepDifferently) {
  auto host = two_sockets();
  host.add_file("/sys/devices/system/cpu/cpu6/cpuidle/state2/latency", "900\n");
  Diagnostics diagnostics;
  const auto topology = read_cpu_topology(host, {}, diagnostics);
  EXPECT_EQ(topology.cpus[0].max_idle_latency_us, 100U);
  EXPECT_EQ(topology.cpus[6].max_idle_latency_us, 900U);
}

TEST(CpuTopology, OfAGuestWithoutCachesNodesAndIdleStatesIsItsCpus) {
  MemorySource host;
  host.add_file("/sys/devices/system/cpu/online", "0-1\n");
  Diagnostics diagnostics;
  const auto topology = read_cpu_topology(host, {}, diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  ASSERT_EQ(topology.cpus.size(), 2U);
  EXPECT_FALSE(topology.cpus[0].node);
  EXPECT_FALSE(topology.cpus[0].max_idle_latency_us);
  EXPECT_TRUE(topology.cpus[0].llc_siblings.empty());
}

TEST(CpuTopology, WithoutAnOnlineListSaysThatNothingIsKnown) {
  MemorySource host;
  Diagnostics diagnostics;
  EXPECT_TRUE(read_cpu_topology(host, {}, diagnostics).cpus.empty());
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].path, "/sys/devices/system/cpu/online");
}

TEST(CpuTopology, KeepsTheRestOfAHostWithABadFile) {
  auto host = two_sockets();
  host.add_file("/sys/devices/system/node/node1/distance", "10 x\n");
  host.add_file("/sys/devices/system/cpu/cpu0/topology/core_id", "many\n");
  Diagnostics diagnostics;
  const auto topology = read_cpu_topology(host, {}, diagnostics);
  ASSERT_EQ(diagnostics.size(), 2U);
  EXPECT_EQ(diagnostics[0].path, "/sys/devices/system/cpu/cpu0/topology/core_id");
  EXPECT_EQ(diagnostics[1].sentence, "\"x\", expected one distance per node");
  EXPECT_EQ(topology.cpus.size(), 7U);
  EXPECT_EQ(topology.cpus[1].core, 1U);
}

}  // namespace
}  // namespace holdfast
