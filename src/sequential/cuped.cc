#include "sequential/cuped.h"

#include <Eigen/Dense>

#include "base/check.h"
#include "stats/sums.h"

namespace holdfast {
namespace {

// Of a column's norm: what is left below this is rounding.
constexpr double kIndependent = 1e-10;

using ColumnMap = Eigen::Map<const Eigen::VectorXd>;

Eigen::VectorXd centred(std::span<const double> column) {
  const ColumnMap values(column.data(), static_cast<Eigen::Index>(column.size()));
  return values.array() - neumaier_sum(column) / static_cast<double>(column.size());
}

}  // namespace

std::vector<double> cuped_coefficients(std::span<const double> outcome,
                                       const std::vector<std::span<const double>>& covariates) {
  if (outcome.size() <= covariates.size() + 1) return {};
  // In the order of the columns, so that it is fixed which of two equal ones stays.
  std::vector<Eigen::VectorXd> kept;
  std::vector<std::size_t> kept_of;
  std::vector<Eigen::VectorXd> directions;
  for (std::size_t j = 0; j < covariates.size(); ++j) {
    HOLDFAST_CHECK(covariates[j].size() == outcome.size());
    Eigen::VectorXd column = centred(covariates[j]);
    Eigen::VectorXd rest = column;
    for (int round = 0; round < 2; ++round) {
      for (const auto& direction : directions) rest -= direction.dot(rest) * direction;
    }
    const ColumnMap raw(covariates[j].data(), column.size());
    if (rest.norm() <= kIndependent * raw.norm()) continue;
    directions.push_back(rest.normalized());
    kept.push_back(std::move(column));
    kept_of.push_back(j);
  }
  std::vector<double> coefficients(covariates.size(), 0.0);
  if (kept.empty()) return coefficients;
  Eigen::MatrixXd design(static_cast<Eigen::Index>(outcome.size()),
                         static_cast<Eigen::Index>(kept.size()));
  for (std::size_t j = 0; j < kept.size(); ++j) design.col(static_cast<Eigen::Index>(j)) = kept[j];
  const Eigen::VectorXd solved = design.householderQr().solve(centred(outcome));
  for (std::size_t j = 0; j < kept.size(); ++j) {
    coefficients[kept_of[j]] = solved(static_cast<Eigen::Index>(j));
  }
  return coefficients;
}

std::vector<double> cuped_outcome(std::span<const double> outcome,
                                  const std::vector<std::span<const double>>& covariates,
                                  std::span<const double> coefficients) {
  HOLDFAST_CHECK(covariates.size() == coefficients.size());
  std::vector<double> adjusted(outcome.begin(), outcome.end());
  for (std::size_t j = 0; j < covariates.size(); ++j) {
    for (std::size_t i = 0; i < adjusted.size(); ++i) {
      adjusted[i] -= coefficients[j] * covariates[j][i];
    }
  }
  return adjusted;
}

}  // namespace holdfast
