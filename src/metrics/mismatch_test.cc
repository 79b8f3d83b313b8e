#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "metrics/derive_test_fixture.h"

namespace holdfast {
namespace {

TEST(Mismatch, IsZeroWhereEveryVectorIsOnItsTarget) {
  DeriveHost host;
  host.fire(38, 1, 10, 20);
  host.fire(39, 2, 10, 30);
  const auto frame = host.frame();
  EXPECT_EQ(frame.vam_effective, 0);
  EXPECT_EQ(frame.vam_requested, 0);
  EXPECT_EQ(frame.vam_delivered, 0);
  EXPECT_EQ(frame.active_vectors, 2U);
  EXPECT_EQ(frame.interrupts, 30U);
  EXPECT_EQ(frame.vectors[0].state, VectorState::aligned);
}

TEST(Mismatch, TellsTheThreeReadingsApart) {
  DeriveHost host(4);
  for (std::uint32_t queue = 0; queue < 4; ++queue) host.fire(38 + queue, queue + 1, 5, 15);
  host.place(38, CpuSet::range(0, 7), CpuSet{1});  // only its mask is wider
  host.place(39, CpuSet{2}, CpuSet{6});            // only its effective CPU is elsewhere
  host.fire(39, 6, 0, 30);
  const auto frame = host.frame();
  EXPECT_EQ(frame.vam_requested, 0.25);
  EXPECT_EQ(frame.vam_effective, 0.25);
  EXPECT_DOUBLE_EQ(*frame.vam_delivered, 30.0 / 70);
  EXPECT_EQ(frame.vectors[0].state, VectorState::drifted);
  EXPECT_EQ(frame.vectors[1].state, VectorState::drifted);
  EXPECT_EQ(frame.drifted_vectors, 2U);
}

TEST(Mismatch, IsAbsentWithoutAnActiveVector) {
  DeriveHost host;
  host.place(38, CpuSet{7}, CpuSet{7});
  const auto frame = host.frame();
  EXPECT_EQ(frame.vam_effective, std::nullopt);
  EXPECT_EQ(frame.vam_requested, std::nullopt);
  EXPECT_EQ(frame.vam_delivered, std::nullopt);
  EXPECT_EQ(frame.drifted_vectors, 1U) << "it is shown all the same";
  EXPECT_THAT(statuses_of(frame), testing::Contains("NO_ACTIVE_VECTORS"));
}

TEST(Mismatch, CountsNoVectorOfAnInterfaceThatIsDown) {
  DeriveHost host;
  host.fire(38, 7, 0, 10);
  host.place(38, CpuSet{7}, CpuSet{7});
  host.intent.targets[0].up = false;
  EXPECT_EQ(host.frame().vam_effective, std::nullopt);
}

TEST(Mismatch, ListsAVectorWithoutATargetAndCountsItNowhere) {
  DeriveHost host(1);
  host.add_vector(50, "rx+tx 1", {}, CpuSet{7});
  host.fire(38, 1, 0, 10);
  host.fire(50, 7, 0, 90);
  const auto frame = host.frame();
  EXPECT_EQ(frame.vam_effective, 0);
  EXPECT_EQ(frame.vam_delivered, 0);
  EXPECT_EQ(frame.untargeted_vectors, 1U);
  EXPECT_EQ(frame.vectors[1].state, VectorState::no_target);
}

TEST(Mismatch, LeavesTheDevicesOwnVectorsOut) {
  DeriveHost host(1);
  host.add_vector(50, "admin", CpuSet{0}, CpuSet{7});
  host.fire(38, 1, 0, 10);
  host.fire(50, 7, 0, 2);
  const auto frame = host.frame();
  EXPECT_EQ(frame.vam_effective, 0);
  EXPECT_EQ(frame.active_vectors, 1U);
  EXPECT_EQ(frame.vectors[1].state, VectorState::drifted);
}

TEST(Mismatch, CountsATargetWhoseCpusAreOfflineAsMissed) {
  DeriveHost host(1);
  host.intent.topology.online = CpuSet{0, 2, 3};
  host.place(38, CpuSet{1}, CpuSet{0});
  host.fire(38, 0, 0, 10);
  const auto frame = host.frame();
  EXPECT_EQ(frame.vam_effective, 1);
  EXPECT_EQ(frame.vam_delivered, 1);
  EXPECT_EQ(frame.vectors[0].state, VectorState::target_offline);
  EXPECT_TRUE(frame.vectors[0].target.empty());
}

TEST(Mismatch, GoesByTheOnlinePartOfATarget) {
  DeriveHost host(1);
  host.intent.targets[0].cpus = CpuSet{1, 5};
  host.intent.topology.online = CpuSet::range(0, 4);
  host.fire(38, 1, 0, 10);
  EXPECT_EQ(host.frame().vam_effective, 0);
  EXPECT_EQ(host.frame().vectors[0].target, CpuSet{1});
}

TEST(Mismatch, BySubsetUnlessTheRuleIsIntersect) {
  DeriveHost host(1);
  host.place(38, CpuSet{1, 2}, CpuSet{1, 2});
  host.fire(38, 1, 0, 10);
  EXPECT_EQ(host.frame().vam_effective, 1);
  host.intent.intersect = true;
  EXPECT_EQ(host.frame().vam_effective, 0);
  EXPECT_EQ(host.frame().vectors[0].state, VectorState::aligned);
}

TEST(Mismatch, TakesAVectorForActiveFromTheLeastNumberOfInterruptsOn) {
  DeriveHost host(1);
  host.fire(38, 1, 0, 4);
  host.intent.least_interrupts = 5;
  EXPECT_FALSE(host.frame().vectors[0].active);
  host.intent.least_interrupts = 4;
  EXPECT_TRUE(host.frame().vectors[0].active);
}

TEST(Mismatch, LeavesAVectorWhosePlaceWasNotReadOutOfTheSharesAndSaysSo) {
  DeriveHost host;
  host.fire(38, 7, 0, 10);
  host.fire(39, 2, 0, 10);
  host.later.places.erase(host.later.places.begin());
  const auto frame = host.frame();
  EXPECT_EQ(frame.vam_effective, 0) << "of one vector";
  EXPECT_EQ(frame.vam_delivered, 0.5);
  ASSERT_EQ(frame.diagnostics.size(), 1U);
  EXPECT_EQ(frame.diagnostics[0].path, "/proc/irq/38/effective_affinity_list");
}

TEST(VectorStates, WaitForTheNextInterruptAfterAMaskWasPutRight) {
  DeriveHost host(1);
  host.place(38, CpuSet{7}, CpuSet{7});
  host.place(38, CpuSet{1}, CpuSet{7}, true);
  host.fire(38, 7, 0, 10);  // before the mask was written, perhaps
  EXPECT_EQ(host.frame().vectors[0].state, VectorState::pending);
  EXPECT_EQ(host.frame().vam_effective, 1) << "to the letter: effective is outside";
  EXPECT_EQ(host.frame().vam_requested, 0);
  EXPECT_EQ(host.frame().pending_vectors, 1U);
}

TEST(VectorStates, AreDriftedWhenTheMaskWasRightAllAlongAndItFiredElsewhere) {
  DeriveHost host(1);
  host.place(38, CpuSet{1}, CpuSet{7});
  EXPECT_EQ(host.frame().vectors[0].state, VectorState::pending);
  host.fire(38, 7, 0, 10);
  EXPECT_EQ(host.frame().vectors[0].state, VectorState::drifted);
}

}  // namespace
}  // namespace holdfast
