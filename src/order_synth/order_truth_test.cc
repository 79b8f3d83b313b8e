#include "order_synth/order_truth.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace holdfast {
namespace {

struct Made {
  OrderTruthTable truth;
  std::vector<OrderRow> rows;
};

Made make(OrderSynthOptions options) {
  const OrderWorld world(options);
  Made made;
  OrderTruth truth;
  for (std::uint64_t row = 0; row < options.rows; ++row) {
    made.rows.push_back(make_order_row(world, row));
    truth.add(made.rows.back());
  }
  made.truth = truth.table(options);
  return made;
}

OrderSynthOptions usual() {
  OrderSynthOptions options;
  options.rows = 100'000;
  return options;
}

TEST(OrderTruth, IsTheMeanDifferenceOfTheDriftedOrdersOutcomes) {
  const Made made = make(usual());
  long double difference = 0, y1 = 0, y0 = 0;
  std::uint64_t drifted = 0, aligned = 0;
  for (const OrderRow& row : made.rows) {
    if (row.is_drifted) {
      ++drifted;
      difference += static_cast<long double>(row.drifted.cost.y_ubps() - row.aligned.cost.y_ubps());
      y1 += static_cast<long double>(row.drifted.cost.y_ubps());
    } else {
      ++aligned;
      y0 += static_cast<long double>(row.aligned.cost.y_ubps());
    }
  }
  EXPECT_EQ(made.truth.drifted, drifted);
  EXPECT_EQ(made.truth.rows, 100'000u);
  EXPECT_NEAR(made.truth.satt_bps, static_cast<double>(difference / drifted / 1e6L), 1e-12);
  EXPECT_NEAR(made.truth.naive_bps, static_cast<double>((y1 / drifted - y0 / aligned) / 1e6L),
              1e-12);
}

// What was planted: theta b by mediator, and 0.10 direct with 22 (0.055 - 0.015) of the tail for
// all else. NRS and drift are clipped at 0, which takes a little from theirs.
TEST(OrderTruth, ItsComponentsArePlantedOnesAndAddUp) {
  const OrderTruthTable truth = make(usual()).truth;
  EXPECT_NEAR(truth.component_total_bps[0], 0.495, 0.005);
  EXPECT_NEAR(truth.component_total_bps[1], 0.330, 0.001);
  EXPECT_NEAR(truth.component_total_bps[2], 0.288, 0.001);
  EXPECT_NEAR(truth.component_total_bps[3], 0.630, 0.005);
  EXPECT_NEAR(truth.component_total_bps[4], 0.98,
              5 * 6.2 / 155);  // sd of the tail's difference, √24'000
  const auto sum = [](const auto& of) { return std::accumulate(of.begin(), of.end(), 0.0); };
  EXPECT_NEAR(sum(truth.component_total_bps), truth.satt_bps, 1e-12);
  EXPECT_NEAR(sum(truth.channel_bps), truth.satt_bps, 1e-12);
  for (std::size_t channel = 0; channel < 3; ++channel) {
    EXPECT_NEAR(sum(truth.component_bps[channel]), truth.channel_bps[channel], 1e-12);
  }
  EXPECT_GT(truth.naive_bps, truth.satt_bps + 1);
  EXPECT_NEAR(truth.expected_satt_bps,
              truth.satt_bps - truth.component_total_bps[4] + 0.10 + 22 * (0.055 - 0.015), 1e-12);
}

OrderRow row_with(std::int64_t y0, std::int64_t y1, bool is_drifted) {
  OrderRow row;
  row.is_drifted = is_drifted;
  row.aligned.cost.channel_ubps[1] = y0 * 1'000'000;
  row.drifted.cost.channel_ubps[1] = y1 * 1'000'000;
  return row;
}

TEST(OrderTruth, QuantilesAreTheSmallestThatReachTheirLevelAndShortfallCountsTheBoundaryInPart) {
  OrderTruth truth;
  for (std::int64_t nth = 30; nth >= 1; --nth) {
    truth.add(row_with(nth, 10 * nth, true));
  }
  truth.add(row_with(-1000, 1000, false));
  const OrderTruthTable table = truth.table({});
  EXPECT_EQ(table.quantile[0].aligned_bps, 15);   // 15 / 30 = .50
  EXPECT_EQ(table.quantile[1].drifted_bps, 270);  // 27 / 30 = .90
  EXPECT_EQ(table.quantile[2].aligned_bps, 29);   // 28.5 of 30
  EXPECT_EQ(table.quantile[3].aligned_bps, 30);
  EXPECT_NEAR(table.shortfall.aligned_bps, (0.5 * 29 + 30) / 1.5, 1e-12);
  EXPECT_NEAR(table.shortfall.effect_bps(), 9 * (0.5 * 29 + 30) / 1.5, 1e-11);
}

TEST(OrderTruth, DoesNotDependOnHowRowsWerePartedOrOrdered) {
  const Made made = make(usual());
  std::array<OrderTruth, 3> parts;
  for (std::size_t nth = made.rows.size(); nth-- > 0;) {
    parts[nth % 3].add(made.rows[nth]);
  }
  parts[2].merge(parts[0]);
  parts[2].merge(parts[1]);
  const OrderTruthTable merged = parts[2].table(usual());
  EXPECT_EQ(merged.satt_bps, made.truth.satt_bps);
  EXPECT_EQ(merged.naive_bps, made.truth.naive_bps);
  EXPECT_EQ(merged.component_bps, made.truth.component_bps);
  EXPECT_EQ(merged.quantile[2].effect_bps(), made.truth.quantile[2].effect_bps());
  EXPECT_EQ(merged.shortfall.effect_bps(), made.truth.shortfall.effect_bps());
  EXPECT_EQ(merged.ack_us, made.truth.ack_us);
}

TEST(OrderTruth, IsZeroInAWorldWithoutAnEffectAndTwiceAtTwice) {
  OrderSynthOptions options = usual();
  options.effect_scale = 0;
  const OrderTruthTable none = make(options).truth;
  EXPECT_EQ(none.satt_bps, 0);
  EXPECT_EQ(none.quantile[3].effect_bps(), 0);
  EXPECT_EQ(none.shortfall.effect_bps(), 0);
  EXPECT_GT(none.naive_bps, 1);
  options.effect_scale = 2;
  EXPECT_NEAR(make(options).truth.component_total_bps[1], 0.66, 0.002);
}

TEST(OrderTruth, CountsRowsThatLackSomethingAndLeavesThemOut) {
  OrderSynthOptions options = usual();
  options.missing = 0.2;
  const Made made = make(options);
  std::uint64_t lacking = 0;
  for (const OrderGap gap : {OrderGap::regime, OrderGap::spread, OrderGap::vol, OrderGap::cost}) {
    const std::uint64_t count = made.truth.gaps[static_cast<std::size_t>(gap)];
    EXPECT_NEAR(static_cast<double>(count), 5'000, 5 * 69);
    lacking += count;
  }
  EXPECT_EQ(made.truth.rows, 100'000u - lacking);
  EXPECT_EQ(made.truth.gaps[0], made.truth.rows);
}

TEST(OrderTruth, OfNoDriftedOrderSaysSo) {
  OrderTruth truth;
  truth.add(row_with(1, 2, false));
  const OrderTruthTable table = truth.table({});
  EXPECT_EQ(table.drifted, 0u);
  EXPECT_TRUE(table.quantile.empty());
}

}  // namespace
}  // namespace holdfast
