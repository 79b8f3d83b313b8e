#include "synth/synth_clock.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

struct Seconds {
  std::vector<std::uint64_t> messages;  // of each second
  std::uint64_t tight = 0, all = 0;
};

Seconds seconds_of(SynthClock clock, std::size_t count, std::uint64_t second_ns = 1'000'000'000) {
  Seconds out{std::vector<std::uint64_t>(count)};
  std::uint64_t last = SynthClock::kStartNs;
  for (;;) {
    const std::uint64_t now = clock.next_ns();
    const std::uint64_t second = (now - SynthClock::kStartNs) / second_ns;
    if (second >= count) return out;
    ++out.messages[second];
    ++out.all;
    out.tight += now - last <= SynthClock::kTightNs ? 1 : 0;
    last = now;
  }
}

TEST(SynthClock, HasABurstOfTheRealFiguresEveryTenSeconds) {
  const auto seconds = seconds_of(SynthClock(1, 100), 20);
  for (std::size_t i = 0; i < seconds.messages.size(); ++i) {
    const double expected = i % 10 == 4 ? 560'000 : 50'000;
    EXPECT_NEAR(static_cast<double>(seconds.messages[i]), expected, expected / 50) << i;
  }
}

TEST(SynthClock, HasOneOfAHundredMessagesRightBehindTheOneBefore) {
  const auto seconds = seconds_of(SynthClock(1, 100), 10);
  EXPECT_NEAR(static_cast<double>(seconds.tight) / static_cast<double>(seconds.all), .01, .0005);
}

TEST(SynthClock, RunsTwiceAsFastAtTwiceTheRate) {
  const auto seconds = seconds_of(SynthClock(1, 200), 10, 500'000'000);
  EXPECT_EQ(seconds.messages, seconds_of(SynthClock(1, 100), 10).messages);
}

}  // namespace
}  // namespace holdfast
