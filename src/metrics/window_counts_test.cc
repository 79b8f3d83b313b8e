#include "metrics/window_counts.h"

#include <gtest/gtest.h>

#include "metrics/counter_growth.h"
#include "metrics/derive_test_fixture.h"

namespace holdfast {
namespace {

constexpr std::uint64_t kRound = 1ULL << 32U;

TEST(WindowCounts, AreTheGrowthByCpu) {
  DeriveHost host(1);
  host.fire(38, 1, 10, 15);
  host.fire(38, 2, 7, 7);
  const auto vector = host.frame().vectors.at(0);
  EXPECT_EQ(vector.delivered, (CpuCounts{{CpuId{1}, 5}}));
  EXPECT_EQ(vector.since_boot, 22U);
  EXPECT_FALSE(vector.reset);
  EXPECT_FALSE(vector.born);
}

TEST(WindowCounts, CountTheWholeVectorFromZeroWhenOneCpuWentBack) {
  DeriveHost host(1);
  host.fire(38, 1, 10, 15);
  host.fire(38, 2, 7, 6);
  const auto vector = host.frame().vectors.at(0);
  EXPECT_TRUE(vector.reset);
  EXPECT_EQ(vector.delivered, (CpuCounts{{CpuId{1}, 15}, {CpuId{2}, 6}}));
}

TEST(WindowCounts, SeeAResetToNothingAtAll) {
  DeriveHost host(1);
  host.fire(38, 1, 10, 0);
  EXPECT_TRUE(host.frame().vectors.at(0).reset);
  EXPECT_EQ(host.frame().vectors.at(0).total, 0U);
}

TEST(WindowCounts, CountABornVectorFromZero) {
  DeriveHost host(1);
  host.fire(38, 1, 0, 15);
  host.earlier.sample.irqs.clear();
  const auto vector = host.frame().vectors.at(0);
  EXPECT_TRUE(vector.born);
  EXPECT_EQ(vector.total, 15U);
}

TEST(WindowCounts, LeaveAVanishedVectorOut) {
  DeriveHost host(1);
  host.fire(38, 1, 5, 15);
  host.later.sample.irqs.clear();
  EXPECT_TRUE(host.frame().vectors.empty());
}

TEST(WindowCounts, GoOnWhenTheKernelsThirtyTwoBitsGoRound) {
  DeriveHost host(1);
  host.fire(38, 1, kRound - 5, 10);
  host.fire(38, 2, 1000, 1001);
  const auto vector = host.frame().vectors.at(0);
  EXPECT_FALSE(vector.reset);
  EXPECT_EQ(vector.delivered, (CpuCounts{{CpuId{1}, 15}, {CpuId{2}, 1}}));
}

TEST(WindowCounts, GoOnWhenTheyGoRoundToZeroItself) {
  DeriveHost host(1);
  host.fire(38, 1, kRound - 5, 0);
  EXPECT_EQ(host.frame().vectors.at(0).delivered, (CpuCounts{{CpuId{1}, 5}}));
}

TEST(WindowCounts, TakeAFallFromHalfWayForAReset) {
  EXPECT_TRUE(was_reset(kRound / 2, 10));
  EXPECT_EQ(growth_of_counter(kRound / 2, 10), 10U);
  EXPECT_FALSE(was_reset(kRound - 1, 0));
  EXPECT_EQ(growth_of_counter(kRound - 1, 0), 1U);
}

TEST(WindowCounts, AreNotResetByACpuThatGoesOffline) {
  DeriveHost host(1);
  host.fire(38, 1, 10, 15);
  host.fire(38, 2, 7, 0);
  host.earlier.sample.cpu_times = {{.cpu = CpuId{1}}, {.cpu = CpuId{2}}};
  host.later.sample.cpu_times = {{.cpu = CpuId{1}}};
  const auto vector = host.frame().vectors.at(0);
  EXPECT_FALSE(vector.reset);
  EXPECT_EQ(vector.total, 5U);
}

TEST(WindowCounts, LeaveOutWhatACpuThatCameBackHadCountedBefore) {
  DeriveHost host(1);
  host.fire(38, 1, 10, 15);
  host.fire(38, 2, 0, 7000);
  host.earlier.sample.cpu_times = {{.cpu = CpuId{1}}};
  host.later.sample.cpu_times = {{.cpu = CpuId{1}}, {.cpu = CpuId{2}}};
  EXPECT_EQ(host.frame().vectors.at(0).total, 5U);
}

}  // namespace
}  // namespace holdfast
