#include "plan/vector_verdict.h"

#include <gtest/gtest.h>

#include "plan/nic_audit_test_fixture.h"

namespace holdfast {
namespace {

VectorVerdict verdict(HostBuilder& host, std::uint32_t irq, const CpuCounts* recent = nullptr) {
  return verdict_of(host.host, host.irq(irq), recent);
}

TEST(VectorVerdict, APinnedLocalVectorAloneOnItsCpuIsOk) {
  HostBuilder host;
  EXPECT_EQ(verdict(host, 30), VectorVerdict::ok);
}

TEST(VectorVerdict, WhatServesNoPacketsOrADownInterfaceIsNotJudged) {
  HostBuilder host;
  host.irq(30).role = VectorRole::admin;
  EXPECT_EQ(verdict(host, 30), VectorVerdict::not_judged);
  EXPECT_EQ(verdict(host, 31), VectorVerdict::ok);
  host.eth0().operstate = "down";
  EXPECT_EQ(verdict(host, 31), VectorVerdict::not_judged);
}

TEST(VectorVerdict, AnUnreadableMaskIsUnknown) {
  HostBuilder host;
  host.irq(30).requested.reset();
  EXPECT_EQ(verdict(host, 30), VectorVerdict::unknown);
}

TEST(VectorVerdict, AManagedVectorIsTheKernelsWhereverItIs) {
  HostBuilder host;
  host.place(30, 7);
  host.irq(30).managed = true;
  EXPECT_EQ(verdict(host, 30), VectorVerdict::managed);
}

TEST(VectorVerdict, AMoveIsPendingUntilInterruptsRunOutsideTheMask) {
  HostBuilder host;
  host.irq(30).requested = CpuSet{2};
  EXPECT_EQ(verdict(host, 30), VectorVerdict::pending);
  const CpuCounts none;
  EXPECT_EQ(verdict(host, 30, &none), VectorVerdict::pending);
  const CpuCounts elsewhere{{CpuId{0}, 5}};
  EXPECT_EQ(verdict(host, 30, &elsewhere), VectorVerdict::wrong);
}

TEST(VectorVerdict, AnIsolatedCpuIsWrongUnlessTheConsumerIsPinnedThere) {
  HostBuilder host;
  host.isolate(CpuSet{3});
  EXPECT_EQ(verdict(host, 33), VectorVerdict::isolated_cpu);
  host.pin_thread(900, CpuSet{3});
  EXPECT_EQ(verdict(host, 33), VectorVerdict::isolated_cpu) << "nothing shows that it reads there";
  host.add_flow(0, 900).remote.address.clear();  // a flow whose queue cannot be told
  EXPECT_EQ(verdict(host, 33), VectorVerdict::ok);
}

TEST(VectorVerdict, TheSiblingOfAnIsolatedCpuIsToldApart) {
  HostBuilder host;
  host.with_smt();
  host.isolate(CpuSet{7});
  EXPECT_EQ(verdict(host, 33), VectorVerdict::beside_isolated);
  EXPECT_EQ(verdict(host, 32), VectorVerdict::ok);
}

TEST(VectorVerdict, AnotherNodeThanTheNicsIsFar) {
  HostBuilder host;
  host.place(33, 7);
  EXPECT_EQ(verdict(host, 33), VectorVerdict::far_node);
  host.eth0().node.reset();
  EXPECT_EQ(verdict(host, 33), VectorVerdict::ok);
}

TEST(VectorVerdict, AMaskOfAllCpusIsAnyCpuWhereTheNicHasOtherVectors) {
  HostBuilder host;
  host.irq(30).requested = CpuSet::range(0, 7);
  EXPECT_EQ(verdict(host, 30), VectorVerdict::any_cpu);
  host.host.vectors.resize(1);
  EXPECT_EQ(verdict(host, 30), VectorVerdict::ok);
}

TEST(VectorVerdict, ASharedCpuIsWrongOnlyWhileAFitOneIsFree) {
  HostBuilder host;
  host.place(31, 0);
  EXPECT_EQ(verdict(host, 30), VectorVerdict::shared_cpu);
  EXPECT_EQ(verdict(host, 31), VectorVerdict::shared_cpu);
  host.host.topology.online = CpuSet{0, 2, 3};
  EXPECT_EQ(verdict(host, 31), VectorVerdict::ok);
}

TEST(VectorVerdict, TheReceiveAndTransmitVectorOfOneQueueMayShare) {
  HostBuilder host;
  host.irq(30).role = VectorRole::rx;
  host.irq(30).tx_queues.clear();
  host.irq(31).role = VectorRole::tx;
  host.irq(31).rx_queues.clear();
  host.irq(31).tx_queues = {{0}};
  host.place(31, 0);
  EXPECT_EQ(verdict(host, 30), VectorVerdict::ok);
  EXPECT_EQ(verdict(host, 31), VectorVerdict::ok);
}

}  // namespace
}  // namespace holdfast
