#include "metrics/log_linear.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

namespace holdfast {
namespace {

RC_GTEST_PROP(LogLinear, ABucketsMiddleIsWithinThreePerCentOfWhatFellIntoIt, (std::uint64_t any)) {
  const std::uint64_t ns = any >> *rc::gen::inRange(28, 64);
  const auto bucket = bucket_of(ns);
  RC_ASSERT(bucket < kDelayBuckets);
  RC_ASSERT(std::abs(middle_of(bucket) - static_cast<double>(ns)) <=
            0.016 * static_cast<double>(ns) + 1e-9);
}

TEST(LogLinear, BucketsFollowOneAnotherWithoutAGap) {
  std::size_t last = 0;
  for (std::uint64_t ns = 0; ns < 200'000; ++ns) {
    const auto bucket = bucket_of(ns);
    ASSERT_TRUE(bucket == last || bucket == last + 1) << ns;
    last = bucket;
  }
  EXPECT_EQ(bucket_of((std::uint64_t{1} << 36) - 1), kDelayBuckets - 1);
  EXPECT_EQ(bucket_of(std::uint64_t{1} << 36), kDelayBuckets - 1);
  EXPECT_EQ(bucket_of(UINT64_MAX), kDelayBuckets - 1);
}

TEST(LogLinear, AQuantileIsTheBucketInWhichItsShareIsReached) {
  std::vector<std::uint64_t> counts(kDelayBuckets);
  EXPECT_FALSE(quantile_of(counts, 0.5));
  counts[10] = 95;
  counts[20] = 5;
  EXPECT_EQ(quantile_of(counts, 0.5), 10);
  EXPECT_EQ(quantile_of(counts, 0.95), 10);
  EXPECT_EQ(quantile_of(counts, 0.96), 20);
  EXPECT_EQ(quantile_of(counts, 1), 20);
}

}  // namespace
}  // namespace holdfast
