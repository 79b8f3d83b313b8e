#include "tca/cdt_usd.h"

#include <gtest/gtest.h>

#include <cmath>

namespace holdfast {
namespace {

// Five rows of which the sample has four, in another order: the file's second was dropped.
struct World {
  Table table;
  AnalysisRows rows;
  CdtCommand command;
  CdtEstimates estimates;

  World() {
    table.rows = 5;
    table.columns.push_back({.name = "notional_usd",
                             .kind = ColumnKind::number,
                             .numbers = {1e6, 7e9, 2e5, 3e5, std::nan("")}});
    rows.rows = 4;
    rows.file_row = {3, 0, 4, 2};
    rows.numbers["D"] = {1, 1, 1, 0};
    CdtEstimate headline{.name = "fe_b", .status = EstimateStatus::ok, .estimate = 2.5};
    headline.inference.push_back(infer("cr1", 2.5, 0.25, 10));
    estimates.estimates = {{.name = "naive", .status = EstimateStatus::ok, .estimate = 9},
                           headline};
    estimates.headline = "fe_b";
  }
  CdtUsd usd() const { return cdt_usd(drifted_notional(command, table, rows), estimates); }
};

// 300,000 and 1,000,000 USD at 2.5 bps: 325. The aligned row and the dropped one do not count.
TEST(CdtUsd, IsTheDriftedOrdersNotionalTimesTheHeadlineByHand) {
  const World world;
  const auto usd = world.usd();
  EXPECT_EQ(usd.rows, 2U);
  EXPECT_EQ(usd.without_notional, 1U);
  EXPECT_DOUBLE_EQ(usd.notional.value(), 1.3e6);
  EXPECT_DOUBLE_EQ(usd.value.value(), 325);
  EXPECT_DOUBLE_EQ(usd.error.value(), 0.5 * 130);
  const auto& interval = world.estimates.estimates[1].inference[0];
  EXPECT_DOUBLE_EQ(usd.low.value(), interval.low * 130);
  EXPECT_DOUBLE_EQ(usd.high.value(), interval.high * 130);
  EXPECT_TRUE(usd.reason.empty());
}

TEST(CdtUsd, WithoutANotionalOrAnEstimateThereIsAReason) {
  World world;
  world.table.columns[0].numbers = {-1, 1, 1, INFINITY, std::nan("")};
  EXPECT_FALSE(world.usd().value);
  EXPECT_EQ(world.usd().without_notional, 3U);
  EXPECT_EQ(world.usd().reason, "no drifted row has a value in \"notional_usd\"");
  world.table.columns[0].name = "worth";
  EXPECT_EQ(world.usd().reason, "the rows have no column \"notional_usd\"");
  world.command.notional = "worth";
  world.table.columns[0].numbers[0] = 5;
  EXPECT_TRUE(world.usd().value);
  world.estimates.headline = "";
  EXPECT_EQ(world.usd().reason, "there is no estimate");
  EXPECT_FALSE(world.usd().value);
  world.command.notional = "";
  EXPECT_EQ(world.usd().reason, "no column of notionals was asked for");
}

TEST(CdtUsd, WithoutAnErrorThereIsNoInterval) {
  World world;
  world.estimates.headline = "naive";
  EXPECT_DOUBLE_EQ(world.usd().value.value(), 9 * 130);
  EXPECT_FALSE(world.usd().low);
  EXPECT_FALSE(world.usd().error);
}

}  // namespace
}  // namespace holdfast
