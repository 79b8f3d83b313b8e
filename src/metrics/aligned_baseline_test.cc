#include "metrics/aligned_baseline.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

constexpr std::int64_t kHalfHour = 1'800'000'000'000;

MetricFrame window(double hj95x, double sad, std::int64_t at_ns = 0) {
  MetricFrame frame;
  frame.at_ns = at_ns;
  frame.jitter.hj95x_ns = hj95x;
  frame.jitter.count = 1000;
  frame.sad = sad;
  return frame;
}

TEST(AlignedBaseline, IsTheMedianOfTheAlignedWindowsOfThatTimeOfDay) {
  AlignedBaseline baseline;
  for (int i = 1; i <= 11; ++i) baseline.learn(window(100 * i, 0.01 * i));
  auto frame = window(1200, 0.36);
  baseline.compare(frame);
  EXPECT_DOUBLE_EQ(*frame.jitter.ratio, 2);
  EXPECT_DOUBLE_EQ(*frame.sad_delta, 0.30);

  auto tomorrow = window(1200, 0.36, 48 * kHalfHour);
  baseline.compare(tomorrow);
  EXPECT_TRUE(tomorrow.jitter.ratio);
  auto later = window(1200, 0.36, kHalfHour);
  baseline.compare(later);
  EXPECT_EQ(later.jitter.ratio, std::nullopt);
  EXPECT_EQ(later.sad_delta, std::nullopt);
}

TEST(AlignedBaseline, LearnsOnlyFromAlignedWindows) {
  AlignedBaseline baseline;
  auto warned = window(100, 0);
  warned.regime = Regime::warn;
  for (int i = 0; i < 50; ++i) baseline.learn(warned);
  auto frame = window(100, 0);
  baseline.compare(frame);
  EXPECT_EQ(frame.jitter.ratio, std::nullopt);
}

TEST(AlignedBaseline, SaysNothingAfterFewWindows) {
  AlignedBaseline baseline;
  for (int i = 0; i < 9; ++i) baseline.learn(window(100, 0.5));
  auto frame = window(100, 0.5);
  baseline.compare(frame);
  EXPECT_EQ(frame.jitter.ratio, std::nullopt);
  baseline.learn(window(100, 0.5));
  baseline.compare(frame);
  EXPECT_EQ(frame.jitter.ratio, 1);
  EXPECT_EQ(frame.sad_delta, 0);
}

TEST(AlignedBaseline, LeavesWindowsOfTooFewPacketsOut) {
  AlignedBaseline baseline;
  auto thin = window(5000, 0);
  thin.jitter.low_n = true;
  for (int i = 0; i < 50; ++i) baseline.learn(thin);
  for (int i = 0; i < 10; ++i) baseline.learn(window(100, 0));
  auto frame = window(100, 0);
  baseline.compare(frame);
  EXPECT_EQ(frame.jitter.ratio, 1);
  baseline.compare(thin);
  EXPECT_EQ(thin.jitter.ratio, std::nullopt);
}

TEST(AlignedBaseline, OfOneSourceIsNotUsedForAnother) {
  AlignedBaseline baseline;
  auto traced = window(100, 0), probed = window(5000, 0);
  traced.jitter.source = "bpf", traced.jitter.clock = "software";
  probed.jitter.source = "probe", probed.jitter.clock = "round trip";
  for (int i = 0; i < 20; ++i) baseline.learn(traced);
  baseline.compare(probed);
  EXPECT_EQ(probed.jitter.ratio, std::nullopt);
  for (int i = 0; i < 20; ++i) baseline.learn(probed);
  baseline.compare(probed);
  baseline.compare(traced);
  EXPECT_EQ(probed.jitter.ratio, 1);
  EXPECT_EQ(traced.jitter.ratio, 1);
  auto listened = probed;
  listened.jitter.clock = "software";
  baseline.compare(listened);
  EXPECT_EQ(listened.jitter.ratio, std::nullopt);
}

TEST(AlignedBaseline, HoldsFourKindsAndForgetsTheFirst) {
  AlignedBaseline baseline;
  auto frame = window(100, 0);
  for (const auto* clock : {"phc0", "phc1", "phc2", "phc3", "phc4"}) {
    frame.jitter.clock = clock;
    for (int i = 0; i < 10; ++i) baseline.learn(frame);
  }
  baseline.compare(frame);
  EXPECT_EQ(frame.jitter.ratio, 1);
  frame.jitter.clock = "phc0";
  baseline.compare(frame);
  EXPECT_EQ(frame.jitter.ratio, std::nullopt);
}

TEST(AlignedBaseline, ForgetsTheOldest) {
  AlignedBaseline baseline;
  for (int i = 0; i < 1000; ++i) baseline.learn(window(100, 0));
  for (std::size_t i = 0; i < RollingMedian::kMost; ++i) baseline.learn(window(200, 0));
  auto frame = window(200, 0);
  baseline.compare(frame);
  EXPECT_EQ(frame.jitter.ratio, 1);
}

}  // namespace
}  // namespace holdfast
