#include "order_synth/order_row_csv.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <vector>

#include "order_synth/fixed_decimal.h"
#include "order_synth/order_names.h"

namespace holdfast {
namespace {

std::vector<std::string> fields_of(std::string_view line) {
  std::vector<std::string> fields(1);
  for (const char letter : line) {
    if (letter == ',') {
      fields.emplace_back();
    } else if (letter != '\n') {
      fields.back() += letter;
    }
  }
  return fields;
}

std::map<std::string, std::string> by_column(const OrderWorld& world, std::uint64_t row) {
  std::string line;
  append_order_csv(line, world, make_order_row(world, row));
  const auto names = fields_of(order_csv_header()), values = fields_of(line);
  EXPECT_EQ(names.size(), values.size()) << line;
  std::map<std::string, std::string> made;
  for (std::size_t nth = 0; nth < std::min(names.size(), values.size()); ++nth) {
    made[names[nth]] = values[nth];
  }
  return made;
}

double number(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

std::string decimal(std::int64_t value, unsigned decimals) {
  std::string text;
  append_decimal(text, value, decimals);
  return text;
}

TEST(FixedDecimal, WritesSignPointAndLeadingZeros) {
  EXPECT_EQ(decimal(0, 4), "0.0000");
  EXPECT_EQ(decimal(-1, 6), "-0.000001");
  EXPECT_EQ(decimal(1'230'000, 6), "1.230000");
  EXPECT_EQ(decimal(-98'765, 4), "-9.8765");
  EXPECT_EQ(decimal(INT64_MIN, 2), "-92233720368547758.08");
}

TEST(OrderNames, HaveThreeDigitsOrAsManyAsTheyNeedAndSessionsAreWeekdays) {
  EXPECT_EQ(order_host_name(7), "H007");
  EXPECT_EQ(order_host_name(0), "H000");
  EXPECT_EQ(order_symbol_name(1234), "S1234");
  EXPECT_EQ(order_session_name(0), "2026-01-05");
  EXPECT_EQ(order_session_name(4), "2026-01-09");
  EXPECT_EQ(order_session_name(5), "2026-01-12");
  EXPECT_EQ(order_session_name(39), "2026-02-27");
  EXPECT_EQ(order_session_name(40), "2026-03-02");
  EXPECT_EQ(order_session_name(563), "2028-03-02");  // a leap year's
  EXPECT_EQ(order_session_name(2'599), "2035-12-21");
  EXPECT_EQ(order_session_start_ns(0), 1'767'623'400'000'000'000);
}

TEST(OrderRowCsv, ChannelsAddUpToYWhichIsTheOutcomeOfItsRegime) {
  const OrderWorld world(OrderSynthOptions{.rows = 1'000});
  int drifted = 0;
  for (std::uint64_t row = 0; row < 1'000; ++row) {
    auto columns = by_column(world, row);
    EXPECT_EQ(columns["y"], columns[columns["D"] == "1" ? "y1" : "y0"]);
    EXPECT_NEAR(
        number(columns["y_impact"]) + number(columns["y_timing"]) + number(columns["y_routing"]),
        number(columns["y"]), 1e-12);
    drifted += columns["D"] == "1" ? 1 : 0;
  }
  EXPECT_GT(drifted, 100);
  EXPECT_LT(drifted, 500);
}

TEST(OrderRowCsv, WhatARowLacksIsEmpty) {
  const OrderWorld world(OrderSynthOptions{.rows = 1'000, .missing = 1});
  std::map<std::string, int> empty;
  for (std::uint64_t row = 0; row < 1'000; ++row) {
    for (const auto& [name, value] : by_column(world, row)) {
      empty[name] += value.empty() ? 1 : 0;
    }
  }
  EXPECT_EQ(empty["D"] + empty["spread_bps"] + empty["vol_bps"] + empty["y"], 1'000);
  EXPECT_EQ(empty["y"], empty["y_impact"]);
  EXPECT_GT(empty["y"], 150);
  EXPECT_EQ(empty["y0"] + empty["y1"] + empty["host"] + empty["nrs"], 0);
}

TEST(OrderRowCsv, AClockThatIsOffMovesItsHostsStampsAndAgesAlike) {
  OrderSynthOptions options{.rows = 500};
  const OrderWorld right(options);
  options.clock_skew_us = 50;
  const OrderWorld off(options);
  for (std::uint64_t row = 0; row < 500; ++row) {
    auto before = by_column(right, row), after = by_column(off, row);
    const double offset_us = off.hosts()[make_order_row(off, row).host].clock_offset_us;
    EXPECT_NE(offset_us, 0);
    EXPECT_NEAR(number(after["drift_us"]) - number(before["drift_us"]), offset_us, 1e-3);
    const long long moved_ns =
        std::atoll(after["ts_decision_ns"].c_str()) - std::atoll(before["ts_decision_ns"].c_str());
    EXPECT_NEAR(static_cast<double>(moved_ns), offset_us * 1e3, 1);
    EXPECT_EQ(before["y"], after["y"]);
  }
}

TEST(OrderSynthOptions, AnOptionOutOfBoundsIsNamedWithItsValue) {
  EXPECT_TRUE(check(OrderSynthOptions{}));
  const auto refused = check(OrderSynthOptions{.missing = 1.5});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::usage);
  EXPECT_EQ(refused.error().sentence, "--missing 1.5 is out of bounds: it may be 0 to 1");
  EXPECT_FALSE(check(OrderSynthOptions{.rows = 0}));
  EXPECT_FALSE(check(OrderSynthOptions{.symbols = 1, .disjoint_symbols = true}));
  EXPECT_FALSE(
      check(OrderSynthOptions{.effect_scale = 20, .tail_aligned = 0.5, .tail_drifted = 0.6}));
}

}  // namespace
}  // namespace holdfast
