#include "bpf/rest.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

Instant at(double seconds) { return Instant{static_cast<std::int64_t>(seconds * 1e9)}; }

TEST(Rest, BeginsAboveTheLimitAndEndsBelowHalfOfItAfterTenSeconds) {
  Rest rest;
  EXPECT_FALSE(rest.look(100, 100, at(0)));
  EXPECT_TRUE(rest.look(101, 100, at(1)));
  EXPECT_TRUE(rest.is_on());
  EXPECT_FALSE(rest.look(10, 100, at(10.9)));
  EXPECT_FALSE(rest.look(51, 100, at(12))) << "it is not calm yet";
  EXPECT_TRUE(rest.look(50, 100, at(13)));
  EXPECT_FALSE(rest.is_on());
}

TEST(Rest, EachIsTwiceAsLongAsTheOneBeforeUpToItsLimit) {
  Rest rest;
  double now = 0;
  for (double wanted = 10; wanted <= 2000; wanted *= 2) {
    ASSERT_TRUE(rest.look(200, 100, at(now)));
    const double lasts = std::min(wanted, Rest::kLongestSeconds);
    EXPECT_FALSE(rest.look(0, 100, at(now + lasts - 1))) << lasts;
    EXPECT_TRUE(rest.look(0, 100, at(now + lasts + 1))) << lasts;
    now += lasts + 2;
  }
}

}  // namespace
}  // namespace holdfast
