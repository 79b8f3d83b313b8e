#include "cdt/nearest_mahalanobis.h"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <array>
#include <cmath>
#include <cstddef>

#include "base/check.h"
#include "cdt/column_scale.h"
#include "cdt/gram.h"
#include "cdt/hdfe_design.h"
#include "cdt/nearest_tree.h"

namespace holdfast {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// A column per row of the table, so that one row's numbers stand together.
MatrixXd z_scores(std::span<const std::span<const double>> columns) {
  MatrixXd z(static_cast<Index>(columns.size()), static_cast<Index>(columns[0].size()));
  for (std::size_t j = 0; j < columns.size(); ++j) {
    const auto scale = column_scale(columns[j]);
    const double sd = scale.sd > 0 ? scale.sd : 1;
    for (std::size_t i = 0; i < columns[j].size(); ++i) {
      z(static_cast<Index>(j), static_cast<Index>(i)) = (columns[j][i] - scale.mean) / sd;
    }
  }
  return z;
}

MatrixXd covariance_within_arms(const MatrixXd& z, std::span<const double> treated) {
  MatrixXd means = MatrixXd::Zero(z.rows(), 2);
  std::array<double, 2> counts{};
  for (Index i = 0; i < z.cols(); ++i) {
    const std::size_t arm = treated[static_cast<std::size_t>(i)] != 0;
    means.col(static_cast<Index>(arm)) += z.col(i);
    ++counts[arm];
  }
  for (std::size_t arm = 0; arm < counts.size(); ++arm) {
    if (counts[arm] > 0) means.col(static_cast<Index>(arm)) /= counts[arm];
  }
  MatrixXd squares = MatrixXd::Zero(z.rows(), z.rows());
  VectorXd off(z.rows());
  for (Index i = 0; i < z.cols(); ++i) {
    off = z.col(i) - means.col(treated[static_cast<std::size_t>(i)] != 0 ? 1 : 0);
    squares.selfadjointView<Eigen::Lower>().rankUpdate(off);
  }
  return squares.selfadjointView<Eigen::Lower>() *
         (MatrixXd::Identity(z.rows(), z.rows()) / static_cast<double>(z.cols() - 2));
}

tl::unexpected<Error> refused(const std::string& why) {
  return fail(ErrorCode::usage, "nearest neighbours: " + why);
}

}  // namespace

Result<NearestMatch> match_by_mahalanobis(std::span<const double> treated,
                                          std::span<const std::span<const double>> columns,
                                          std::span<const std::string> names,
                                          std::span<const Factor> exact) {
  HOLDFAST_CHECK(columns.size() == names.size());
  for (const auto& column : columns) HOLDFAST_CHECK(column.size() == treated.size());
  if (columns.empty()) return refused("there is no column to measure a distance by; name one");
  if (treated.size() < 3) {
    return refused(
        fmt::format("{} rows have no covariance; at least 3 are needed", treated.size()));
  }
  MatrixXd z = z_scores(columns);
  const MatrixXd covariance = covariance_within_arms(z, treated);
  // A z-score's variance is 1 but for what the arms' means take of it.
  const std::vector<double> whole(columns.size(), 1.0);
  const auto kept = independent_columns(
      std::span(covariance.data(), columns.size() * columns.size()), whole, kPivotShare);
  for (std::size_t j = 0; j < columns.size(); ++j) {
    if (j < kept.size() && kept[j] == j) continue;
    return refused(fmt::format(
        "column {} is constant within both arms or a combination of the columns before it; leave "
        "it out",
        names[j]));
  }
  const Eigen::LLT<MatrixXd> factors(covariance);
  const MatrixXd lower = factors.matrixL();
  // Distances of these are Euclid's.
  lower.triangularView<Eigen::Lower>().solveInPlace(z);
  const std::span points(z.data(), static_cast<std::size_t>(z.size()));
  const auto cells = rows_by_cell(treated, exact);
  std::vector<NearestPair> pairs;
  std::size_t matched_cells = 0;
  for (const auto& cell : cells) {
    NearestTree controls(points, columns.size(), cell.control);
    const auto before = pairs.size();
    for (const auto row : cell.treated) {
      const auto found =
          controls.take_nearest(points.subspan(row * columns.size(), columns.size()));
      if (!found) break;
      pairs.push_back({row, found->row, std::sqrt(found->squared_distance)});
    }
    matched_cells += pairs.size() > before ? 1u : 0u;
  }
  return nearest_match(cells, std::move(pairs), matched_cells);
}

}  // namespace holdfast
