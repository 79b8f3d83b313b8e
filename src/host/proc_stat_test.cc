#include "host/proc_stat.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(ProcStat, HasTheTimesOfEachOnlineCpu) {
  Diagnostics diagnostics;
  const auto rows = parse_proc_stat(
      "cpu  8714 953 5148 407187 539 0 54 39 0 0\n"
      "cpu0 4060 488 2348 204357 25 1 8 15 0 0\n"
      "cpu2 4654 464 2799 202830 513 0 45 23 0 0\n"
      "intr 229348 0 0\n"
      "cpu9 1 1 1 1\n",
      diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].cpu, CpuId{2});
  EXPECT_EQ(rows[0].user, 4060U);
  EXPECT_EQ(rows[0].nice, 488U);
  EXPECT_EQ(rows[0].system, 2348U);
  EXPECT_EQ(rows[0].idle, 204357U);
  EXPECT_EQ(rows[1].iowait, 513U);
  EXPECT_EQ(rows[0].irq, 1U);
  EXPECT_EQ(rows[1].softirq, 45U);
  EXPECT_EQ(rows[1].steal, 23U);
}

TEST(ProcStat, WithABadRowKeepsTheOthers) {
  Diagnostics diagnostics;
  const auto rows =
      parse_proc_stat("cpu0 1 2 3\ncpux 1 2 3 4\ncpu1 1 2 3 4\ncpu1 5 6 7 8\n", diagnostics);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].cpu, CpuId{1});
  EXPECT_EQ(rows[0].steal, 0U);
  ASSERT_EQ(diagnostics.size(), 3U);
  EXPECT_EQ(diagnostics[2].line, 4);
}

}  // namespace
}  // namespace holdfast
