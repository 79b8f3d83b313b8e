#include <gtest/gtest.h>

#include "metrics/derive_test_fixture.h"
#include "metrics/queue_packets.h"

namespace holdfast {
namespace {

void count_packets(DeriveHost& host, const std::string& nic,
                   std::vector<std::pair<std::string, std::uint64_t>> grown) {
  NicCounters before{nic, {}};
  NicCounters after{nic, {}};
  for (const auto& [name, packets] : grown) {
    before.statistics.push_back({name, 1000});
    after.statistics.push_back({name, 1000 + packets});
  }
  host.earlier.sample.nics.push_back(before);
  host.later.sample.nics.push_back(after);
}

TEST(RemoteShare, IsByInterruptsWhereTheDriverDoesNotCountByQueue) {
  DeriveHost host;
  host.fire(38, 1, 0, 30);
  host.fire(39, 6, 0, 10);
  count_packets(host, "eth0", {{"rx_packets", 999}});
  EXPECT_EQ(host.frame().nrs, (Reading{0.25, "irq-counts"}));
}

TEST(RemoteShare, IsByPacketsAndEffectiveCpuWhereItDoes) {
  DeriveHost host;
  host.place(39, CpuSet{6}, CpuSet{6});
  host.fire(38, 1, 0, 30);
  host.fire(39, 6, 0, 10);
  count_packets(host, "eth0", {{"rx0_packets", 100}, {"rx1_packets", 300}, {"tx1_packets", 5}});
  EXPECT_EQ(host.frame().nrs, (Reading{0.75, "queue-packets"}));
}

TEST(RemoteShare, IsByInterruptsForAllWhenOneNicDoesNotCountByQueue) {
  DeriveHost host(1);
  host.add_vector(60, "rx+tx 0", CpuSet{5}, CpuSet{5});
  host.intent.targets[1].nic = "eth1";
  host.intent.targets[1].nic_node = NumaNode{1};
  host.fire(38, 1, 0, 30);
  host.fire(60, 5, 0, 10);
  count_packets(host, "eth0", {{"rx0_packets", 100}});
  EXPECT_EQ(host.frame().nrs, (Reading{0.0, "irq-counts"})) << "CPU 5 is of eth1's node";
}

TEST(RemoteShare, IsAbsentWithoutAnEvent) {
  DeriveHost host;
  EXPECT_EQ(host.frame().nrs, (Reading{std::nullopt, "none"}));
}

TEST(RemoteShare, LeavesOutCpusWhoseNodeIsNotKnown) {
  DeriveHost host(1);
  host.intent.topology.cpus[6].node.reset();
  host.fire(38, 1, 0, 30);
  host.fire(38, 6, 0, 70);
  EXPECT_EQ(host.frame().nrs, (Reading{0.0, "irq-counts"}));
}

TEST(RemoteShare, NeedsNoTarget) {
  DeriveHost host(1);
  host.intent.targets[0].cpus = {};
  host.fire(38, 6, 0, 70);
  EXPECT_EQ(host.frame().nrs, (Reading{1.0, "irq-counts"}));
}

TEST(RemoteShare, SharesTheQueuesOfOneVector) {
  DeriveHost host(0);
  host.add_vector(38, "rx+tx 0-1", CpuSet{1}, CpuSet{1});
  host.add_vector(39, "rx 2 tx 7", CpuSet{5}, CpuSet{5});
  host.fire(38, 1, 0, 1);
  count_packets(host, "eth0",
                {{"rx_queue_0_packets", 10},
                 {"rx_queue_1_packets", 20},
                 {"rx_queue_2_packets", 70},
                 {"rx_queue_7_packets", 5000}});
  EXPECT_EQ(host.frame().nrs, (Reading{0.7, "queue-packets"}));
}

TEST(QueuePackets, AreFoundByEachDriversSpelling) {
  for (const auto* name :
       {"rx_queue_3_packets", "rx3_packets", "queue_3_rx_cnt", "rx-3.packets", "rx-3.rx_packets",
        "rx_packets[3]", "rx_3_packets", "[3]: rx_ucast_packets", "[3]: rx_mcast_packets"}) {
    EXPECT_EQ(queue_counted_by(name), QueueIndex{3}) << name;
  }
  for (const auto* name : {"rx_packets", "tx3_packets", "rx3_xdp_packets", "rx_queue_3_bytes",
                           "rx_queue__packets", "queue_3_tx_cnt", "rx_prio3_packets",
                           "[3]: tx_ucast_packets", "rx_packets_phy", "rx_queue_99999_packets"}) {
    EXPECT_EQ(queue_counted_by(name), std::nullopt) << name;
  }
}

}  // namespace
}  // namespace holdfast
