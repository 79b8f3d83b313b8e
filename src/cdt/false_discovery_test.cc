#include "cdt/false_discovery.h"

#include <gtest/gtest.h>

#include <vector>

namespace holdfast {
namespace {

TEST(FalseDiscovery, SharesAreThoseWorkedOutByHand) {
  // p·4/rank from the largest down, never rising: .5, .04·4/3 → .0533, .03·2 → .0533 (the smaller),
  // .01·4.
  const auto shares = false_discovery_shares(std::vector<double>{.03, .5, .01, .04});
  EXPECT_DOUBLE_EQ(shares[1], .5);
  EXPECT_DOUBLE_EQ(shares[3], .04 * 4 / 3);
  EXPECT_DOUBLE_EQ(shares[0], .04 * 4 / 3);
  EXPECT_DOUBLE_EQ(shares[2], .04);
}

TEST(FalseDiscovery, SharesOfEqualValuesAreEqual) {
  const auto shares = false_discovery_shares(std::vector<double>{.02, .9, .02});
  EXPECT_DOUBLE_EQ(shares[0], .03);
  EXPECT_EQ(shares[0], shares[2]);
}

TEST(FalseDiscovery, NoShareIsAboveOne) {
  for (const double share : false_discovery_shares(std::vector<double>{1, .9, 1})) {
    EXPECT_LE(share, 1);
  }
  EXPECT_TRUE(false_discovery_shares({}).empty());
}

}  // namespace
}  // namespace holdfast
