#include "probe/phc_track.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <cstdlib>

namespace holdfast {
namespace {

constexpr std::int64_t kStart = 1'700'000'000'000'000'000, kSecond = 1'000'000'000;

ClockReading reading(std::int64_t seconds, std::int64_t offset_ns, std::int64_t error_ns) {
  return {kStart + seconds * kSecond, "phc0", offset_ns, error_ns};
}

TEST(PhcTrack, BetweenTwoReadingsTheOffsetIsOnAStraightLine) {
  PhcTrack track;
  track.add(reading(0, 37 * kSecond, 80));
  track.add(reading(10, 37 * kSecond + 1000, 60));
  EXPECT_EQ(track.offset_at(kStart + 5 * kSecond), 37 * kSecond + 500);
  EXPECT_EQ(track.offset_at(kStart + kSecond), 37 * kSecond + 100);
  EXPECT_EQ(track.offset_at(kStart - kSecond), 37 * kSecond);
  EXPECT_EQ(track.offset_at(kStart + 11 * kSecond), 37 * kSecond + 1000);
}

TEST(PhcTrack, OfTwoReadingsAllTheDriftIsInTheError) {
  PhcTrack track;
  track.add(reading(0, -500, 80));
  EXPECT_EQ(track.error_ns(), 80);
  track.add(reading(10, -1500, 60));
  EXPECT_EQ(track.error_ns(), 80 + 1000);
  EXPECT_EQ(track.clock_text(), "CLOCK_REALTIME by phc0 ± 1080 ns");
}

TEST(PhcTrack, OfMoreReadingsOnlyWhatIsNoStraightLineIs) {
  PhcTrack track;
  for (std::int64_t second = 0; second <= 10; ++second)
    track.add(reading(second, 20'000 * second, 70));
  EXPECT_EQ(track.error_ns(), 70);
  track.add(reading(11, 20'000 * 11 + 90, 70));  // seen at 10, as half of it
  EXPECT_EQ(track.error_ns(), 70 + 45);
}

TEST(PhcTrack, AReadingWithoutABoundIsBelievedToAHundredNanoseconds) {
  PhcTrack track;
  track.add({kStart, "phc1", 5, std::nullopt});
  EXPECT_EQ(track.clock_text(), "CLOCK_REALTIME by phc1 ± 100 ns");
}

TEST(PhcTrack, OfNothingThereIsNoClock) {
  const PhcTrack track;
  EXPECT_TRUE(track.empty());
  EXPECT_EQ(track.clock_text(), "");
  EXPECT_EQ(track.offset_at(kStart), 0);
}

TEST(PhcTrack, ASystemClockThatWasSetBackAddsNoReading) {
  PhcTrack track;
  track.add(reading(5, 100, 10));
  track.add(reading(4, 900, 10));
  track.add(reading(5, 900, 10));
  EXPECT_EQ(track.offset_at(kStart + 5 * kSecond), 100);
  EXPECT_EQ(track.error_ns(), 10);
}

RC_GTEST_PROP(PhcTrack, AClockWithASteadyDriftIsToldWithinItsError, ()) {
  const auto base = *rc::gen::inRange<std::int64_t>(-40 * kSecond, 40 * kSecond);
  const auto drift_ppb = *rc::gen::inRange<std::int64_t>(-100'000, 100'001);
  const auto error = *rc::gen::inRange<std::int64_t>(1, 5000);
  const auto readings = *rc::gen::inRange(1, 20);
  const auto truth = [&](std::int64_t after_ns) {
    return base + after_ns / 1000 * drift_ppb / 1'000'000;
  };
  PhcTrack track;
  for (int i = 0; i < readings; ++i) {
    const auto wrong = *rc::gen::inRange<std::int64_t>(-error, error + 1);
    track.add(reading(i, truth(i * kSecond) + wrong, error));
  }
  const auto after_ns = *rc::gen::inRange<std::int64_t>(0, (readings - 1) * kSecond + 1);
  const auto told = track.offset_at(kStart + after_ns);
  RC_ASSERT(std::abs(told - truth(after_ns)) <= track.error_ns() + 2);  // 2: rounding
  RC_ASSERT(track.error_ns() >= error);
}

}  // namespace
}  // namespace holdfast
