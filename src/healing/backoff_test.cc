#include "healing/backoff.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(Backoff, WaitsTwiceAsLongEachTimeUpToTheLongest) {
  Backoff backoff;
  Instant now{1'000'000'000};
  EXPECT_FALSE(backoff.waits(now));
  for (const double seconds : {5.0, 10.0, 20.0, 25.0, 25.0}) {
    backoff.failed(now, 5, 25);
    EXPECT_EQ(backoff.wait_seconds, seconds);
    EXPECT_TRUE(backoff.waits(plus_seconds(now, seconds - 0.001)));
    now = plus_seconds(now, seconds);
    EXPECT_FALSE(backoff.waits(now));
  }
}

}  // namespace
}  // namespace holdfast
