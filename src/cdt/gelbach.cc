#include "cdt/gelbach.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "cdt/cluster_codes.h"
#include "cdt/cluster_variance.h"
#include "cdt/gram.h"
#include "cdt/hdfe_fit.h"
#include "stats/sums.h"

namespace holdfast {

namespace {

/// A number and, per cluster, how far the cluster moves it.
struct Influenced {
  double value = 0;
  std::vector<double> influence;
};

/// factor_a · a + factor_b · b, as far as influences go; the value is given.
Influenced combined(double value, double factor_a, const Influenced& a, double factor_b,
                    const Influenced& b) {
  Influenced result{value, a.influence};
  for (std::size_t g = 0; g < result.influence.size(); ++g) {
    result.influence[g] = factor_a * a.influence[g] + factor_b * b.influence[g];
  }
  return result;
}

GelbachPart part_of(const Influenced& of, double total) {
  GelbachPart part{.value = of.value};
  const auto clusters = static_cast<double>(of.influence.size());
  if (of.influence.size() < kFewestClusters) {
    part.separable = false;
    return part;
  }
  NeumaierSum squares;
  for (const double influence : of.influence) {
    squares.add(influence * influence);
  }
  part.error = std::sqrt(clusters / (clusters - 1) * squares.value());
  part.separable = part.error <= std::abs(total) / 2;
  return part;
}

/// A regression whose coefficients' influences are asked by name.
class Regression {
 public:
  Regression(const HdfeInput& input, const Factor& clusters, const ParallelFor& parallel)
      : design_(input, parallel) {
    if (design_.status() == EstimateStatus::ok) {
      clusters_ = clusters_of(design_, clusters);
    }
  }

  [[nodiscard]] const HdfeDesign& design() const { return design_; }
  /// Prepares a coefficient; its number, for `influenced`. A dropped one is 0 with no influence.
  std::size_t ask_for(const std::string& name) {
    const auto at = std::find(design_.names().begin(), design_.names().end(), name);
    columns_.push_back(static_cast<std::size_t>(at - design_.names().begin()));
    projectors_.push_back(at == design_.names().end() ? std::vector<double>{}
                                                      : design_.projector(columns_.back()));
    return columns_.size() - 1;
  }
  [[nodiscard]] Influenced influenced(const HdfeFit& fit, std::size_t asked) const {
    if (columns_[asked] == design_.columns()) {
      return {0, std::vector<double>(clusters_.count)};
    }
    return {fit.coefficients[columns_[asked]],
            cluster_sums(clusters_, projectors_[asked], fit.residuals, design_.weights())};
  }
  [[nodiscard]] double variance_inflation(std::size_t asked) const {
    const std::size_t j = columns_[asked];
    if (j == design_.columns()) {
      return 0;
    }
    return weighted_product(design_.column(j), design_.column(j), design_.weights()) *
           design_.bread()[j * design_.columns() + j];
  }

 private:
  HdfeDesign design_;
  ClusterCodes clusters_;
  std::vector<std::size_t> columns_;
  std::vector<std::vector<double>> projectors_;
};

HdfeInput with_mediators(const GelbachInput& input) {
  HdfeInput full = input.base;
  full.regressors.insert(full.regressors.end(), input.mediators.begin(), input.mediators.end());
  full.names.insert(full.names.end(), input.mediator_names.begin(), input.mediator_names.end());
  return full;
}

void add_to(Influenced& sum, const Influenced& term) {
  sum.value += term.value;
  sum.influence.resize(term.influence.size());
  for (std::size_t g = 0; g < term.influence.size(); ++g) {
    sum.influence[g] += term.influence[g];
  }
}

GelbachRow row_of(const std::vector<Influenced>& parts, const Influenced& total) {
  GelbachRow row{.total = part_of(total, total.value)};
  for (const Influenced& part : parts) {
    row.parts.push_back(part_of(part, total.value));
  }
  return row;
}

}  // namespace

Gelbach gelbach(const GelbachInput& input, const ParallelFor& parallel) {
  HOLDFAST_CHECK(input.mediators.size() == input.mediator_names.size());
  Gelbach result;
  Regression base(input.base, input.clusters, parallel);
  Regression full(with_mediators(input), input.clusters, parallel);
  // The full design can be saturated where the base is not.
  result.status = base.design().status() != EstimateStatus::ok ? base.design().status()
                                                               : full.design().status();
  if (result.status != EstimateStatus::ok) {
    return result;
  }
  result.dropped_names = full.design().dropped_names();
  const std::string& treatment = input.base.names.front();
  base.ask_for(treatment);
  full.ask_for(treatment);
  std::vector<Influenced> gamma;
  for (std::size_t k = 0; k < input.mediators.size(); ++k) {
    full.ask_for(input.mediator_names[k]);
    gamma.push_back(base.influenced(fit_hdfe(base.design(), input.mediators[k]), 0));
    result.gamma.push_back(gamma.back().value);
  }
  for (std::size_t asked = 0; asked <= input.mediators.size(); ++asked) {
    result.variance_inflation.push_back(full.variance_inflation(asked));
  }
  std::vector<Influenced> sums(gamma.size() + 1);
  Influenced sum_total;
  for (const std::span<const double> outcome : input.outcomes) {
    const Influenced total = base.influenced(fit_hdfe(base.design(), outcome), 0);
    const HdfeFit fit = fit_hdfe(full.design(), outcome);
    std::vector<Influenced> parts;
    for (std::size_t k = 0; k < gamma.size(); ++k) {
      const Influenced theta = full.influenced(fit, k + 1);
      parts.push_back(
          combined(gamma[k].value * theta.value, theta.value, gamma[k], gamma[k].value, theta));
    }
    parts.push_back(full.influenced(fit, 0));
    result.rows.push_back(row_of(parts, total));
    for (std::size_t k = 0; k < parts.size(); ++k) {
      add_to(sums[k], parts[k]);
    }
    add_to(sum_total, total);
  }
  result.sum = row_of(sums, sum_total);
  if (sum_total.influence.size() < kFewestClusters) {
    result.status = EstimateStatus::no_inference;
  }
  return result;
}

}  // namespace holdfast
