#include "account/order_accounts.h"

#include <random>

#include "account/account_test_fixture.h"

namespace holdfast {
namespace {

using OrderAccountsTest = OrderWorldTest;

// Decided at a mid of 100; the child's own decision at 100.1, acknowledged at 100.2, bought at the
// ask of 100.25 for 100.26 with a fee of 1; 60 of 100 done, and the end at 101.
TEST_F(OrderAccountsTest, APartlyFilledBuyIsSplitByHand) {
  quotes_.add(at_s(0), 99.9, 100.1);
  quotes_.add(at_s(2), 100.0, 100.2);
  quotes_.add(at_s(2.5), 100.15, 100.25);
  quotes_.add(at_s(9), 100.9, 101.1);
  parent(1, 100, 1, 10);
  child(100, 2.1, 2.2);
  report('0', 2.6, 0);
  fill(60, 100.26, 2.7, 1, Liquidity::removed, 1);
  const auto accounts = account();
  const auto& cost = accounts.parents[0].cost;
  const auto& base = accounts.parents[0].base;
  EXPECT_EQ(accounts.parents[0].status, ParentStatus::ok);
  EXPECT_DOUBLE_EQ(base.value(), 10'000);
  EXPECT_DOUBLE_EQ(cost.schedule.value(), 60 * 0.1);
  EXPECT_DOUBLE_EQ(cost.latency.value(), 60 * 0.1);
  EXPECT_DOUBLE_EQ(cost.impact.value(), 60 * 0.05);
  EXPECT_DOUBLE_EQ(cost.routing_price.value(), 60 * 0.01);
  EXPECT_DOUBLE_EQ(cost.fees.value(), 1);
  EXPECT_DOUBLE_EQ(cost.opportunity.value(), 40 * 1.0);
  EXPECT_DOUBLE_EQ(bps(cost.total(), base), 1e4 * (60 * 0.26 + 1 + 40) / 10'000);
  EXPECT_EQ(cost.total(), accounts.parents[0].shortfall);
}

TEST_F(OrderAccountsTest, ASellThatGaveLiquidityHasNoRoutingPrice) {
  quotes_.add(at_s(0), 99.9, 100.1);
  parent(-1, 10, 1, 3);
  child(10, 1.5, 1.6);
  fill(10, 100.1, 2, 1, Liquidity::added, -0.02);
  const auto accounts = account();
  const auto& cost = accounts.parents[0].cost;
  EXPECT_DOUBLE_EQ(cost.impact.value(), -1.0);  // sold above the mid: a gain
  EXPECT_DOUBLE_EQ(cost.routing_price.value(), 0);
  EXPECT_DOUBLE_EQ(cost.total().value(), -1.02);
}

TEST_F(OrderAccountsTest, WithoutAFillTheCostIsWhatTheMarketDid) {
  quotes_.add(at_s(0), 99.9, 100.1);
  quotes_.add(at_s(4), 98.9, 99.1);
  parent(1, 10, 1, 5);
  const auto accounts = account();
  EXPECT_EQ(accounts.parents[0].cost.total(), accounts.parents[0].cost.opportunity);
  EXPECT_DOUBLE_EQ(bps(accounts.parents[0].shortfall, accounts.parents[0].base), -100);
}

TEST_F(OrderAccountsTest, WithoutAQuoteAtTheDecisionThereIsNoBenchmark) {
  quotes_.add(at_s(0), 99.9, 100.1);
  parent(1, 10, 5.0, 6);       // five seconds old: it stands
  parent(1, 10, 5.000001, 6);  // older
  parent(1, 10, -1, 6);        // before the first
  const auto accounts = account();
  EXPECT_NE(accounts.parents[0].status, ParentStatus::no_benchmark);
  EXPECT_EQ(accounts.parents[1].status, ParentStatus::no_benchmark);
  EXPECT_EQ(accounts.parents[2].status, ParentStatus::no_benchmark);
  EXPECT_FALSE(accounts.parents[2].shortfall.bps_of(accounts.parents[2].base));
}

TEST_F(OrderAccountsTest, WithoutAQuoteAtTheEndWhatIsLeftHasNoPrice) {
  quotes_.add(at_s(0), 99.9, 100.1);
  parent(1, 10, 1, 60);
  child(10, 1.5, 1.6);
  fill(9, 100.1, 2, 1);
  parent(1, 10, 1, 60);  // all of it was done: the end does not matter
  child(10, 1.5, 1.6);
  fill(10, 100.1, 2, 2);
  const auto accounts = account();
  EXPECT_EQ(accounts.parents[0].status, ParentStatus::no_end_price);
  EXPECT_EQ(accounts.parents[1].status, ParentStatus::ok);
  EXPECT_EQ(accounts.parents[1].cost.total(), accounts.parents[1].shortfall);
}

TEST_F(OrderAccountsTest,
       AnAcknowledgementBeforeTheSendingIsClampedAndOneThatIsMissingIsTheSending) {
  quotes_.add(at_s(0), 99.9, 100.1);
  quotes_.add(at_s(2), 100.0, 100.2);
  parent(1, 20, 1, 4);
  child(10, 1.5, 2.5);
  report('0', 1.9, 0);
  child(10, 1.5, 2.5);
  const auto accounts = account();
  EXPECT_TRUE(accounts.children[0].is_clamped);
  EXPECT_EQ(accounts.children[0].ack_ns, at_s(2.5));
  EXPECT_FALSE(accounts.children[1].has_ack);
  EXPECT_EQ(accounts.children[1].ack_ns, at_s(2.5));
  EXPECT_EQ(accounts.clamped, 1U);
  EXPECT_EQ(accounts.without_ack, 1U);
}

TEST_F(OrderAccountsTest,
       AMissingMidAtDecisionIsTheBenchmarkAndOneAtTheAcknowledgementThatAtDecision) {
  quotes_.add(at_s(0), 99.9, 100.1);
  quotes_.add(at_s(30), 100.9, 101.1);
  parent(1, 20, 1, 31);
  child(10, 20, 20.1);  // no quote at either
  fill(10, 100.5, 20.2, 1);
  child(10, 30, 40);  // one at decision
  const auto accounts = account();
  EXPECT_TRUE(accounts.children[0].is_decision_mid_missing &&
              accounts.children[0].is_ack_mid_missing);
  EXPECT_DOUBLE_EQ(accounts.children[0].cost.schedule.value(), 0);
  EXPECT_DOUBLE_EQ(accounts.children[0].cost.impact.value(), 5);
  EXPECT_EQ(accounts.children[1].twice_ack_mid, accounts.children[1].twice_decision_mid);
  EXPECT_EQ(accounts.decision_mids_missing, 1U);
  EXPECT_EQ(accounts.ack_mids_missing, 2U);
}

TEST_F(OrderAccountsTest, InformationHasItsAgeAndWhatWasMissedMeanwhile) {
  quotes_.add(at_s(1), 99.9, 100.1);
  quotes_.add(at_s(1.5), 99.9, 100.3);
  quotes_.add(at_s(2), 100.1, 100.3);
  quotes_.add(at_s(3), 100.2, 100.4);
  parent(-1, 10, 1, 4);
  child(10, 1.2, 1.3);
  children_[0].md_exch_ns = at_s(1);
  children_[0].md_ingest_ns = at_s(1.125);
  report('0', 2, 0);
  const auto child = account().children[0];
  EXPECT_EQ(child.age_ns, at_s(1.2) - at_s(1));
  EXPECT_EQ(child.ingest_age_ns, at_s(1.2) - at_s(1.125));
  EXPECT_EQ(child.missed_quotes, 2U);
  EXPECT_DOUBLE_EQ(child.missed_move_bps.value(), -20);  // the mid rose, which is good for a sale
}

TEST_F(OrderAccountsTest, TheQueueAtThePriceIsComparedOnlyWhereBothTouchesAreTheLimit) {
  quotes_.add(at_s(1), 99.9, 100.1, 1, 300, 50);
  quotes_.add(at_s(2), 99.9, 100.1, 2, 700, 50);
  parent(1, 10, 1, 4);
  child(10, 1.2, 1.3);
  report('0', 2, 0);
  children_[0].is_passive = true;
  children_[0].limit = dollars(99.9);
  EXPECT_DOUBLE_EQ(account().children[0].queue_at_ack.value(), 700);
  EXPECT_DOUBLE_EQ(account().children[0].queue_growth.value(), 400);
  children_[0].limit = dollars(99.8);
  EXPECT_FALSE(account().children[0].queue_growth);
  children_[0].is_passive = false;
  EXPECT_FALSE(account().children[0].queue_at_ack);
}

// Whatever the prices, quantities and times: the parts add up to the shortfall without rounding.
TEST_F(OrderAccountsTest, PartsAddUpExactlyForEveryParent) {
  std::mt19937_64 random(7);
  const auto uniform = [&](double low, double high) {
    return std::uniform_real_distribution(low, high)(random);
  };
  for (int nth = 0; nth < 400; ++nth) {
    const double bid = uniform(1, 200);
    quotes_.add(at_s(uniform(0, 400)), bid, bid + uniform(-0.01, 0.3));
  }
  for (std::uint32_t order = 0; order < 200; ++order) {
    const double start = uniform(0, 380);
    parent(order % 2 == 0 ? 1 : -1, uniform(1, 1e6), start, start + 19);
    for (int nth = 0; nth < 3; ++nth) {
      child(uniform(1, 1e5), start + nth, start + nth + 0.1);
      report('0', start + nth + uniform(0, 2), order * 10 + static_cast<std::uint32_t>(nth) * 3);
      fill(uniform(0.001, 1e5), uniform(1, 200), start + 2,
           order * 10 + static_cast<std::uint32_t>(nth) * 3 + 1,
           nth == 1 ? Liquidity::removed : Liquidity::added, uniform(-1, 1));
    }
  }
  const auto accounts = account();
  std::size_t sound = 0;
  for (const auto& one : accounts.parents) {
    if (one.status != ParentStatus::ok) continue;
    ++sound;
    ASSERT_EQ(one.cost.total(), one.shortfall);
    const double parts = bps(one.cost.impact, one.base) + bps(one.cost.timing(), one.base) +
                         bps(one.cost.routing(), one.base);
    ASSERT_NEAR(parts, bps(one.shortfall, one.base), 1e-9 * std::max(1.0, std::abs(parts)));
  }
  EXPECT_GT(sound, 150U);
}

TEST_F(OrderAccountsTest, WhatNobodyCanHaveTradedIsToldAndNotWrappedAround) {
  quotes_.add(at_s(0), 0.9e9, 0.91e9);
  parent(1, 1e10, 1, 3);
  child(1e10, 1.5, 1.6);
  for (std::uint32_t id = 0; id < 40; ++id) fill(1e10, 1e9, 2, id);
  EXPECT_EQ(account().parents[0].status, ParentStatus::too_large);
}

}  // namespace
}  // namespace holdfast
