#include "cdt/quantile_reduction.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

#include "base/check.h"
#include "base/split_mix.h"
#include "cdt/gram.h"
#include "cdt/quantile_interior_point.h"
#include "stats/quantile.h"

namespace holdfast {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t kFewRows = 10'000;
constexpr double kShareKept = 0.8;    // of the sample's size, near the plane
constexpr double kShareWrong = 0.1;   // of those kept, before the sample is taken for too small
constexpr int kMostCorrections = 10;  // of one sample's split
constexpr Index kBlockRows = 512;

using RowNumbers = std::vector<std::uint32_t>;

Eigen::Map<const MatrixXd> matrix(const QuantileRows& rows) {
  return {rows.x.data(), static_cast<Index>(rows.rows), static_cast<Index>(rows.columns)};
}

ArrayXd residuals_of(const QuantileRows& rows, const std::vector<double>& coefficients) {
  const Eigen::Map<const VectorXd> y(rows.y.data(), static_cast<Index>(rows.rows));
  const Eigen::Map<const VectorXd> b(coefficients.data(), static_cast<Index>(rows.columns));
  return (y - matrix(rows) * b).array();
}

std::optional<QuantileSolution> solve_directly(const QuantileRows& rows, double tau) {
  const auto near = interior_point(rows, tau);
  if (!near) return std::nullopt;
  const auto vertex = to_vertex(rows, tau, *near);
  if (!vertex) return std::nullopt;
  return QuantileSolution{vertex->coefficients, vertex->unique, rows.rows};
}

RowNumbers sampled(std::size_t rows, std::size_t count) {
  SplitMix64 draws(count);
  RowNumbers sample;
  for (std::size_t k = 0; k < count; ++k) {
    const auto from = rows * k / count, to = rows * (k + 1) / count;
    sample.push_back(
        static_cast<std::uint32_t>(from + draws.below(static_cast<std::uint32_t>(to - from))));
  }
  return sample;
}

/// The rows named, and further ones that are sums.
QuantileRows subset(const QuantileRows& all, const RowNumbers& numbers,
                    std::span<const VectorXd> sums) {
  QuantileRows part{.rows = numbers.size() + sums.size(), .columns = all.columns};
  part.x.reserve(part.rows * part.columns);
  for (std::size_t j = 0; j < all.columns; ++j) {
    const double* const column = all.x.data() + j * all.rows;
    for (const auto row : numbers) part.x.push_back(column[row]);
    for (const auto& sum : sums) part.x.push_back(sum[static_cast<Index>(j)]);
  }
  for (const auto row : numbers) part.y.push_back(all.y[row]);
  for (const auto& sum : sums) part.y.push_back(sum[static_cast<Index>(all.columns)]);
  return part;
}

/// √(x'(X'X)⁻¹x) with the sample's X: how far the sample's plane may be off at each row.
std::optional<ArrayXd> band_of(const QuantileRows& all, const QuantileRows& sample) {
  const auto columns = static_cast<Index>(all.columns);
  const auto gram = gram_matrix(sample.x, sample.rows, {});
  const Eigen::LLT<MatrixXd> factors(Eigen::Map<const MatrixXd>(gram.data(), columns, columns));
  if (factors.info() != Eigen::Success) return std::nullopt;
  const auto x = matrix(all);
  ArrayXd band(x.rows());
  MatrixXd block(columns, kBlockRows);
  for (Index from = 0; from < x.rows(); from += kBlockRows) {
    const Index count = std::min(kBlockRows, x.rows() - from);
    block.leftCols(count) = x.middleRows(from, count).transpose();
    auto part = block.leftCols(count);
    factors.matrixL().solveInPlace(part);
    band.segment(from, count) = part.colwise().norm().transpose().array();
  }
  return band.max(1e-12);
}

enum class Side : char { below, near, above };

/// Which rows are solved one by one, and which are summed to a row of either side.
class Split {
 public:
  Split(const QuantileRows& all, const ArrayXd& distance, double low, double high)
      : all_(all), side_(all.rows, Side::near) {
    for (std::size_t i = 0; i < side_.size(); ++i) {
      const double at = distance[static_cast<Index>(i)];
      if (at < low) side_[i] = Side::below;
      if (at > high) side_[i] = Side::above;
    }
  }

  QuantileRows reduced() const {
    RowNumbers near;
    for (std::uint32_t i = 0; i < side_.size(); ++i) {
      if (side_[i] == Side::near) near.push_back(i);
    }
    std::vector<VectorXd> sums;
    for (const auto side : {Side::below, Side::above}) {
      if (std::find(side_.begin(), side_.end(), side) != side_.end()) sums.push_back(sum_of(side));
    }
    return subset(all_, near, sums);
  }

  /// Rows that turn out to lie on another side than they were put; they are solved one by one from
  /// then on.
  std::size_t correct(const ArrayXd& residuals) {
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < side_.size(); ++i) {
      const double residual = residuals[static_cast<Index>(i)];
      const bool right =
          side_[i] == Side::near || (side_[i] == Side::below ? residual < 0 : residual > 0);
      if (right) continue;
      side_[i] = Side::near;
      ++wrong;
    }
    return wrong;
  }

 private:
  VectorXd sum_of(Side side) const {
    VectorXd sum = VectorXd::Zero(static_cast<Index>(all_.columns + 1));
    for (std::size_t j = 0; j <= all_.columns; ++j) {
      const double* const column = j < all_.columns ? all_.x.data() + j * all_.rows : all_.y.data();
      for (std::size_t i = 0; i < side_.size(); ++i) {
        sum[static_cast<Index>(j)] += side_[i] == side ? column[i] : 0;
      }
    }
    return sum;
  }

  const QuantileRows& all_;
  std::vector<Side> side_;
};

std::optional<QuantileSolution> solve_split(const QuantileRows& all, double tau, Split& split,
                                            std::size_t most_wrong) {
  auto reduced = split.reduced();
  auto solution = solve_directly(reduced, tau);
  for (int round = 0; solution && round < kMostCorrections; ++round) {
    const auto wrong = split.correct(residuals_of(all, solution->coefficients));
    if (wrong == 0) return solution;
    if (wrong > most_wrong) return std::nullopt;
    reduced = split.reduced();
    const auto vertex = to_vertex(reduced, tau, solution->coefficients);
    if (!vertex) return std::nullopt;
    solution = QuantileSolution{vertex->coefficients, vertex->unique, reduced.rows};
  }
  return std::nullopt;
}

std::optional<QuantileSolution> solve_by_sample(const QuantileRows& all, double tau,
                                                std::size_t count) {
  const auto sample = subset(all, sampled(all.rows, count), {});
  const auto band = band_of(all, sample);
  if (!band) return std::nullopt;
  const auto first = interior_point(sample, tau);
  if (!first) return std::nullopt;
  const ArrayXd distance = residuals_of(all, *first) / *band;
  const auto n = static_cast<double>(all.rows);
  const double kept = kShareKept * static_cast<double>(count);
  const std::vector<double> bounds{std::max(1 / n, tau - kept / (2 * n)),
                                   std::min(tau + kept / (2 * n), 1 - 1 / n)};
  const auto cuts = quantiles_type7(std::span(distance.data(), all.rows), bounds);
  Split split(all, distance, cuts[0], cuts[1]);
  return solve_split(all, tau, split, static_cast<std::size_t>(kShareWrong * kept));
}

}  // namespace

std::optional<QuantileSolution> solve_quantile(const QuantileRows& rows, double tau) {
  HOLDFAST_CHECK(tau > 0 && tau < 1);
  if (rows.rows > kFewRows) {
    const auto size = static_cast<double>(rows.rows) * static_cast<double>(rows.columns + 1);
    auto count = static_cast<std::size_t>(std::pow(size, 2.0 / 3));
    for (; count * 2 < rows.rows; count *= 2) {
      if (auto solution = solve_by_sample(rows, tau, count)) return solution;
    }
  }
  return solve_directly(rows, tau);
}

}  // namespace holdfast
