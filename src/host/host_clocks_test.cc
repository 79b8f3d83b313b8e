#include "host/host_clocks.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(HostClocks, TheSampleOfTheShortestTimeIsTaken) {
  const auto best = best_of({{1000, 5000, 2000}, {3000, 7060, 3101}, {4000, 9000, 4900}});
  ASSERT_TRUE(best);
  EXPECT_EQ(best->offset_ns, 7060 - 3050);
  EXPECT_EQ(best->max_error_ns, 51);
}

TEST(HostClocks, SamplesOverASystemClockThatWasSetBackAreLeftOut) {
  const auto best = best_of({{2000, 5000, 1000}, {100, 400, 200}});
  ASSERT_TRUE(best);
  EXPECT_EQ(best->offset_ns, 250);
  EXPECT_FALSE(best_of({{2000, 5000, 1000}}));
  EXPECT_FALSE(best_of({}));
}

TEST(HostClocks, TheKernelSaysHowSureItIsOfThisHostsClock) {
  HostClocks clocks;
  EXPECT_EQ(clocks.state().state, SourceState::absent);
  const auto readings = clocks.read(7);
  ASSERT_FALSE(readings.empty());
  EXPECT_TRUE(readings[0].source.starts_with("kernel"));
  EXPECT_EQ(readings[0].at_ns, 7);
  EXPECT_GE(readings[0].max_error_ns.value_or(-1), 0);
  EXPECT_NE(clocks.state().state, SourceState::absent);
  EXPECT_EQ(clocks.state().state == SourceState::degraded, !clocks.state().why.empty());
}

}  // namespace
}  // namespace holdfast
