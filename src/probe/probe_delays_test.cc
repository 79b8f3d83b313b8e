#include "probe/probe_delays.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "metrics/jitter.h"

namespace holdfast {
namespace {

// 1, 2, …, n, in no order.
std::vector<std::int64_t> up_to(std::int64_t n) {
  std::vector<std::int64_t> values(static_cast<std::size_t>(n));
  std::iota(values.begin(), values.end(), 1);
  std::shuffle(values.begin(), values.end(), std::mt19937(7));
  return values;
}

std::vector<double> which(const ProbeDelays& delays) {
  std::vector<double> out;
  for (const auto& percentile : delays.percentiles) out.push_back(percentile.p);
  return out;
}

TEST(ProbeDelays, AreTypeSevenQuantilesAndTheGreatest) {
  const auto delays = delays_of(up_to(1001), "kernel to user", "one host's CLOCK_REALTIME");
  EXPECT_EQ(delays.of, "kernel to user");
  EXPECT_EQ(delays.clock, "one host's CLOCK_REALTIME");
  EXPECT_EQ(delays.count, 1001U);
  EXPECT_DOUBLE_EQ(percentile_of(delays, 0.5)->ns, 501);
  EXPECT_DOUBLE_EQ(percentile_of(delays, 0.999)->ns, 1000);
  EXPECT_EQ(percentile_of(delays, 1)->ns, 1001);
  EXPECT_EQ(percentile_of(delays, 1)->high_ns, std::nullopt);
  EXPECT_DOUBLE_EQ(*delays.hj95_ns, 951);
  EXPECT_DOUBLE_EQ(*delays.hj95x_ns, 450);
}

TEST(ProbeDelays, HaveOnlyThePercentilesThatTheSampleReaches) {
  using List = std::vector<double>;
  EXPECT_EQ(which(delays_of({}, "", "")), List{});
  EXPECT_EQ(which(delays_of({7}, "", "")), List{1});
  EXPECT_EQ(which(delays_of(up_to(2), "", "")), (List{0.5, 1}));
  EXPECT_EQ(which(delays_of(up_to(19), "", "")), (List{0.5, 0.9, 1}));
  EXPECT_EQ(which(delays_of(up_to(999), "", "")), (List{0.5, 0.9, 0.95, 0.99, 1}));
  EXPECT_EQ(which(delays_of(up_to(1000), "", "")), (List{0.5, 0.9, 0.95, 0.99, 0.999, 1}));
  EXPECT_EQ(which(delays_of(up_to(100'000), "", "")).size(), 8U);
  EXPECT_EQ(delays_of(up_to(19), "", "").hj95x_ns, std::nullopt);
  EXPECT_TRUE(delays_of(up_to(20), "", "").hj95_ns);
}

TEST(ProbeDelays, LeaveAnEndOfAnIntervalBeyondTheSampleOut) {
  const auto delays = delays_of(up_to(1000), "", "");
  EXPECT_EQ(percentile_of(delays, 0.95)->low_ns, 936);  // as in jitter_test.cc
  EXPECT_EQ(percentile_of(delays, 0.95)->high_ns, 964);
  EXPECT_EQ(percentile_of(delays, 0.999)->low_ns, 997);
  EXPECT_EQ(percentile_of(delays, 0.999)->high_ns, std::nullopt);
}

TEST(ProbeDelays, KeepNegativesAndSuppressHj95AboveOneInAThousand) {
  auto values = up_to(1998);
  values.insert(values.end(), {-5, -6});
  const auto few = delays_of(values, "", "");  // 2 of 2000
  EXPECT_EQ(few.negative, 2U);
  EXPECT_TRUE(few.hj95_ns);
  values.push_back(-7);
  const auto many = delays_of(values, "", "");
  EXPECT_EQ(many.negative, 3U);
  EXPECT_EQ(many.count, 2001U);
  EXPECT_EQ(many.hj95_ns, std::nullopt);
  EXPECT_TRUE(many.hj95x_ns);
  EXPECT_EQ(percentile_of(many, 0.5)->ns, 998);
}

RC_GTEST_PROP(ProbeDelays, AgreeWithTheJitterOfTheMetrics,
              (const std::vector<std::int32_t>& values)) {
  std::vector<std::int64_t> delays(values.begin(), values.end());
  for (std::int64_t more = 0; more < 20; ++more) delays.push_back(more);
  const auto of_metrics = jitter_of(delays, "probe", "");
  const auto of_probe = delays_of(delays, "", "");
  RC_ASSERT(of_probe.count == of_metrics.count);
  RC_ASSERT(of_probe.negative == of_metrics.negative);
  RC_ASSERT(of_probe.hj95_ns == of_metrics.hj95_ns);
  RC_ASSERT(of_probe.hj95x_ns == of_metrics.hj95x_ns);
  if (!of_metrics.hj95_ns) return;
  RC_ASSERT(percentile_of(of_probe, 0.95)->low_ns == of_metrics.hj95_low_ns);
  RC_ASSERT(percentile_of(of_probe, 0.95)->high_ns == of_metrics.hj95_high_ns);
}

RC_GTEST_PROP(ProbeDelays, NeverFallFromOnePercentileToTheNext,
              (const std::vector<std::int32_t>& values)) {
  const auto delays = delays_of({values.begin(), values.end()}, "", "");
  for (std::size_t i = 1; i < delays.percentiles.size(); ++i) {
    RC_ASSERT(delays.percentiles[i - 1].ns <= delays.percentiles[i].ns);
  }
}

}  // namespace
}  // namespace holdfast
