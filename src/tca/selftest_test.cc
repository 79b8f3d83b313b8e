#include "tca/selftest_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace holdfast {
namespace {

using ::testing::HasSubstr;

TEST(Selftest, EveryCheckOfThisBuildHolds) {
  const auto checks = self_checks();
  EXPECT_GE(checks.size(), 15U);
  for (const auto& check : checks) EXPECT_TRUE(holds(check)) << check.name << " " << check.found;
}

TEST(Selftest, EveryCheckCanFail) {
  for (auto check : self_checks()) {
    check.found += 2 * check.tolerance + 1e-6;
    EXPECT_FALSE(holds(check)) << check.name;
    check.found = NAN;
    EXPECT_FALSE(holds(check)) << check.name;
  }
}

TEST(Selftest, AFailureIsToldAndCounted) {
  const auto text = selftest_text({{"one", 1, 1, 0}, {"two", 2, 3, 0.5}});
  EXPECT_THAT(text, HasSubstr("ok      one"));
  EXPECT_THAT(text, HasSubstr("FAILED  two"));
  EXPECT_THAT(text, HasSubstr("1 of 2 hold"));
}

}  // namespace
}  // namespace holdfast
