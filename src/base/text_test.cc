#include "base/text.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(Text, TakesLinesAndKeepsAnUnfinishedLast) {
  std::string_view rest = "a\n\nb";
  EXPECT_EQ(next_line(rest), "a");
  EXPECT_EQ(next_line(rest), "");
  EXPECT_EQ(next_line(rest), "b");
  EXPECT_EQ(next_line(rest), std::nullopt);
}

TEST(Text, SplitsAndKeepsEmptyPieces) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ',').size(), 1U);
}

TEST(Text, ReadsOnlyWholeNumbersThatFit) {
  EXPECT_EQ(parse_number<std::uint32_t>("4294967295"), 4294967295U);
  EXPECT_FALSE(parse_number<std::uint32_t>("4294967296"));
  EXPECT_FALSE(parse_number<std::uint32_t>("-1"));
  EXPECT_FALSE(parse_number<std::uint32_t>("1 "));
  EXPECT_FALSE(parse_number<std::uint32_t>(""));
  EXPECT_EQ(parse_number<std::uint32_t>("ff", 16), 255U);
}

TEST(Text, MatchesStarsOnly) {
  EXPECT_TRUE(matches_glob("eth*", "eth10"));
  EXPECT_TRUE(matches_glob("*-TxRx-*", "i40e-eth0-TxRx-7"));
  EXPECT_TRUE(matches_glob("*a*b", "xaxbxb"));
  EXPECT_FALSE(matches_glob("eth?", "eth1"));
  EXPECT_FALSE(matches_glob("eth", "eth1"));
}

TEST(Text, TrimsEveryBlankAndTheNul) {
  EXPECT_EQ(trim(std::string_view(" \t x y\n\0", 8)), "x y");
  EXPECT_EQ(trim("  "), "");
}

}  // namespace
}  // namespace holdfast
