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
  const auto rows = parse_proc_stat(
      "cpu0 1 2 3 4\nx\ncpux 1 2 3 4 5 6 7 8\ncpu1 1 2 3 4 5 6 7 0\n"
      "cpu1 5 6 7 8 9 10 11 12\nintr 5\n",
      diagnostics);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].cpu, CpuId{1});
  EXPECT_EQ(rows[0].steal, 0U);
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].line, 1);
  EXPECT_TRUE(diagnostics[0].sentence.ends_with("; 3 more like it")) << diagnostics[0].sentence;
}

TEST(ProcStat, WithoutItsLastLinesEndIsCutShort) {
  Diagnostics diagnostics;
  const auto rows = parse_proc_stat("cpu0 1 2 3 4 5 6 7 8\ncpu1 1 2 3 4 5 6 7 8", diagnostics);
  ASSERT_EQ(rows.size(), 1U);
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].line, 2);
}

}  // namespace
}  // namespace holdfast
