#include "base/cpu_set.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(CpuSet, ReadsTheKernelsListNotation) {
  const auto set = CpuSet::parse_list("0-3,8,10-11\n");
  ASSERT_TRUE(set) << set.error().sentence;
  EXPECT_EQ(*set, (CpuSet{0, 1, 2, 3, 8, 10, 11}));
  EXPECT_EQ(set->to_list(), "0-3,8,10-11");
}

TEST(CpuSet, ReadsStridesAsTheKernelDoes) {
  EXPECT_EQ(*CpuSet::parse_list("0-15:2/4"), (CpuSet{0, 1, 4, 5, 8, 9, 12, 13}));
}

TEST(CpuSet, ReadsAnEmptyListAsNoCpu) {
  EXPECT_TRUE(CpuSet::parse_list("\n")->empty());
  EXPECT_FALSE(CpuSet::parse_list("").value().first());
}

TEST(CpuSet, RefusesWhatIsNoList) {
  for (const auto* text : {"a", "3-1", "1-2-3", "1,,2", "-1", "9999", "0-7:0/0", "0-7:3", "1;2"}) {
    EXPECT_FALSE(CpuSet::parse_list(text)) << text;
  }
}

TEST(CpuSet, ReadsAMaskInCommaGroups) {
  EXPECT_EQ(*CpuSet::parse_mask("00000001,00000003"), (CpuSet{0, 1, 32}));
  EXPECT_EQ(*CpuSet::parse_mask("f"), (CpuSet{0, 1, 2, 3}));
  EXPECT_EQ(*CpuSet::parse_mask("ff000000,00000000,00000000"), CpuSet::range(88, 95));
  EXPECT_FALSE(CpuSet::parse_mask("xyz"));
  EXPECT_FALSE(CpuSet::parse_mask("0x3"));
}

TEST(CpuSet, WritesTheMaskAsTheKernelShowsIt) {
  EXPECT_EQ((CpuSet{0, 1, 32}).to_mask(64), "00000001,00000003");
  EXPECT_EQ((CpuSet{0}).to_mask(2), "1");
  EXPECT_EQ((CpuSet{}).to_mask(40), "00,00000000");
}

TEST(CpuSet, KnowsTheAlgebraOfSets) {
  const CpuSet a = CpuSet::range(0, 70);
  const CpuSet b = CpuSet::range(64, 100);
  EXPECT_EQ((a & b), CpuSet::range(64, 70));
  EXPECT_EQ((a - b), CpuSet::range(0, 63));
  EXPECT_EQ((a | b).size(), 101U);
  EXPECT_TRUE(CpuSet::range(3, 4).is_subset_of(a));
  EXPECT_FALSE(a.is_subset_of(b));
  EXPECT_FALSE((CpuSet{1}).intersects(CpuSet{65}));
  CpuSet c{5, 200};
  c.remove(CpuId{200});
  EXPECT_EQ(c, CpuSet{5});
}

}  // namespace
}  // namespace holdfast
