#include "cdt/wild_bootstrap.h"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "cdt/cluster_variance.h"
#include "cdt/gram.h"

namespace holdfast {

namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using Index = Eigen::Index;

constexpr double kTie = 1e-9;
constexpr std::size_t kFewestForSigns = 8;

/// A cluster's sums of w·value on the levels (rows) and with the columns, one cluster after the
/// other.
struct ClusterSums {
  Matrix on_levels;     // levels × clusters
  Matrix with_columns;  // columns × clusters
};

ClusterSums sums_of(const HdfeDesign& design, const ClusterCodes& clusters,
                    std::span<const double> values) {
  const HdfeEffects& effects = design.effects();
  const auto groups = static_cast<Index>(clusters.count);
  ClusterSums sums{Matrix::Zero(static_cast<Index>(effects.levels()), groups),
                   Matrix(static_cast<Index>(design.columns()), groups)};
  for (std::size_t f = 0; f < effects.factors(); ++f) {
    const auto codes = effects.codes(f);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double weight = design.weights().empty() ? 1 : design.weights()[i];
      sums.on_levels(static_cast<Index>(codes[i]), static_cast<Index>(clusters.codes[i])) +=
          weight * values[i];
    }
  }
  for (std::size_t j = 0; j < design.columns(); ++j) {
    const std::vector<double> of_column =
        cluster_sums(clusters, design.column(j), values, design.weights());
    sums.with_columns.row(static_cast<Index>(j)) =
        Eigen::Map<const Eigen::RowVectorXd>(of_column.data(), groups);
  }
  return sums;
}

/// Of residuals r and the treatment's projector p, for weights v by cluster: the numerator of the
/// bootstrapped coefficient is v'numerator, cluster g's score in the bootstrapped variance is
/// (scores·v)_g.
struct LinearInWeights {
  Vector numerator;
  Matrix scores;
};

LinearInWeights linear_in_weights(const HdfeDesign& design, const ClusterCodes& clusters,
                                  std::span<const double> projector,
                                  const ClusterSums& of_projector, std::span<const double> values,
                                  const ParallelFor& parallel) {
  const auto groups = static_cast<Index>(clusters.count);
  const std::vector<double> products = cluster_sums(clusters, projector, values, design.weights());
  LinearInWeights result{Eigen::Map<const Vector>(products.data(), groups), {}};
  const ClusterSums sums = sums_of(design, clusters, values);
  const double tolerance = kAbsorbTolerance * std::sqrt(weighted_product(values, values, {}) /
                                                        static_cast<double>(values.size()));
  Matrix effects = Matrix::Zero(sums.on_levels.rows(), groups);
  parallel(clusters.count, [&](std::size_t g) {
    const auto column = static_cast<Index>(g);
    const auto levels = static_cast<std::size_t>(effects.rows());
    design.effects().solve({sums.on_levels.col(column).data(), levels},
                           {effects.col(column).data(), levels}, tolerance);
  });
  const auto columns = static_cast<Index>(design.columns());
  const Eigen::Map<const Matrix> bread(design.bread().data(), columns, columns);
  result.scores = -(of_projector.on_levels.transpose() * effects +
                    of_projector.with_columns.transpose() * (bread * sums.with_columns));
  result.scores.diagonal() += result.numerator;
  return result;
}

/// What a draw's t is made of, for every null: with δ = estimate − null, the coefficient is fixed +
/// δ·moving, the sum of squared scores squares[0] + 2δ·squares[1] + δ²·squares[2].
struct Draw {
  double fixed = 0;
  double moving = 0;
  std::array<double, 3> squares{};
};

std::size_t power_up_to(std::size_t base, std::size_t exponent, std::size_t most) {
  std::size_t result = 1;
  for (std::size_t i = 0; i < exponent && result <= most; ++i) {
    result *= base;
  }
  return result;
}

/// The weight of cluster g in a draw, from a digit 0 … 5 or 0 … 1.
double weight_of(bool webb, std::uint64_t digit) {
  static const std::array<double, 6> kWebb = {-std::sqrt(1.5), -1, -std::sqrt(.5),
                                              std::sqrt(.5),   1,  std::sqrt(1.5)};
  return webb ? kWebb[digit] : digit == 0 ? -1 : 1;
}

Vector weights_of_draw(const WildBootstrap& kind, const DrawStream& from, std::size_t draw,
                       Index clusters) {
  const std::uint64_t base = kind.webb ? 6 : 2;
  Vector weights(clusters);
  std::uint64_t rest = draw;
  for (Index g = 0; g < clusters; ++g) {
    if (kind.enumerated) {
      weights(g) = weight_of(kind.webb, rest % base);
      rest /= base;
    } else {
      const std::uint64_t bits = bits_at(from, draw, static_cast<std::uint64_t>(g));
      weights(g) = weight_of(kind.webb, ((bits >> 32U) * base) >> 32U);
    }
  }
  return weights;
}

std::vector<Draw> all_draws(const WildBootstrap& kind, const DrawStream& from,
                            const LinearInWeights& of_residuals,
                            const LinearInWeights& of_treatment, const ParallelFor& parallel) {
  constexpr std::size_t kBlock = 256;
  std::vector<Draw> draws(kind.draws);
  parallel((kind.draws + kBlock - 1) / kBlock, [&](std::size_t block) {
    const std::size_t first = block * kBlock;
    const auto count = static_cast<Index>(std::min(kBlock, kind.draws - first));
    Matrix weights(of_residuals.numerator.size(), count);
    for (Index b = 0; b < count; ++b) {
      weights.col(b) =
          weights_of_draw(kind, from, first + static_cast<std::size_t>(b), weights.rows());
    }
    const Matrix fixed = of_residuals.scores * weights;
    const Matrix moving = of_treatment.scores * weights;
    for (Index b = 0; b < count; ++b) {
      draws[first + static_cast<std::size_t>(b)] = {
          of_residuals.numerator.dot(weights.col(b)),
          of_treatment.numerator.dot(weights.col(b)),
          {fixed.col(b).squaredNorm(), fixed.col(b).dot(moving.col(b)),
           moving.col(b).squaredNorm()}};
    }
  });
  return draws;
}

struct Counts {
  std::size_t larger = 0;
  std::size_t ties = 0;
};

/// Compares |t*| with |t| at a null that is `distance` below the estimate; `squares` is that of the
/// sample itself.
Counts count_larger(const std::vector<Draw>& draws, double distance, double squares) {
  Counts counts;
  for (const Draw& draw : draws) {
    const double own_squares =
        draw.squares[0] + 2 * distance * draw.squares[1] + distance * distance * draw.squares[2];
    // Multiplied out, so that a draw without any spread is an infinite t, not a NaN.
    const double other = std::abs(draw.fixed + distance * draw.moving) * std::sqrt(squares);
    const double own = std::abs(distance) * std::sqrt(std::max(0., own_squares));
    if (other > own * (1 + kTie)) {
      ++counts.larger;
    } else if (other >= own * (1 - kTie)) {
      ++counts.ties;
    }
  }
  return counts;
}

double p_of(const Counts& counts, const WildBootstrap& kind) {
  const auto reached = static_cast<double>(counts.larger + counts.ties);
  const auto draws = static_cast<double>(kind.draws);
  return kind.enumerated ? reached / draws : (1 + reached) / (draws + 1);
}

/// How far from the estimate, in one direction, p first falls to the level.
std::optional<double> reach(const WildBootstrap& kind, const std::vector<Draw>& draws,
                            double squares, double step, double level) {
  const auto inside_at = [&](double distance) {
    return p_of(count_larger(draws, distance, squares), kind) > level;
  };
  double inside = 0;
  double outside = step;
  for (int steps = 1; inside_at(outside); ++steps) {
    if (steps == 200) {
      return std::nullopt;
    }
    inside = outside;
    outside += step;
  }
  for (int halving = 0; halving < 60; ++halving) {
    const double middle = (inside + outside) / 2;
    (inside_at(middle) ? inside : outside) = middle;
  }
  return (inside + outside) / 2;
}

}  // namespace

WildBootstrap wild_bootstrap(const HdfeDesign& design, const HdfeFit& fit,
                             const ClusterCodes& clusters, const WildOptions& options,
                             const ParallelFor& parallel) {
  WildBootstrap result;
  if (clusters.count < kFewestClusters || clusters.count > kMostWildClusters ||
      design.status() != EstimateStatus::ok || !(fit.residual_squares > 0)) {
    result.status = EstimateStatus::no_inference;
    return result;
  }
  result.webb = clusters.count < kFewestForSigns;
  const std::size_t vectors = power_up_to(result.webb ? 6 : 2, clusters.count, options.draws);
  result.enumerated = vectors <= options.draws;
  result.draws = result.enumerated ? vectors : options.draws;

  // Residuals under a null are the residuals + (estimate − null) · the treatment without all else.
  const std::vector<double> projector = design.projector(0);
  std::vector<double> treatment(projector);
  for (double& value : treatment) {
    value /= design.bread()[0];
  }
  const ClusterSums of_projector = sums_of(design, clusters, projector);
  const LinearInWeights of_residuals =
      linear_in_weights(design, clusters, projector, of_projector, fit.residuals, parallel);
  const LinearInWeights of_treatment =
      linear_in_weights(design, clusters, projector, of_projector, treatment, parallel);
  const std::vector<Draw> draws =
      all_draws(result, options.from, of_residuals, of_treatment, parallel);

  const double estimate = fit.coefficients[0];
  const double squares = of_residuals.numerator.squaredNorm();
  const double error = std::sqrt(cr1(design, fit, clusters).variance[0]);
  const Counts counts = count_larger(draws, estimate, squares);
  result.t = estimate / error;
  result.larger = counts.larger;
  result.ties = counts.ties;
  result.p = p_of(counts, result);
  // A null above the estimate is at a negative distance.
  const std::optional<double> below = reach(result, draws, squares, error, options.level);
  const std::optional<double> above = reach(result, draws, squares, -error, options.level);
  result.low = below ? std::optional(estimate - *below) : std::nullopt;
  result.high = above ? std::optional(estimate - *above) : std::nullopt;
  return result;
}

bool has_few_clusters(const HdfeDesign& design, const ClusterCodes& clusters) {
  std::vector<std::size_t> rows(clusters.count);
  std::vector<std::size_t> treated(clusters.count);
  for (std::size_t i = 0; i < clusters.codes.size(); ++i) {
    ++rows[clusters.codes[i]];
    treated[clusters.codes[i]] += design.treatment()[i] > 0 ? 1 : 0;
  }
  const auto with_treated =
      std::count_if(treated.begin(), treated.end(), [](std::size_t count) { return count > 0; });
  const std::size_t largest = rows.empty() ? 0 : *std::max_element(rows.begin(), rows.end());
  return clusters.count < 30 || with_treated < 10 || largest * 5 > design.rows();
}

}  // namespace holdfast
