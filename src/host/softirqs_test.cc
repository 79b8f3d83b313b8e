#include "host/softirqs.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(Softirqs, KeepTheNetworksRowsOfCpusThatCounted) {
  Diagnostics diagnostics;
  const auto rows = parse_softirqs(
      "                    CPU0       CPU1       CPU2       \n"
      "          HI:          0          0          5\n"
      "      NET_TX:          4          1          0\n"
      "      NET_RX:        309        370          0\n"
      "         RCU:      17125      17290          0\n",
      diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].cpu, CpuId{1});
  EXPECT_EQ(rows[1].net_rx, 370U);
  EXPECT_EQ(rows[1].net_tx, 1U);
}

TEST(Softirqs, WithARowCutShortKeepTheOther) {
  Diagnostics diagnostics;
  const auto rows = parse_softirqs("  CPU0  CPU1\nNET_TX: 4 1\nNET_RX: 309\n", diagnostics);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].net_tx, 4U);
  EXPECT_EQ(rows[0].net_rx, 0U);
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].line, 3);
  EXPECT_EQ(diagnostics[0].sentence, "NET_RX: 1 counts, expected 2");
}

TEST(Softirqs, WithoutAHeaderAreNone) {
  Diagnostics diagnostics;
  EXPECT_TRUE(parse_softirqs("NET_RX: 1 2\n", diagnostics).empty());
  EXPECT_EQ(diagnostics.size(), 1U);
}

}  // namespace
}  // namespace holdfast
