#include "tca/nearest_checks.h"

#include <algorithm>
#include <numeric>

#include "cdt/cluster_variance.h"
#include "cdt/nearest_mahalanobis.h"
#include "cdt/nearest_propensity.h"

namespace holdfast {
namespace {

struct NearestInput {
  AnalysisRows rows;  // in the order of the file
  std::vector<std::span<const double>> columns;
  std::vector<std::string> names;
  std::vector<Factor> exact;
};

AnalysisRows in_file_order(const AnalysisRows& rows) {
  std::vector<std::uint32_t> order(rows.rows);
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::uint32_t row) { return rows.place[row]; });
  return rows.of(order);
}

void add_inference(NearestCheck& out, const NearestDifference& found) {
  const auto add = [&](const char* method, const MatchedDifference& one, std::size_t fewest) {
    if (!one.standard_error || one.clusters < fewest) return;
    out.inference.push_back(infer(method, one.estimate, *one.standard_error * *one.standard_error,
                                  static_cast<double>(one.clusters - 1)));
  };
  add("pair", found.by_pair, kFewestClusters);
  if (found.by_cluster) add("cr1", *found.by_cluster, kFewestClusters);
  if (found.two_way) add("two_way", *found.two_way, kFewestClusters);
}

NearestCheck check_of(const char* name, const Result<NearestMatch>& match,
                      const NearestInput& input, const AnalysisColumns& columns) {
  NearestCheck out{.name = name};
  if (!match) {
    out.reason = match.error().sentence;
    return out;
  }
  out.status = match->status;
  out.flow = match->flow;
  if (!has_estimate(match->status)) return out;
  const auto y = input.rows.number(columns.outcome);
  const auto found = nearest_difference(*match, y, input.rows.number(columns.treatment),
                                        input.rows.factor(columns.cluster));
  if (!found) return out;
  out.estimate = found->by_pair.estimate;
  for (const auto& pair : match->pairs) {
    out.differences.push_back(y[pair.treated] - y[pair.control]);
  }
  add_inference(out, *found);
  if (out.inference.empty()) out.status = EstimateStatus::no_inference;
  return out;
}

Result<NearestMatch> by_propensity(const NearestInput& input, std::span<const double> treated) {
  const auto fit = fit_propensity(treated, input.columns, input.names);
  if (!fit) return tl::unexpected(fit.error());
  return match_by_logit(treated, fit->logit, input.exact);
}

}  // namespace

std::vector<NearestCheck> nearest_checks(const AnalysisRows& rows, const AnalysisColumns& columns) {
  NearestInput input{.rows = in_file_order(rows)};
  for (const auto& name : columns.covariates) {
    const auto values = input.rows.number(name);
    // What is matched exactly is constant in a cell; what is constant everywhere measures nothing.
    const auto is_part = [&](const std::string& factor) {
      const auto parts = parts_of_factor(factor);
      return std::ranges::find(parts, name) != parts.end();
    };
    if (std::ranges::any_of(columns.exact, is_part)) continue;
    if (std::ranges::adjacent_find(values, std::ranges::not_equal_to{}) == values.end()) continue;
    input.columns.push_back(values);
    input.names.push_back(name);
  }
  for (const auto& name : columns.exact) input.exact.push_back(input.rows.factor(name));
  const auto treated = input.rows.number(columns.treatment);
  return {check_of("nn_mahalanobis",
                   match_by_mahalanobis(treated, input.columns, input.names, input.exact), input,
                   columns),
          check_of("nn_propensity", by_propensity(input, treated), input, columns)};
}

}  // namespace holdfast
