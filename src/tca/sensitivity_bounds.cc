#include <algorithm>
#include <cmath>

#include "cdt/column_scale.h"
#include "cdt/e_value.h"
#include "cdt/hdfe_fit.h"
#include "cdt/rosenbaum_gamma.h"
#include "tca/sensitivity_answer.h"

namespace holdfast {
namespace {

void add_benchmarks(SensitivityAnswer& out, double estimate) {
  const auto& robustness = *out.robustness;
  double strongest = 0;
  for (const auto& covariate : robustness.covariates) {
    for (const int times : {1, 2, 3}) {
      BenchmarkBound one{.covariate = covariate.name, .times = times};
      one.bound = confounder_bound(covariate.treatment_r2, covariate.outcome_r2, times);
      if (one.bound) {
        one.adjusted = adjusted_estimate(estimate, robustness.error, robustness.degrees,
                                         one.bound->treatment_r2, one.bound->outcome_r2);
      }
      if (times == 1) {
        strongest = std::max({strongest, one.bound ? one.bound->treatment_r2 : 1,
                              one.bound ? one.bound->outcome_r2 : 1});
      }
      out.benchmarks.push_back(std::move(one));
    }
  }
  if (robustness.covariates.empty()) return;
  out.robust = robustness.value > strongest ? CheckOutcome::passed : CheckOutcome::failed;
}

void add_adjusted(SensitivityAnswer& out, double estimate) {
  constexpr double kStrengths[] = {0.01, 0.02, 0.05, 0.1, 0.2};
  for (const double treatment : kStrengths) {
    for (const double outcome : kStrengths) {
      out.adjusted.emplace_back(ConfounderBound{treatment, outcome},
                                adjusted_estimate(estimate, out.robustness->error,
                                                  out.robustness->degrees, treatment, outcome));
    }
  }
}

void add_e_values(SensitivityAnswer& out, const AnalysisRows& regressed,
                  const AnalysisColumns& columns) {
  const auto y = regressed.number(columns.outcome), treated = regressed.number(columns.treatment);
  std::vector<double> control;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (treated[i] == 0) control.push_back(y[i]);
  }
  const double sd = column_scale(control).sd;
  if (!(sd > 0)) return;
  const auto* headline = out.headline();
  EValues values{.sd_control = sd, .estimate = e_value(headline->estimate, sd)};
  if (const auto* deciding = headline->deciding()) {
    values.limit = e_value_of_limit(deciding->low, deciding->high, sd);
  }
  if (std::isfinite(values.estimate) && std::isfinite(values.limit)) out.e_values = values;
}

void add_pairs(SensitivityAnswer& out, const std::vector<NearestCheck>& checks) {
  const auto paired = std::ranges::find_if(checks, &NearestCheck::has_estimate);
  if (paired == checks.end()) return;
  const auto ranks = signed_ranks(paired->differences);
  RosenbaumBounds bounds{
      .pairs_by = paired->name, .pairs = ranks.pairs, .gamma = rosenbaum_gamma(ranks)};
  for (const double gamma : {1.0, 1.25, 1.5, 2.0, 3.0}) {
    bounds.p.emplace_back(gamma, signed_rank_upper_p(ranks, gamma));
  }
  out.rosenbaum = std::move(bounds);
  for (const auto& check : checks) {
    if (!check.has_estimate()) continue;
    SpecEstimate spec{.effects = "none", .pruning = check.name};
    spec.found = {.status = check.status, .rows = 2 * check.differences.size()};
    const auto by_cluster = std::ranges::find(check.inference, "cr1", &ClusterEstimate::method);
    if (by_cluster != check.inference.end()) spec.found.cr1 = *by_cluster;
    if (by_cluster == check.inference.end()) spec.found.status = EstimateStatus::no_inference;
    spec.found.cr1.estimate = check.estimate;
    out.spec_grid.push_back(std::move(spec));
  }
}

}  // namespace

void add_bounds(SensitivityAnswer& out, const CdtCommand& command, const AnalysisRows& rows,
                const AnalysisRows& regressed, const ParallelFor& parallel) {
  const auto& columns = command.columns;
  add_pairs(out, nearest_checks(rows, columns));
  const HdfeDesign design(regression_input(regressed, columns, effects_of(out, columns)), parallel);
  if (design.status() != EstimateStatus::ok) return;
  const auto fit = fit_hdfe(design, regressed.number(columns.outcome));
  out.robustness = robustness_of(design, fit);
  if (out.robustness) {
    add_benchmarks(out, fit.coefficients.front());
    add_adjusted(out, fit.coefficients.front());
  }
  add_e_values(out, regressed, columns);
}

}  // namespace holdfast
