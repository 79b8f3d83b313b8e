#include "healing/canary.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

CanarySchedule two_blocks_and_a_gap() {
  CanarySchedule schedule;
  schedule.washout_seconds = 5;
  schedule.blocks = {{100 * kSecond, 200 * kSecond, CanaryArm::treated},
                     {200 * kSecond, 300 * kSecond, CanaryArm::control},
                     {400 * kSecond, 500 * kSecond, CanaryArm::control}};
  return schedule;
}

std::string at(std::int64_t wall_ns) { return label_of(mode_at(two_blocks_and_a_gap(), wall_ns)); }

TEST(Canary, ABlockHasItsBeginAndNotItsEnd) {
  EXPECT_EQ(at(100 * kSecond - 1), "");
  EXPECT_EQ(at(100 * kSecond), "treated 1 washout");
  EXPECT_EQ(at(105 * kSecond - 1), "treated 1 washout");
  EXPECT_EQ(at(105 * kSecond), "treated 1");
  EXPECT_EQ(at(200 * kSecond - 1), "treated 1");
  EXPECT_EQ(at(200 * kSecond), "control 2 washout");
}

TEST(Canary, BetweenAndOutsideOfTheBlocksThePolicyAloneDecides) {
  for (const std::int64_t seconds : {0, 99, 300, 399, 500, 1'000'000}) {
    const auto mode = mode_at(two_blocks_and_a_gap(), seconds * kSecond);
    EXPECT_FALSE(mode.arm) << seconds;
    EXPECT_FALSE(holds_back(mode)) << seconds;
  }
  EXPECT_EQ(at(450 * kSecond), "control 3");
  EXPECT_FALSE(mode_at(CanarySchedule{}, 0).arm);
}

TEST(Canary, OnlyAControlBlockHoldsHealingBack) {
  EXPECT_FALSE(holds_back(mode_at(two_blocks_and_a_gap(), 150 * kSecond)));
  EXPECT_TRUE(holds_back(mode_at(two_blocks_and_a_gap(), 250 * kSecond)));
  EXPECT_TRUE(holds_back(mode_at(two_blocks_and_a_gap(), 201 * kSecond)));
}

TEST(Canary, AClockThatIsSetBackIsInTheEarlierBlockAgain) {
  EXPECT_EQ(at(250 * kSecond), "control 2");
  EXPECT_EQ(at(150 * kSecond), "treated 1");
  EXPECT_EQ(at(INT64_MIN), "");
  EXPECT_EQ(at(INT64_MAX), "");
}

TEST(Canary, ItsCourseIsTheNextBorderAndWhatBeginsThere) {
  auto schedule = two_blocks_and_a_gap();
  schedule.name = "md";
  const auto course = [&](std::int64_t seconds) { return course_at(schedule, seconds * kSecond); };
  EXPECT_EQ(course(0), (CanaryCourse{"md", 3, 100 * kSecond, "treated 1"}));
  EXPECT_EQ(course(100), (CanaryCourse{"md", 3, 200 * kSecond, "control 2"}));
  EXPECT_EQ(course(200), (CanaryCourse{"md", 3, 300 * kSecond, ""})) << "the gap";
  EXPECT_EQ(course(300), (CanaryCourse{"md", 3, 400 * kSecond, "control 3"}));
  EXPECT_EQ(course(499), (CanaryCourse{"md", 3, 500 * kSecond, ""}));
  EXPECT_EQ(course(500), (CanaryCourse{"md", 3, std::nullopt, ""}));
}

}  // namespace
}  // namespace holdfast
