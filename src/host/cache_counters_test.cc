#include "host/cache_counters.h"

#include <gtest/gtest.h>
#include <sched.h>

namespace holdfast {
namespace {

TEST(CacheCounters, CountOnThisMachineOrSayWhyNot) {
  CacheCounters counters;
  EXPECT_EQ(counters.state().why, "");
  const CpuSet here{static_cast<std::uint32_t>(::sched_getcpu())};
  const auto first = counters.read(here, 1);
  if (counters.state().state == SourceState::absent) {
    EXPECT_FALSE(counters.state().why.empty());
    EXPECT_TRUE(first.empty());
    GTEST_SKIP() << counters.state().why;
  }
  volatile unsigned work = 0;
  for (unsigned i = 0; i < 1'000'000; ++i) work = work + i;
  const auto second = counters.read(here, 2);
  ASSERT_EQ(first.size(), 1U);
  ASSERT_EQ(second.size(), 1U);
  EXPECT_GT(second[0].instructions, first[0].instructions);
}

TEST(CacheCounters, OfACpuThatIsNotThereTheReasonIsSaid) {
  CacheCounters counters;
  EXPECT_TRUE(counters.read(CpuSet{8000}, 1).empty());
  EXPECT_EQ(counters.state().state, SourceState::absent);
  EXPECT_FALSE(counters.state().why.empty());
}

}  // namespace
}  // namespace holdfast
