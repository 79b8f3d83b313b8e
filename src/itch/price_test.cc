#include "itch/price.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

std::string decimal(std::uint64_t number, int decimals) {
  std::string text;
  append_decimal(text, number, decimals);
  return text;
}

TEST(Price, HasAllOfItsDecimals) {
  EXPECT_EQ(decimal(0, 4), "0.0000");
  EXPECT_EQ(decimal(1, 4), "0.0001");
  EXPECT_EQ(decimal(9999, 4), "0.9999");
  EXPECT_EQ(decimal(10000, 4), "1.0000");
  EXPECT_EQ(decimal(4294967295, 4), "429496.7295");
  EXPECT_EQ(decimal(12345678, 8), "0.12345678");
  EXPECT_EQ(decimal(18446744073709551615U, 8), "184467440737.09551615");
}

}  // namespace
}  // namespace holdfast
