#include "account/lit_share.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "account/account_test_fixture.h"

namespace holdfast {
namespace {

constexpr auto kLit = VenueKind::lit, kDark = VenueKind::dark, kUnknown = VenueKind::unknown;

// 300 to a lit venue and 100 to a dark one in the half hour before; what is older, of another
// symbol, of the same instant or to an unknown venue does not count.
TEST(LitShare, IsOfTheHalfHourBeforeTheDecisionByHand) {
  const std::vector<SentOrder> orders{
      {0, at_s(0) - 1, 900, kDark},   // a nanosecond too old
      {0, at_s(0), 300, kLit},        // half an hour before
      {0, at_s(900), 100, kDark},     //
      {0, at_s(950), 700, kUnknown},  //
      {1, at_s(1000), 5000, kDark},   // another symbol
      {0, at_s(1800), 200, kDark},    // the one that is asked for: itself not
      {0, at_s(1800), 200, kLit},     // and not what is sent at that instant
      {0, at_s(1800) + 1, 200, kUnknown}};
  const auto shares = lit_shares_before(orders);
  EXPECT_FALSE(shares[0]);
  EXPECT_DOUBLE_EQ(shares[1].value(), 0);
  EXPECT_DOUBLE_EQ(shares[2].value(), 300.0 / 1200);
  EXPECT_FALSE(shares[4]);
  EXPECT_DOUBLE_EQ(shares[5].value(), 0.75);
  EXPECT_DOUBLE_EQ(shares[6].value(), 0.75);
  EXPECT_DOUBLE_EQ(shares[7].value(), 200.0 / 500);  // the 300 are too old by then
}

TEST(LitShare, NothingBeforeOrNoTimeIsNoShare) {
  const auto shares = lit_shares_before(std::vector<SentOrder>{
      {0, 0, 10, kLit}, {0, at_s(1), 10, kUnknown}, {0, at_s(2), 10, kLit}, {1, at_s(2), 1, kLit}});
  for (const auto& share : shares) EXPECT_FALSE(share);
  EXPECT_TRUE(lit_shares_before({}).empty());
}

TEST(LitShare, IsWhatAddingUpEveryOtherOrderGivesWhateverTheirOrder) {
  std::mt19937_64 random(3);
  std::vector<SentOrder> orders;
  for (int nth = 0; nth < 1500; ++nth) {
    orders.push_back({static_cast<std::uint32_t>(random() % 3),
                      random() % 50 == 0 ? 0 : at_s(double(random() % 20'000)),
                      1 + static_cast<std::int64_t>(random() % 1'000'000'000'000'000'000),
                      static_cast<VenueKind>(random() % 3)});
  }
  const auto shares = lit_shares_before(orders);
  for (std::size_t row = 0; row < orders.size(); ++row) {
    long double lit = 0, known = 0;
    for (const auto& other : orders) {
      const auto age_ns = orders[row].decision_ns - other.decision_ns;
      if (other.symbol != orders[row].symbol || other.decision_ns == 0 || age_ns <= 0 ||
          age_ns > kLitShareWindow || other.venue == kUnknown) {
        continue;
      }
      known += static_cast<long double>(other.quantity);
      if (other.venue == kLit) lit += static_cast<long double>(other.quantity);
    }
    ASSERT_EQ(shares[row].has_value(), orders[row].decision_ns != 0 && known > 0) << row;
    if (!shares[row]) continue;
    ASSERT_NEAR(*shares[row], static_cast<double>(lit / known), 1e-12) << row;
  }
  auto turned = orders;
  std::ranges::reverse(turned);
  auto of_turned = lit_shares_before(turned);
  std::ranges::reverse(of_turned);
  EXPECT_EQ(of_turned, shares);
}

}  // namespace
}  // namespace holdfast
