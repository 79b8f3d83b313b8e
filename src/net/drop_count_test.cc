#include "net/drop_count.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(DropCountTest, GoesOnWhereTheKernelsCountBeginsAgain) {
  DropCount drops;
  EXPECT_EQ(drops.total(), 0U);
  drops.saw(0x70000000);
  drops.saw(0xe0000000);
  drops.saw(5);
  EXPECT_EQ(drops.total(), 0x100000005U);
}

TEST(DropCountTest, ACountOfAnEarlierMomentChangesNothing) {
  DropCount drops;
  drops.saw(100);
  drops.saw(97);
  drops.saw(100);
  EXPECT_EQ(drops.total(), 100U);
  drops.saw(101);
  EXPECT_EQ(drops.total(), 101U);
}

}  // namespace
}  // namespace holdfast
