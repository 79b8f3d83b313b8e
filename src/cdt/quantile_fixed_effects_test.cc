#include "cdt/quantile_fixed_effects.h"

#include <gtest/gtest.h>

#include "cdt/tail_test_fixture.h"

namespace holdfast {
namespace {

TEST(QuantileFixedEffects, WhatAHostOrASessionAddsToAllItsRowsChangesNothing) {
  TailRows rows(600);
  const HdfeInput input{.regressors = {rows.treated, rows.load},
                        .names = {"d", "load"},
                        .effects = {{rows.host, 6}, {rows.session, 4}}};
  const HdfeDesign design(input);
  const std::vector<double> taus{0.5, 0.95};
  const auto before = fixed_effects_quantile_regression(input, design, rows.y, taus);
  for (std::size_t i = 0; i < rows.y.size(); ++i) {
    rows.y[i] += 100.0 * rows.host[i] - 7.0 * rows.session[i] * rows.session[i];
  }
  const auto after = fixed_effects_quantile_regression(input, design, rows.y, taus);
  for (std::size_t k = 0; k < taus.size(); ++k) {
    for (std::size_t j = 0; j < 3; ++j) {
      EXPECT_NEAR(after->at(k).coefficients[j], before->at(k).coefficients[j], 1e-7);
    }
  }
  // The treated cost 2 and their tail once more: more at .95 than in the middle.
  EXPECT_GT(before->at(1).coefficients[1], before->at(0).coefficients[1]);
  EXPECT_GT(before->at(0).coefficients[1], 1);
}

}  // namespace
}  // namespace holdfast
