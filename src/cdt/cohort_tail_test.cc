#include "cdt/cohort_tail.h"

#include <gtest/gtest.h>

#include <cmath>

#include "cdt/holm.h"
#include "stats/philox.h"

namespace holdfast {
namespace {

TEST(Holm, AdjustsAsWrittenDown) {
  const double none = std::nan("");
  const auto adjusted = holm_adjusted(std::vector{.01, .04, none, .03, .9});
  EXPECT_DOUBLE_EQ(adjusted[0], .04);
  EXPECT_DOUBLE_EQ(adjusted[3], .09);
  EXPECT_DOUBLE_EQ(adjusted[1], .09);  // not below that of a smaller p
  EXPECT_DOUBLE_EQ(adjusted[4], .9);
  EXPECT_TRUE(std::isnan(adjusted[2]));
}

/// Eight hosts, twelve sessions, and cohorts 1 (slow by `slow`) and 2 (as any) of host 0.
struct Latencies {
  std::vector<double> y;
  std::vector<std::uint32_t> cohort, host, session, cluster;

  explicit Latencies(double slow) {
    for (std::uint32_t row = 0; row < 9600; ++row) {
      RowDraws draws({.seed = 7}, row);
      host.push_back(row % 8);
      session.push_back(row / 8 % 12);
      cluster.push_back(host.back() * 12 + session.back());
      const std::uint32_t kind = row / 96 % 4;
      cohort.push_back(host.back() == 0 && kind != 0 && kind != 3 ? kind : kAlignedCohort);
      y.push_back(20 + host.back() + draws.exponential() + (cohort.back() == 1 ? slow : 0));
    }
  }
  [[nodiscard]] CohortTailInput input() const {
    return {.y = y,
            .cohort = cohort,
            .cohorts = 2,
            .effects = {{host, 8}, {session, 12}},
            .clusters = {cluster, 96}};
  }
};

TEST(CohortTail, FindsTheSlowVectorAndNotTheOther) {
  const Latencies rows(30);
  const auto found = cohort_tail(rows.input());
  EXPECT_EQ(found.differences[0].status, EstimateStatus::ok);
  EXPECT_GT(found.differences[0].low, 0);
  EXPECT_LT(found.holm[0], .001);
  EXPECT_GT(found.holm[1], .05);
  EXPECT_GE(found.holm[1], found.differences[1].p);
  EXPECT_GT(found.threshold, 26);
}

TEST(CohortTail, OfFewSessionsHasFewRows) {
  Latencies rows(30);
  for (std::size_t row = 0; row < rows.y.size(); ++row) {
    if (rows.session[row] > 3 && rows.cohort[row] == 1) rows.cohort[row] = kAlignedCohort;
  }
  EXPECT_EQ(cohort_tail(rows.input()).differences[0].status, EstimateStatus::low_n);
}

TEST(CohortTail, OfAHostWithoutAlignedOrdersIsNotIdentified) {
  Latencies rows(30);
  for (std::size_t row = 0; row < rows.y.size(); ++row) {
    if (rows.host[row] == 0) rows.cohort[row] = 1;
  }
  const auto found = cohort_tail(rows.input());
  EXPECT_EQ(found.differences[0].status, EstimateStatus::not_identified);
  EXPECT_EQ(found.differences[1].status, EstimateStatus::no_treated);
  EXPECT_TRUE(std::isnan(found.holm[0]));
}

TEST(CohortTail, WithoutAnyAlignedOrderHasNothingToCompareWith) {
  Latencies rows(30);
  rows.cohort.assign(rows.y.size(), 1);
  EXPECT_EQ(cohort_tail(rows.input()).differences[0].status, EstimateStatus::no_control);
}

}  // namespace
}  // namespace holdfast
