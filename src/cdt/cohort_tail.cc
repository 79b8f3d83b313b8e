#include "cdt/cohort_tail.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "base/check.h"
#include "cdt/cluster_variance.h"
#include "cdt/holm.h"
#include "cdt/stop_loss.h"

namespace holdfast {
namespace {

constexpr std::size_t kFewTreatedClusters = 10;

double quantile_of(std::vector<double> values, double tau) {
  const double rank = std::ceil((tau - 1e-12) * static_cast<double>(values.size()));
  const auto place = static_cast<std::size_t>(std::max(1.0, rank)) - 1;
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(place));
  return values[place];
}

// The rows of one regression: aligned ones and those of one cohort.
struct Rows {
  std::vector<double> y, treated;
  std::vector<std::vector<std::uint32_t>> effects;
  std::vector<std::uint32_t> clusters;
};

Rows rows_of(const CohortTailInput& input, std::span<const double> outcome, std::uint32_t cohort) {
  Rows rows;
  rows.effects.resize(input.effects.size());
  for (std::size_t row = 0; row < outcome.size(); ++row) {
    if (input.cohort[row] != kAlignedCohort && input.cohort[row] != cohort) continue;
    rows.y.push_back(outcome[row]);
    rows.treated.push_back(input.cohort[row] == cohort ? 1 : 0);
    rows.clusters.push_back(input.clusters.codes[row]);
    for (std::size_t f = 0; f < input.effects.size(); ++f) {
      rows.effects[f].push_back(input.effects[f].codes[row]);
    }
  }
  return rows;
}

std::size_t treated_clusters(const HdfeDesign& design, const ClusterCodes& clusters) {
  std::set<std::uint32_t> holding;
  for (std::size_t row = 0; row < clusters.codes.size(); ++row) {
    if (design.treatment()[row] > 0) holding.insert(clusters.codes[row]);
  }
  return holding.size();
}

ClusterEstimate difference_of(const CohortTailInput& input, std::span<const double> outcome,
                              std::uint32_t cohort) {
  const Rows rows = rows_of(input, outcome, cohort);
  HdfeInput regression{.regressors = {rows.treated}, .names = {"cohort"}};
  for (std::size_t f = 0; f < rows.effects.size(); ++f) {
    regression.effects.push_back({rows.effects[f], input.effects[f].levels});
  }
  const HdfeDesign design(regression);
  if (design.status() != EstimateStatus::ok) return {.method = "cr1", .status = design.status()};
  const auto clusters = clusters_of(design, {rows.clusters, input.clusters.levels});
  const auto fit = fit_hdfe(design, rows.y);
  const auto variance = cr1(design, fit, clusters);
  if (variance.status != EstimateStatus::ok) {
    return {.method = "cr1", .status = variance.status, .estimate = fit.coefficients[0]};
  }
  auto found = infer("cr1", fit.coefficients[0], variance.variance[0], variance.degrees);
  if (found.status == EstimateStatus::ok &&
      treated_clusters(design, clusters) < kFewTreatedClusters) {
    found.status = EstimateStatus::low_n;
  }
  return found;
}

}  // namespace

CohortTail cohort_tail(const CohortTailInput& input) {
  HOLDFAST_CHECK(input.cohort.size() == input.y.size() &&
                 input.clusters.codes.size() == input.y.size());
  CohortTail out;
  std::vector<double> aligned;
  for (std::size_t row = 0; row < input.y.size(); ++row) {
    if (input.cohort[row] == kAlignedCohort) aligned.push_back(input.y[row]);
  }
  if (aligned.empty()) {
    out.threshold = std::numeric_limits<double>::quiet_NaN();
    out.differences.resize(input.cohorts, {.method = "cr1", .status = EstimateStatus::no_control});
  } else {
    out.threshold = quantile_of(std::move(aligned), input.tau);
    const auto outcome = stop_loss_outcome(input.y, out.threshold, input.tau);
    for (std::uint32_t cohort = 1; cohort <= input.cohorts; ++cohort) {
      out.differences.push_back(difference_of(input, outcome, cohort));
    }
  }
  for (const auto& one : out.differences) {
    const bool has_p = one.status == EstimateStatus::ok || one.status == EstimateStatus::low_n;
    out.holm.push_back(has_p ? one.p : std::numeric_limits<double>::quiet_NaN());
  }
  out.holm = holm_adjusted(out.holm);
  return out;
}

}  // namespace holdfast
