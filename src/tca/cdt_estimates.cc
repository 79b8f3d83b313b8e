#include "tca/cdt_estimates.h"

#include <algorithm>

#include "cdt/cluster_leverage.h"
#include "cdt/cluster_variance.h"
#include "cdt/matched_difference.h"
#include "tca/analysis_sample.h"
#include "tca/bad_controls.h"

namespace holdfast {
namespace {

std::size_t count_of_ones(std::span<const double> treated) {
  return static_cast<std::size_t>(std::ranges::count(treated, 1.0));
}

// The difference of weighted means, with its error by clusters.
CdtEstimate difference(const char* name, const AnalysisRows& rows, const AnalysisColumns& columns,
                       std::span<const double> weights, EstimateStatus status) {
  CdtEstimate out{.name = name, .status = status, .rows = rows.rows};
  const auto treated = rows.number(columns.treatment);
  out.treated = count_of_ones(treated);
  if (!out.has_estimate()) return out;
  const auto y = rows.number(columns.outcome);
  std::vector<std::vector<Factor>> ways{{rows.factor(columns.cluster)}};
  if (!columns.second_cluster.empty()) {
    ways.push_back({rows.factor(columns.cluster), rows.factor(columns.second_cluster)});
  }
  for (const auto& way : ways) {
    const auto found = matched_difference(y, treated, weights, way);
    if (!found) continue;
    const bool is_first = way.size() == 1;
    if (is_first) {
      out.estimate = found->estimate;
      out.clusters = found->clusters;
      out.rows = found->rows;
    }
    if (!found->standard_error || found->clusters < kFewestClusters) continue;
    const double error = *found->standard_error;
    out.inference.push_back(infer(is_first ? "cr1" : "two_way", found->estimate, error * error,
                                  static_cast<double>(found->clusters - 1)));
  }
  if (out.inference.empty() && out.status == EstimateStatus::ok) {
    out.status = EstimateStatus::no_inference;
  }
  return out;
}

EstimateStatus status_of_arms(std::span<const double> treated) {
  if (treated.empty()) return EstimateStatus::empty;
  const auto ones = count_of_ones(treated);
  if (ones == 0) return EstimateStatus::no_treated;
  return ones == treated.size() ? EstimateStatus::no_control : EstimateStatus::ok;
}

void add_inference(CdtEstimate& out, const HdfeDesign& design, const AnalysisRows& rows,
                   const AnalysisColumns& columns, const ParallelFor& parallel) {
  const auto fit = fit_hdfe(design, rows.number(columns.outcome));
  out.estimate = fit.coefficients.front();
  const auto clusters = clusters_of(design, rows.factor(columns.cluster));
  out.clusters = clusters.count;
  const auto add = [&](const char* method, const ClusterVariance& variance) {
    if (variance.status != EstimateStatus::ok) return;
    out.inference.push_back(
        infer(method, out.estimate, variance.variance.front(), variance.degrees));
  };
  add("cr1", cr1(design, fit, clusters));
  if (!columns.second_cluster.empty()) {
    add("two_way",
        two_way(design, fit, clusters, clusters_of(design, rows.factor(columns.second_cluster))));
  }
  const auto leverage = leverage_estimates(design, fit, clusters, 0, parallel);
  for (const auto& estimate : {leverage.cr2, leverage.cr3}) {
    if (estimate.status == EstimateStatus::ok) out.inference.push_back(estimate);
  }
  if (out.inference.empty()) out.status = EstimateStatus::no_inference;
  if (has_few_clusters(design, clusters)) {
    out.wild = wild_bootstrap(design, fit, clusters, {}, parallel);
  }
}

CdtEstimate regression(const char* name, const AnalysisRows& rows, const AnalysisColumns& columns,
                       const std::vector<std::string>& effects, const ParallelFor& parallel) {
  CdtEstimate out{.name = name, .rows = rows.rows, .effects = effects};
  const auto treated = rows.number(columns.treatment);
  out.treated = count_of_ones(treated);
  const HdfeDesign design(regression_input(rows, columns, effects), parallel);
  out.status = design.status();
  out.singletons = design.singletons();
  if (!out.has_estimate()) return out;
  out.rows = design.rows();
  out.treated = count_of_ones(design.treatment());
  out.dropped_regressors = design.dropped_names();
  add_inference(out, design, rows, columns, parallel);
  return out;
}

void choose_headline(CdtEstimates& out) {
  const auto& estimates = out.estimates;
  out.status = estimates.back().status;
  for (auto one = estimates.rbegin(); one != estimates.rend(); ++one) {
    if (!one->has_estimate()) continue;
    out.headline = one->name;
    break;
  }
}

}  // namespace

CdtEstimates estimate_cdt(const AnalysisRows& rows, const AnalysisColumns& columns, bool is_pruned,
                          const ParallelFor& parallel) {
  return estimate_cdt(rows, match_sample(rows, columns, is_pruned), columns, is_pruned, parallel);
}

CdtEstimates estimate_cdt(const AnalysisRows& rows, const MatchedSample& sample,
                          const AnalysisColumns& columns, bool is_pruned,
                          const ParallelFor& parallel) {
  CdtEstimates out;
  const auto treated = rows.number(columns.treatment);
  const std::vector<double> ones(rows.rows, 1.0);
  out.estimates.push_back(difference("naive", rows, columns, ones, status_of_arms(treated)));

  const auto& matched = sample.match;
  out.cuts = sample.cuts;
  out.match_status = matched.status;
  out.match = matched.flow;
  out.control_ess = matched.control_ess;
  out.estimates.push_back(difference("cem", rows, columns, matched.weights, matched.status));
  out.estimates.back().treated = matched.flow.matched_treated;
  for (const auto& covariate : columns.covariates) {
    const auto balance = balance_of(rows.number(covariate), treated, matched.weights);
    if (balance) out.balance.push_back({covariate, *balance});
  }

  const auto* regressed = regressed_rows(rows, sample, is_pruned);
  for (const auto& [name, effects] :
       {std::pair{"fe_a", &columns.few_effects}, {"fe_b", &columns.effects}}) {
    if (regressed == nullptr) {
      out.estimates.push_back({.name = name, .status = matched.status, .effects = *effects});
    } else {
      out.estimates.push_back(regression(name, *regressed, columns, *effects, parallel));
    }
  }
  choose_headline(out);
  if (is_pruned && matched.status == EstimateStatus::feasible_att &&
      out.status == EstimateStatus::ok)
    out.status = EstimateStatus::feasible_att;
  auto grade = evidence_grade(grade_facts(out, columns));
  out.grade = grade.letter;
  out.grade_reasons = std::move(grade.reasons);
  return out;
}

GradeFacts grade_facts(const CdtEstimates& estimates, const AnalysisColumns& columns) {
  GradeFacts facts;
  for (const auto& one : estimates.estimates) {
    if (one.name != estimates.headline) continue;
    facts.model = one.name == "fe_b"   ? GradedModel::fe_b
                  : one.name == "fe_a" ? GradedModel::fe_a
                                       : GradedModel::difference;
    facts.has_error = one.deciding() != nullptr;
  }
  const auto is_failed = [](const CovariateBalance& one) {
    return one.row.after.verdict == BalanceVerdict::fail;
  };
  if (!estimates.balance.empty()) {
    facts.balance = std::ranges::any_of(estimates.balance, is_failed) ? CheckOutcome::failed
                                                                      : CheckOutcome::passed;
  }
  facts.holds_consequences = !bad_controls(columns).empty();
  return facts;
}

}  // namespace holdfast
