#include "order_synth/raw_child.h"

#include <gtest/gtest.h>

#include <cmath>

namespace holdfast {
namespace {

constexpr double kTick = 1.0 / kTicksPerDollar;

struct Shortfall {
  double impact_bps = 0, timing_bps = 0, routing_bps = 0;
  double all_bps() const { return impact_bps + timing_bps + routing_bps; }
};

// As a desk would: benchmark, mid at the acknowledgement, opposite touch when liquidity was taken,
// fills, fees.
Shortfall shortfall_of(const OrderRow& row, const RawChild& child) {
  const double side = row.is_buy ? 1 : -1,
               benchmark = static_cast<double>(child.benchmark_ticks) * kTick;
  const RawQuote& at_ack = child.quotes[1];
  const double mid = static_cast<double>(at_ack.bid_ticks + at_ack.ask_ticks) / 2 * kTick;
  const double price = static_cast<double>(child.price_ticks) * kTick;
  const double touch =
      static_cast<double>(row.is_buy ? at_ack.ask_ticks : at_ack.bid_ticks) * kTick;
  const double reference = child.took_liquidity ? touch : price;
  Shortfall made;
  double fees = 0, shares = 0;
  for (const RawFill& fill : child.fills) {
    fees += static_cast<double>(fill.fee_micro) / 1e6;
    shares += static_cast<double>(fill.shares);
  }
  const double to_bps = 1e4 / benchmark;
  made.timing_bps = side * (mid - benchmark) * to_bps;
  made.impact_bps = side * (reference - mid) * to_bps;
  made.routing_bps = (side * (price - reference) + fees / shares) * to_bps;
  return made;
}

OrderSynthOptions small() {
  OrderSynthOptions options;
  options.rows = 20'000;
  options.hosts = 12;
  options.sessions = 10;
  return options;
}

template <class Visit>
void for_each_child(const OrderSynthOptions& options, Visit visit) {
  const OrderWorld world(options);
  for (std::uint64_t number = 0; number < options.rows; ++number) {
    const OrderRow row = make_order_row(world, number);
    visit(row, make_raw_child(world, row));
  }
}

TEST(RawChild, ItsShortfallIsTheRowsToAMillionthOfADollarInFees) {
  for_each_child(small(), [](const OrderRow& row, const RawChild& child) {
    const double notional = static_cast<double>(child.filled * child.benchmark_ticks) * kTick;
    const double tolerance_bps = 0.51e-6 / notional * 1e4 + 1e-9;
    ASSERT_NEAR(shortfall_of(row, child).all_bps(),
                static_cast<double>(row.outcome().cost.y_ubps()) / 1e6, tolerance_bps)
        << row.row;
  });
}

TEST(RawChild, ItsChannelsAreTheRowsToATick) {
  double worst = 0;
  for_each_child(small(), [&worst](const OrderRow& row, const RawChild& child) {
    const double tick_bps = 1e4 / static_cast<double>(child.benchmark_ticks);
    const Shortfall measured = shortfall_of(row, child);
    const auto& planted = row.outcome().cost.channel_ubps;
    ASSERT_NEAR(measured.impact_bps, static_cast<double>(planted[0]) / 1e6, 0.76 * tick_bps);
    ASSERT_NEAR(measured.timing_bps, static_cast<double>(planted[1]) / 1e6, 0.26 * tick_bps);
    ASSERT_NEAR(measured.routing_bps, static_cast<double>(planted[2]) / 1e6,
                1.01 * tick_bps + 0.001);
    worst = std::max(worst, std::fabs(measured.impact_bps - static_cast<double>(planted[0]) / 1e6));
  });
  EXPECT_LT(worst, 0.04);
  EXPECT_GT(worst, 0);
}

TEST(RawChild, ItsTimesAreInTheOrderOfThingsAndTellItsLatencies) {
  for_each_child(small(), [](const OrderRow& row, const RawChild& child) {
    ASSERT_LE(child.md_exch_ns, child.md_ingest_ns);
    ASSERT_LE(child.md_ingest_ns, child.decision_ns);
    ASSERT_LT(child.decision_ns, child.send_ns);
    ASSERT_LT(child.send_ns, child.ack_venue_ns);
    ASSERT_LT(child.ack_venue_ns, child.ack_recv_ns);
    ASSERT_LT(child.ack_venue_ns, child.fills[0].venue_ns);
    ASSERT_LT(child.fills[0].venue_ns, child.fills[1].venue_ns);
    ASSERT_NEAR(static_cast<double>(child.ack_recv_ns - child.send_ns) / 1e3, row.outcome().ack_us,
                1e-3);
    ASSERT_NEAR(static_cast<double>(child.decision_ns - child.md_exch_ns) / 1e3,
                row.outcome().mediator[3], 1e-3);
    for (const RawQuote& quote : child.quotes) {
      ASSERT_GT(quote.bid_ticks, 0);
      ASSERT_GT(quote.ask_ticks, quote.bid_ticks);
    }
  });
}

TEST(RawChild, AClockThatIsOffMovesWhatItsHostStampsAndNothingElse) {
  OrderSynthOptions off = small();
  off.rows = 500;
  const OrderWorld right(off);
  off.clock_skew_us = 80;
  for_each_child(off, [&right](const OrderRow& row, const RawChild& child) {
    const RawChild before = make_raw_child(right, make_order_row(right, row.row));
    ASSERT_NE(child.clock_offset_ns, 0);
    ASSERT_EQ(child.decision_ns - before.decision_ns, child.clock_offset_ns);
    ASSERT_EQ(child.ack_recv_ns - before.ack_recv_ns, child.clock_offset_ns);
    ASSERT_EQ(child.ack_venue_ns, before.ack_venue_ns);
    ASSERT_EQ(child.md_exch_ns, before.md_exch_ns);
    ASSERT_EQ(child.fills[0].venue_ns, before.fills[0].venue_ns);
  });
}

TEST(RawChild, FillsAreAllOrPartOfTheOrderInOneOrTwo) {
  std::uint64_t partial = 0, two = 0;
  for_each_child(small(), [&](const OrderRow& row, const RawChild& child) {
    ASSERT_EQ(child.fills[0].shares + child.fills[1].shares, child.filled);
    ASSERT_GE(child.fills[0].shares, 1);
    ASSERT_LE(child.filled, row.shares);
    ASSERT_EQ(child.filled == row.shares || row.outcome().fill_share < 1, true);
    partial += child.filled < row.shares ? 1 : 0;
    two += child.fills[1].shares > 0 ? 1 : 0;
  });
  EXPECT_NEAR(static_cast<double>(partial) / 20'000, 0.11, 0.02);
  EXPECT_NEAR(static_cast<double>(two) / 20'000, 0.30, 0.02);
}

}  // namespace
}  // namespace holdfast
