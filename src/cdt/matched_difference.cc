#include "cdt/matched_difference.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/check.h"
#include "cdt/cell_codes.h"

namespace holdfast {
namespace {

struct Mean {
  double weight = 0, sum = 0;
  double value() const { return sum / weight; }
};

struct ClusterSquares {
  double squares = 0;
  std::size_t clusters = 0;
};

double times_g(double variance, std::size_t clusters) {
  const auto g = static_cast<double>(clusters);
  return variance * g / (g - 1);
}

class Influence {
 public:
  Influence(std::span<const double> y, std::span<const double> treated,
            std::span<const double> weights, const std::array<Mean, 2>& means)
      : weights_(weights), influence_(y.size()) {
    for (std::size_t i = 0; i < y.size(); ++i) {
      const auto& mean = means[treated[i] != 0];
      const double part = weights[i] * (y[i] - mean.value()) / mean.weight;
      influence_[i] = treated[i] != 0 ? part : -part;
    }
  }

  ClusterSquares by(const Factor& factor) const {
    HOLDFAST_CHECK(factor.codes.size() == influence_.size());
    std::vector<double> sums(factor.levels);
    std::vector<char> seen(factor.levels);
    for (std::size_t i = 0; i < influence_.size(); ++i) {
      if (weights_[i] == 0) continue;
      sums[factor.codes[i]] += influence_[i];
      seen[factor.codes[i]] = 1;
    }
    ClusterSquares result;
    for (const double sum : sums) result.squares += sum * sum;
    result.clusters = static_cast<std::size_t>(std::count(seen.begin(), seen.end(), 1));
    return result;
  }

 private:
  std::span<const double> weights_;
  std::vector<double> influence_;
};

/// Without the factor of the rows.
ClusterSquares squares_by(const Influence& influence, std::span<const Factor> clusters) {
  auto first = influence.by(clusters[0]);
  if (clusters.size() == 1) return first;
  const auto second = influence.by(clusters[1]);
  const auto cells = cell_codes(clusters, clusters[0].codes.size());
  const auto both = influence.by({cells.cell, cells.cells});
  return {std::max(0.0, first.squares + second.squares - both.squares),
          std::min(first.clusters, second.clusters)};
}

}  // namespace

std::optional<MatchedDifference> matched_difference(std::span<const double> y,
                                                    std::span<const double> treated,
                                                    std::span<const double> weights,
                                                    std::span<const Factor> clusters) {
  HOLDFAST_CHECK(treated.size() == y.size() && weights.size() == y.size());
  HOLDFAST_CHECK(clusters.size() == 1 || clusters.size() == 2);
  std::array<Mean, 2> means;
  MatchedDifference found;
  for (std::size_t i = 0; i < y.size(); ++i) {
    HOLDFAST_CHECK(weights[i] >= 0);
    auto& mean = means[treated[i] != 0];
    mean.weight += weights[i];
    mean.sum += weights[i] * y[i];
    found.rows += weights[i] > 0 ? 1u : 0u;
  }
  if (!(means[0].weight > 0) || !(means[1].weight > 0)) return std::nullopt;
  found.estimate = means[1].value() - means[0].value();
  const auto squares = squares_by(Influence(y, treated, weights, means), clusters);
  found.clusters = squares.clusters;
  if (squares.clusters >= 2 && found.rows >= 3) {
    const auto n = static_cast<double>(found.rows);
    const double variance = times_g(squares.squares, squares.clusters) * (n - 1) / (n - 2);
    found.standard_error = std::sqrt(variance);
  }
  return found;
}

}  // namespace holdfast
