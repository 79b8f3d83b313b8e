#include "probe/pace.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace holdfast {
namespace {

__extension__ using Wide = __int128;

std::uint64_t some_packet() { return *rc::gen::inRange<std::uint64_t>(0, 1'000'000'000'001); }
// 0.1 to 20 M/s, as many slow ones as fast ones.
double some_rate() {
  const double decade = *rc::gen::inRange<int>(-1, 8);
  return std::min(2e7, std::pow(10, decade) * *rc::gen::inRange<int>(100, 1000) / 100.0);
}

TEST(Pace, GoesEvenlyFromTheStart) {
  const Pace pace{.rate = 3};
  EXPECT_EQ(pace.due_after(0), 0);
  EXPECT_EQ(pace.due_after(1), 333'333'333);
  EXPECT_EQ(pace.due_after(2), 666'666'667);
  EXPECT_EQ(pace.due_after(3), 1'000'000'000);
  EXPECT_EQ(pace.due_after(3'000'000'001), 1'000'000'000'333'333'333);
}

TEST(Pace, OfATenthAPacketIsTenSecondsApart) {
  const Pace pace{.rate = 0.1};
  EXPECT_EQ(pace.due_after(1), 10'000'000'000);
  EXPECT_EQ(pace.due_after(8'640), 86'400'000'000'000);
}

TEST(Pace, SendsABurstAtOnceAndAsManyOnAverage) {
  const Pace pace{.rate = 1'000'000, .burst = 64};
  for (std::uint64_t n = 0; n < 64; ++n) EXPECT_EQ(pace.due_after(n), 0) << n;
  EXPECT_EQ(pace.due_after(64), 64'000);
  EXPECT_EQ(pace.due_after(127), 64'000);
  EXPECT_EQ(pace.due_after(64'000'000), 64'000'000'000);
}

TEST(Pace, BeyondWhatAClockCanSayIsItsEnd) {
  constexpr auto kEnd = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ((Pace{.rate = 0.1}.due_after(1'000'000'000'000)), kEnd);
  EXPECT_EQ((Pace{.rate = 1e-300}.due_after(1)), kEnd);
  EXPECT_EQ((Pace{.rate = 1}.due_after(std::numeric_limits<std::uint64_t>::max())), kEnd);
}

RC_GTEST_PROP(Pace, OfAWholeRateIsTheNearestByWholeNumbers, ()) {
  const auto rate = *rc::gen::inRange<std::uint64_t>(109, 20'000'001);  // 1e12 of 109/s: 290 years
  const auto n = some_packet();
  const Wide due = Pace{.rate = static_cast<double>(rate)}.due_after(n);
  const Wide out = 2 * (due * rate - Wide{n} * 1'000'000'000);  // twice, times the rate
  const Wide most = Wide{rate} + 1;                             // 1: of a tie either is the nearest
  RC_ASSERT(-most <= out && out <= most);
}

RC_GTEST_PROP(Pace, NeverGoesBack, ()) {
  const Pace pace{.rate = some_rate(), .burst = *rc::gen::inRange<std::uint32_t>(1, 1000)};
  const auto n = some_packet();
  auto before = pace.due_after(n);
  for (std::uint64_t next = n + 1; next < n + 50; ++next) {
    const auto due = pace.due_after(next);
    RC_ASSERT(due >= before);
    before = due;
  }
}

RC_GTEST_PROP(Pace, NeverIsOutByANanosecondHoweverLongItGoes, ()) {
  const Pace pace{.rate = some_rate()};
  const auto n = some_packet();
  const long double wanted = static_cast<long double>(n) * 1e9L / pace.rate;
  RC_PRE(wanted < 9e18L);
  const auto out = wanted - static_cast<long double>(pace.due_after(n));
  RC_ASSERT(std::abs(out) < 0.501L + wanted * 1e-18L);
}

RC_GTEST_PROP(Pace, ABurstIsDueWithItsFirst, ()) {
  const auto burst = *rc::gen::inRange<std::uint32_t>(1, 1000);
  const double rate = some_rate();
  const auto n = some_packet();
  RC_ASSERT((Pace{.rate = rate, .burst = burst}.due_after(n)) ==
            (Pace{.rate = rate}.due_after(n - n % burst)));
}

}  // namespace
}  // namespace holdfast
