#include "policy/cpu_choice.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

// `cpus` CPUs over `nodes` nodes; with SMT, CPU i and i + cpus/2 share a core.
HostSnapshot host_with(std::uint32_t cpus, std::uint32_t nodes, bool smt) {
  HostSnapshot host;
  auto& topology = host.topology;
  topology.online = topology.possible = CpuSet::range(0, cpus - 1);
  topology.smt_control = smt ? "on" : "notsupported";
  const std::uint32_t cores = smt ? cpus / 2 : cpus;
  for (std::uint32_t node = 0; node < nodes; ++node)
    topology.nodes.push_back({NumaNode{node}, {}, {}});
  for (std::uint32_t id = 0; id < cpus; ++id) {
    const std::uint32_t core = id % cores;
    const std::uint32_t node = core / (cores / nodes);
    Cpu cpu;
    cpu.id = CpuId{id};
    cpu.node = NumaNode{node};
    cpu.smt_siblings = smt ? CpuSet{core, core + cores} : CpuSet{id};
    topology.cpus.push_back(cpu);
    topology.nodes[node].cpus.add(CpuId{id});
  }
  return host;
}

Nic nic_on(std::uint32_t node, std::uint32_t queues) {
  Nic nic;
  nic.name = "eth0";
  nic.node = NumaNode{node};
  nic.channels = Channels{};
  nic.channels->combined = queues;
  return nic;
}

TEST(CpuChoice, KeepsInterruptsAndTradingOnTheNodeOfTheNic) {
  const auto host = host_with(16, 2, false);
  const Nic nic = nic_on(1, 4);
  const auto choice = choose_cpus(host, {&nic}, ProfileName::trading);
  EXPECT_EQ(choice.irq.to_list(), "8-9");
  EXPECT_EQ(choice.trading.to_list(), "10-15");
  EXPECT_EQ(choice.housekeeping.to_list(), "0-7");
}

TEST(CpuChoice, NeverPartsTheSiblingsOfACore) {
  const auto host = host_with(16, 1, true);
  const Nic nic = nic_on(0, 8);
  const auto choice = choose_cpus(host, {&nic}, ProfileName::trading);
  EXPECT_EQ(choice.housekeeping.to_list(), "0,8");
  EXPECT_EQ(choice.irq.to_list(), "1,9");
  EXPECT_EQ(choice.trading.to_list(), "2-7,10-15");
}

TEST(CpuChoice, GivesTheIsolatedCpusToTrading) {
  auto host = host_with(8, 1, false);
  host.topology.isolated = CpuSet::range(4, 7);
  const Nic nic = nic_on(0, 2);
  const auto choice = choose_cpus(host, {&nic}, ProfileName::trading);
  EXPECT_EQ(choice.trading.to_list(), "4-7");
  EXPECT_EQ(choice.irq.to_list(), "1");
  EXPECT_EQ(choice.housekeeping.to_list(), "0,2-3");
}

TEST(CpuChoice, SaysSoWhenThereAreTooFewCpus) {
  const auto two = host_with(2, 1, false);
  const Nic nic = nic_on(0, 2);
  const auto choice = choose_cpus(two, {&nic}, ProfileName::trading);
  EXPECT_EQ(choice.housekeeping.to_list(), "0");
  EXPECT_EQ(choice.irq.to_list(), "1");
  EXPECT_EQ(choice.trading.to_list(), "1");
  EXPECT_NE(choice.reasons.back().find("Only two cores"), std::string::npos);
  const auto one = host_with(1, 1, false);
  EXPECT_EQ(choose_cpus(one, {&nic}, ProfileName::trading).irq.to_list(), "0");
}

TEST(CpuChoice, SpreadsHighPpsOverEveryCpu) {
  const auto host = host_with(8, 2, false);
  const Nic nic = nic_on(0, 8);
  const auto choice = choose_cpus(host, {&nic}, ProfileName::high_pps);
  EXPECT_EQ(choice.irq.to_list(), "0-7");
  EXPECT_TRUE(choice.trading.empty());
}

}  // namespace
}  // namespace holdfast
