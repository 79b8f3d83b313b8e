#include "host/host_clocks.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

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
