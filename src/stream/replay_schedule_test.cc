#include "stream/replay_schedule.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

constexpr std::int64_t kDay = 1'700'000'000'000'000'000;

TEST(ReplaySchedule, KeepsTheGapsOfTheRecordingAtItsSpeed) {
  ReplaySchedule as_it_was(1.0), faster(2.5), slower(0.5);
  EXPECT_EQ(as_it_was.due_ns(kDay), 0);
  EXPECT_EQ(faster.due_ns(kDay), 0);
  EXPECT_EQ(slower.due_ns(kDay), 0);
  EXPECT_EQ(as_it_was.due_ns(kDay + 1001), 1001);
  EXPECT_EQ(faster.due_ns(kDay + 1000), 400);
  EXPECT_EQ(slower.due_ns(kDay + 1000), 2000);
}

TEST(ReplaySchedule, LosesNoFractionOfANanosecond) {
  ReplaySchedule schedule(3.0);
  for (std::int64_t i = 1; i <= 3000; ++i) schedule.due_ns(i);
  EXPECT_NEAR(static_cast<double>(schedule.due_ns(3001)), 1000, 1);
}

TEST(ReplaySchedule, AtMaximumSpeedAllIsDueAtOnce) {
  ReplaySchedule schedule(std::nullopt);
  EXPECT_TRUE(schedule.is_max());
  EXPECT_EQ(schedule.due_ns(kDay), 0);
  EXPECT_EQ(schedule.due_ns(kDay + 1'000'000), 0);
}

TEST(ReplaySchedule, ALongSilenceIsShortenedAndShortOnesAreKept) {
  ReplaySchedule schedule(2.0, 1000);
  EXPECT_EQ(schedule.due_ns(kDay), 0);
  EXPECT_EQ(schedule.due_ns(kDay + 1000), 500);
  EXPECT_EQ(schedule.due_ns(kDay + 3000), 1500);
  EXPECT_EQ(schedule.shortened_ns(), 0);
  EXPECT_EQ(schedule.due_ns(kDay + 9000), 2500);
  EXPECT_EQ(schedule.shortened_ns(), 2000);
  EXPECT_EQ(schedule.due_ns(INT64_MAX), 3500);
}

TEST(ReplaySchedule, AStampThatGoesBackOrIsMissingIsDueWithTheOneBeforeIt) {
  ReplaySchedule schedule(1.0);
  EXPECT_EQ(schedule.due_ns(0), 0);
  EXPECT_EQ(schedule.due_ns(kDay), 0);
  EXPECT_EQ(schedule.due_ns(kDay + 100), 100);
  EXPECT_EQ(schedule.due_ns(kDay + 50), 100);
  EXPECT_EQ(schedule.due_ns(0), 100);
  EXPECT_EQ(schedule.due_ns(kDay + 150), 150);
  EXPECT_EQ(schedule.backwards(), 1U);
}

TEST(ReplaySchedule, AnotherRoundGoesOnWhereTheLastOneEnded) {
  ReplaySchedule schedule(1.0);
  schedule.due_ns(kDay);
  EXPECT_EQ(schedule.due_ns(kDay + 100), 100);
  schedule.begin_again();
  EXPECT_EQ(schedule.due_ns(kDay), 100);
  EXPECT_EQ(schedule.due_ns(kDay + 7), 107);
  EXPECT_EQ(schedule.backwards(), 0U);
}

TEST(ReplaySchedule, AForeignGapOfAgesDoesNotOverflow) {
  ReplaySchedule schedule(0.001);
  schedule.due_ns(INT64_MIN);
  EXPECT_EQ(schedule.due_ns(INT64_MAX), ReplaySchedule::kMostNs);
  EXPECT_EQ(schedule.due_ns(INT64_MAX), ReplaySchedule::kMostNs);
}

}  // namespace
}  // namespace holdfast
