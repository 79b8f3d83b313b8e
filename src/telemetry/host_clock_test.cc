#include "telemetry/host_clock.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(HostClock, TheErrorIsThatOfTheLastReadingBeforeAndTheLargestOfOneTime) {
  const HostClock clock({{20, 7}, {10, 3}, {20, 5}, {0, 99}, {15, -1}, {20, 6}});
  EXPECT_FALSE(clock.max_error_ns(9));
  EXPECT_EQ(clock.max_error_ns(10), 3);
  EXPECT_EQ(clock.max_error_ns(19), 3);
  EXPECT_EQ(clock.max_error_ns(20), 7);
  EXPECT_EQ(clock.max_error_ns(1000), 7);
}

TEST(HostClock, WithoutReadingsNobodyKnows) { EXPECT_FALSE(HostClock().max_error_ns(5)); }

}  // namespace
}  // namespace holdfast
