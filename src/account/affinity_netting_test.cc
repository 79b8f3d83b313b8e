#include "account/affinity_netting.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "account/account_test_fixture.h"

namespace holdfast {
namespace {

using AffinityNettingTest = OrderWorldTest;
constexpr auto kDrifted = ChildRegime::drifted, kAligned = ChildRegime::aligned,
               kUnknown = ChildRegime::unknown;

// Bought at 100.1 against a mid of 100 by three children of 30, 10 and 40: 10 bps of the filled 80
// of 100, which are 8, and the 20 that were left moved by a dollar: 20 bps. Of the 80 the first 30
// were decided under drift, and of the last 40 nobody knows: D̄ is 3/8.
TEST_F(AffinityNettingTest, APartlyDriftedParentIsNettedByHand) {
  quotes_.add(at_s(0), 99.9, 100.1);
  quotes_.add(at_s(9), 100.9, 101.1);
  parent(1, 100, 1, 10);
  std::uint32_t id = 0;
  for (const double quantity : {30.0, 10.0, 40.0}) {
    child(quantity, 2, 2.1);
    fill(quantity, 100.1, 2.5, id++);
  }
  const auto accounts = account();
  const ChannelEffects effects{.impact = 1.6, .timing = 0.8, .routing = -0.4, .error = 0.5};
  const auto netted =
      net_affinity(accounts, children_, std::vector{kDrifted, kAligned, kUnknown}, effects);
  EXPECT_DOUBLE_EQ(netted[0].drifted_share, 0.375);
  EXPECT_DOUBLE_EQ(netted[0].unknown_share, 0.5);
  const auto& cost = netted[0].cost.value();
  EXPECT_NEAR(cost.impact, 8 - 1.6 * 0.375, 1e-12);
  EXPECT_NEAR(cost.timing, 20 - 0.8 * 0.375, 1e-12);
  EXPECT_NEAR(cost.routing, 0.4 * 0.375, 1e-12);
  EXPECT_NEAR(cost.affinity, 2.0 * 0.375, 1e-12);
  EXPECT_NEAR(cost.error.value(), 0.5 * 0.375, 1e-12);
  EXPECT_NEAR(cost.total(), 28, 1e-12);
}

TEST_F(AffinityNettingTest, AnAlignedParentCostNothingByDriftAndAWhollyDriftedOneAllOfTheEffect) {
  quotes_.add(at_s(0), 99.9, 100.1);
  std::uint32_t id = 0;
  for (int nth = 0; nth < 2; ++nth) {
    parent(-1, 30, 1, 3);
    for (const double quantity : {10.0, 20.0}) {
      child(quantity, 2, 2.1);
      fill(quantity, 99.9, 2.5, id++);
    }
  }
  const ChannelEffects effects{.impact = 1.7, .timing = 0.3, .routing = 0.1, .error = {}};
  const auto accounts = account();
  const auto netted = net_affinity(accounts, children_,
                                   std::vector{kAligned, kAligned, kDrifted, kDrifted}, effects);
  EXPECT_EQ(netted[0].drifted_share, 0);
  EXPECT_EQ(netted[0].cost.value().affinity, 0);
  EXPECT_EQ(netted[0].cost.value().impact,
            bps(accounts.parents[0].cost.impact, accounts.parents[0].base));
  EXPECT_EQ(netted[1].drifted_share, 1);
  EXPECT_EQ(netted[1].cost.value().affinity, effects.total());
  EXPECT_FALSE(netted[1].cost.value().error);
}

TEST_F(AffinityNettingTest, WhatWasNotFilledHasNoShareAndWhatHasNoCostHasNone) {
  quotes_.add(at_s(0), 99.9, 100.1);
  parent(1, 10, 1, 3);
  child(10, 1.5, 1.6);
  parent(1, 10, -1, 3);  // no benchmark
  child(10, 1.5, 1.6);
  fill(10, 100.1, 2, 1);
  const auto netted = net_affinity(account(), children_, std::vector{kDrifted, kDrifted},
                                   {.impact = 1, .timing = 1, .routing = 1, .error = 1.0});
  EXPECT_EQ(netted[0].drifted_share, 0);
  EXPECT_EQ(netted[0].cost.value().affinity, 0);
  EXPECT_FALSE(netted[1].cost);
  EXPECT_EQ(netted[1].drifted_share, 0);
}

// Whatever the effects and whichever children were drifted.
TEST_F(AffinityNettingTest, TheFourChannelsAddUpToTheShortfallOfEveryParent) {
  std::mt19937_64 random(11);
  const auto uniform = [&](double low, double high) {
    return std::uniform_real_distribution(low, high)(random);
  };
  for (int nth = 0; nth < 400; ++nth) {
    const double bid = uniform(50, 51);
    quotes_.add(at_s(nth), bid, bid + uniform(0.01, 0.3));
  }
  std::vector<ChildRegime> regimes;
  std::uint32_t id = 0;
  for (int order = 0; order < 300; ++order) {
    const double start = uniform(1, 380);
    parent(order % 2 == 0 ? 1 : -1, uniform(1000, 1e6), start, start + 15);
    for (int nth = 0; nth < 4; ++nth) {
      child(uniform(1, 1e5), start + nth, start + nth + 0.1);
      report('0', start + nth + 0.2, id++);
      fill(uniform(0.001, 200), uniform(50, 51), start + nth + 1, id++,
           nth == 1 ? Liquidity::removed : Liquidity::added, uniform(-1, 1));
      regimes.push_back(static_cast<ChildRegime>(random() % 3));
    }
  }
  const ChannelEffects effects{
      .impact = uniform(-5, 5), .timing = uniform(-5, 5), .routing = uniform(-5, 5), .error = 0.3};
  const auto accounts = account();
  const auto netted = net_affinity(accounts, children_, regimes, effects);
  std::size_t drifted = 0;
  for (std::size_t row = 0; row < netted.size(); ++row) {
    const auto& parent = accounts.parents[row];
    ASSERT_TRUE(netted[row].cost);
    const auto& cost = *netted[row].cost;
    const double shortfall = bps(parent.shortfall, parent.base);
    const double largest = std::max({1.0, std::abs(cost.impact), std::abs(cost.timing)});
    ASSERT_NEAR(cost.total(), shortfall, 1e-12 * largest) << row;
    ASSERT_NEAR(cost.affinity, effects.total() * netted[row].drifted_share, 1e-12);
    drifted += netted[row].drifted_share > 0 ? 1U : 0U;
  }
  EXPECT_GT(drifted, 200U);
  EXPECT_LT(drifted, 300U);
}

}  // namespace
}  // namespace holdfast
