#include "metrics/jitter.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "metrics/binomial.h"

namespace holdfast {
namespace {

// 1, 2, …, n, in no order.
std::vector<std::int64_t> up_to(std::int64_t n) {
  std::vector<std::int64_t> values(static_cast<std::size_t>(n));
  std::iota(values.begin(), values.end(), 1);
  std::shuffle(values.begin(), values.end(), std::mt19937(7));
  return values;
}

// By whole numbers: sums of C(n, k) 19^k, over 20^n.
TEST(BinomialQuantile, IsThatOfExactArithmetic) {
  struct Case {
    std::uint64_t n, low, high;
  };
  for (const auto& [n, low, high] :
       {Case{1, 0, 1}, Case{10, 8, 10}, Case{19, 16, 19}, Case{73, 65, 72}, Case{100, 90, 99},
        Case{200, 184, 196}, Case{1000, 936, 963}, Case{5000, 4719, 4780},
        Case{1000000, 949572, 950427}}) {
    EXPECT_EQ(binomial_quantile(0.025, n, 0.95), low) << n;
    EXPECT_EQ(binomial_quantile(0.975, n, 0.95), high) << n;
  }
}

TEST(BinomialQuantile, MeetsAProbabilityExactly) {
  EXPECT_EQ(binomial_quantile(0.25, 2, 0.5), 0U);  // P(X ≤ 0) is a quarter
  EXPECT_EQ(binomial_quantile(0.26, 2, 0.5), 1U);
  EXPECT_EQ(binomial_quantile(0.75, 2, 0.5), 1U);
}

TEST(Jitter, IsRsTypeSeven) {
  const auto frame = jitter_of(up_to(101), "probe", "phc0");
  EXPECT_DOUBLE_EQ(*frame.hj50_ns, 51);
  EXPECT_DOUBLE_EQ(*frame.hj95_ns, 96);
  EXPECT_DOUBLE_EQ(*frame.hj99_ns, 100);
  EXPECT_DOUBLE_EQ(*frame.hj999_ns, 100.9);
  EXPECT_DOUBLE_EQ(*frame.hj95x_ns, 45);
  EXPECT_EQ(frame.count, 101U);
  EXPECT_EQ(frame.source, "probe");
  EXPECT_EQ(frame.clock, "phc0");
  EXPECT_FALSE(frame.low_n);
}

TEST(Jitter, HasTheIntervalOfBinomialOrderStatistics) {
  const auto frame = jitter_of(up_to(1000), "probe", "software");
  EXPECT_EQ(frame.hj95_low_ns, 936);
  EXPECT_EQ(frame.hj95_high_ns, 964);
}

TEST(Jitter, LeavesAnEndOfTheIntervalBeyondTheSampleOut) {
  const auto frame = jitter_of(up_to(10), "probe", "software");
  EXPECT_EQ(frame.hj95_low_ns, 8);
  EXPECT_EQ(frame.hj95_high_ns, std::nullopt);                       // rank 11
  EXPECT_EQ(jitter_of({5}, "probe", "").hj95_low_ns, std::nullopt);  // rank 0
}

TEST(Jitter, OfFewerThanAHundredIsLowN) {
  EXPECT_TRUE(jitter_of(up_to(99), "probe", "").low_n);
  EXPECT_FALSE(jitter_of(up_to(100), "probe", "").low_n);
}

TEST(Jitter, OfNothingIsAbsent) {
  const auto frame = jitter_of({}, "bpf", "software");
  EXPECT_EQ(frame.hj95_ns, std::nullopt);
  EXPECT_EQ(frame.hj95x_ns, std::nullopt);
  EXPECT_EQ(frame.source, "bpf");
}

TEST(Jitter, KeepsNegativesAndSuppressesHj95AboveOneInAThousand) {
  auto values = up_to(1999);
  values.push_back(-5);
  values.push_back(-6);
  const auto few = jitter_of(values, "probe", "");  // 2 of 2001
  EXPECT_EQ(few.negative, 2U);
  EXPECT_FALSE(few.clock_suspect);
  EXPECT_TRUE(few.hj95_ns);
  values.push_back(-7);
  const auto many = jitter_of(values, "probe", "");  // 3 of 2002
  EXPECT_TRUE(many.clock_suspect);
  EXPECT_EQ(many.hj95_ns, std::nullopt);
  EXPECT_EQ(many.hj95_low_ns, std::nullopt);
  EXPECT_TRUE(many.hj95x_ns);
  MetricFrame frame;
  frame.jitter = many;
  const auto statuses = statuses_of(frame);
  EXPECT_NE(std::find(statuses.begin(), statuses.end(), "CLOCK_SUSPECT"), statuses.end());
}

RC_GTEST_PROP(Jitter, Hj95xDoesNotSeeAnOffset,
              (const std::vector<std::int32_t>& values, std::int32_t offset)) {
  std::vector<std::int64_t> plain(values.begin(), values.end());
  std::vector<std::int64_t> moved;
  for (const auto value : plain) moved.push_back(value + std::int64_t{offset});
  const auto a = jitter_of(plain, "", "");
  const auto b = jitter_of(moved, "", "");
  RC_ASSERT(a.hj95x_ns.has_value() == b.hj95x_ns.has_value());
  if (a.hj95x_ns) RC_ASSERT(std::abs(*a.hj95x_ns - *b.hj95x_ns) < 1e-3);
}

// 400 samples of 300: the share of intervals that miss the true 95th percentile.
TEST(Jitter, IntervalsCoverTheTrueValueAboutAsOftenAsTheySay) {
  std::mt19937_64 random(42);
  std::uniform_int_distribution<std::int64_t> uniform(0, 999'999);
  int missed = 0;
  for (int sample = 0; sample < 400; ++sample) {
    std::vector<std::int64_t> values(300);
    for (auto& value : values) value = uniform(random);
    const auto frame = jitter_of(values, "", "");
    if (*frame.hj95_low_ns > 950'000 || *frame.hj95_high_ns < 950'000) ++missed;
  }
  EXPECT_GE(missed, 4);
  EXPECT_LE(missed, 32);
}

}  // namespace
}  // namespace holdfast
