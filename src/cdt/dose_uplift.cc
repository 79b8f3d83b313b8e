#include "cdt/dose_uplift.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "cdt/cluster_variance.h"
#include "cdt/hdfe_fit.h"
#include "cdt/isotonic.h"
#include "stats/distributions.h"
#include "stats/sums.h"

namespace holdfast {
namespace {

constexpr std::size_t kMostDoses = 10;
constexpr double kLowProbability = 0.8;
constexpr std::size_t kFewestRows = 30;

using Groups = std::map<double, std::vector<std::size_t>>;

// A group of few rows goes to the one below it; the lowest to the one above.
void join_small(Groups& groups) {
  const auto lowest = [&] {
    return groups.begin()->first == 0 ? std::next(groups.begin()) : groups.begin();
  };
  if (groups.empty()) return;
  for (auto at = groups.end(); at != groups.begin() && at != lowest();) {
    const auto small = std::prev(at);
    if (small == lowest()) break;
    at = small;
    if (small->second.size() >= kFewestRows) continue;
    const auto below = std::prev(small);
    below->second.insert(below->second.end(), small->second.begin(), small->second.end());
    at = groups.erase(small);
  }
  const auto first = lowest();
  if (first == groups.end() || first->second.size() >= kFewestRows) return;
  const auto above = std::next(first);
  if (above == groups.end()) return;
  above->second.insert(above->second.end(), first->second.begin(), first->second.end());
  groups.erase(first);
}

// The recent rows of each dose (or tenth), by its order; those without a dose under 0.
Groups groups_of(const HdfeDesign& design, std::span<const std::uint8_t> is_recent) {
  const auto dose = design.treatment();
  std::set<double> values;
  for (std::size_t i = 0; i < dose.size() && values.size() <= kMostDoses + 1; ++i) {
    values.insert(std::max(0.0, dose[i]));
  }
  const bool is_continuous = values.size() > kMostDoses + 1;
  Groups groups;
  for (std::size_t i = 0; i < dose.size(); ++i) {
    if (is_recent[design.kept()[i]] == 0) continue;
    const double value = std::max(0.0, dose[i]);
    groups[is_continuous ? std::ceil(value * 10) : value].push_back(i);
  }
  join_small(groups);
  return groups;
}

double mean_at(std::span<const double> values, const std::vector<std::size_t>& rows) {
  NeumaierSum sum;
  for (const auto row : rows) sum.add(values[row]);
  return sum.value() / static_cast<double>(rows.size());
}

// How far each cluster moves the mean residual of `rows` less that of `undosed`. It is a sum of
// weight · outcome, with the weights that regressors and effects leave of the contrast; of a
// treatment and all its rows they leave nothing.
std::vector<double> contrast_influence(const HdfeDesign& design, const HdfeFit& fit,
                                       std::size_t input_rows, const ClusterCodes& clusters,
                                       const std::vector<std::size_t>& rows,
                                       const std::vector<std::size_t>& undosed) {
  std::vector<double> contrast(input_rows, 0.0);
  const auto add = [&](const std::vector<std::size_t>& to, double sign) {
    for (const auto row : to) {
      contrast[design.kept()[row]] += sign / static_cast<double>(to.size());
    }
  };
  add(rows, 1);
  add(undosed, -1);
  const auto weights = fit_hdfe(design, contrast).residuals;
  std::vector<double> influence(clusters.count, 0.0);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    influence[clusters.codes[i]] += weights[i] * fit.residuals[i];
  }
  return influence;
}

double length(const std::vector<double>& values) {
  NeumaierSum squares;
  for (const double value : values) squares.add(value * value);
  return std::sqrt(squares.value());
}

struct Knots {
  std::vector<DoseKnot> knots;
  std::vector<std::vector<double>> influence;  // per knot, by cluster
};

Knots observe(const HdfeDesign& design, const HdfeFit& fit, std::span<const std::uint8_t> is_recent,
              const ClusterCodes& clusters, const std::vector<double>& slope_influence) {
  const auto groups = groups_of(design, is_recent);
  const auto undosed = groups.find(0);
  const auto base_rows = undosed == groups.end() ? std::vector<std::size_t>{} : undosed->second;
  const double base = base_rows.empty() ? 0 : mean_at(fit.residuals, base_rows);
  Knots out;
  for (const auto& [key, rows] : groups) {
    if (key == 0) continue;
    DoseKnot knot{.dose = mean_at(design.treatment(), rows), .rows = rows.size()};
    knot.linear = fit.coefficients[0] * knot.dose;
    knot.observed = knot.linear + mean_at(fit.residuals, rows) - base;
    auto influence = contrast_influence(design, fit, is_recent.size(), clusters, rows, base_rows);
    for (std::size_t g = 0; g < influence.size(); ++g) {
      influence[g] += knot.dose * slope_influence[g];
    }
    out.knots.push_back(knot);
    out.influence.push_back(std::move(influence));
  }
  return out;
}

}  // namespace

DoseUplift dose_uplift(const HdfeDesign& design, std::span<const double> outcome,
                       std::span<const std::uint8_t> is_recent, const ClusterCodes& clusters) {
  const auto fit = fit_hdfe(design, outcome);
  const auto variance = cr1(design, fit, clusters);
  DoseUplift out;
  out.slope = {.method = "cr1", .status = variance.status, .estimate = fit.coefficients[0]};
  if (variance.status != EstimateStatus::ok) return out;
  out.slope = infer("cr1", fit.coefficients[0], variance.variance[0], variance.degrees);
  if (out.slope.status != EstimateStatus::ok) return out;
  const auto projector = design.projector(0);
  std::vector<double> slope_influence(clusters.count, 0.0);
  for (std::size_t i = 0; i < fit.residuals.size(); ++i) {
    slope_influence[clusters.codes[i]] += projector[i] * fit.residuals[i];
  }
  auto [knots, influence] = observe(design, fit, is_recent, clusters, slope_influence);
  std::vector<double> observed, weights;
  for (const auto& knot : knots) {
    observed.push_back(knot.observed);
    weights.push_back(static_cast<double>(knot.rows));
  }
  // CR1's correction of small samples, which the slope's own error has.
  const double correction = out.slope.error / length(slope_influence);
  const double t = student_t_quantile(kLowProbability, out.slope.degrees);
  for (const auto& pool : isotonic_pools(observed, weights)) {
    std::vector<double> pooled(clusters.count, 0.0);
    for (std::size_t k = pool.begin; k < pool.end; ++k) {
      for (std::size_t g = 0; g < pooled.size(); ++g) {
        pooled[g] += influence[k][g] * weights[k] / pool.weight;
      }
    }
    const double error = correction * length(pooled);
    for (std::size_t k = pool.begin; k < pool.end; ++k) {
      knots[k].uplift = std::max(0.0, pool.value);
      knots[k].error = error;
      knots[k].low = pool.value - t * error;
    }
  }
  out.knots = std::move(knots);
  return out;
}

}  // namespace holdfast
