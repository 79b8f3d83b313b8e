#include "cdt/quantile_regression.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "cdt/column_scale.h"
#include "cdt/gram.h"
#include "cdt/hdfe_design.h"
#include "cdt/quantile_reduction.h"
#include "stats/quantile.h"
#include "stats/sums.h"

namespace holdfast {
namespace {

using Columns = std::span<const std::span<const double>>;

/// The rows with every column at mean 0 and sd 1, behind a constant, and y about its median in
/// units of its mean distance from it, which one outlier moves little.
class ScaledRows {
 public:
  ScaledRows(std::span<const double> y, Columns columns)
      : scaled_{.rows = y.size(), .columns = columns.size() + 1} {
    scaled_.x.assign(y.size(), 1.0);
    scaled_.x.reserve(scaled_.rows * scaled_.columns);
    for (const auto& column : columns) {
      scales_.push_back(column_scale(column));
      const auto [mean, sd] = scales_.back();
      for (const double value : column) scaled_.x.push_back((value - mean) / (sd > 0 ? sd : 1));
    }
    middle_ = quantiles_type7(y, std::vector<double>{0.5}).front();
    NeumaierSum distance;
    for (const double value : y) distance.add(std::fabs(value - middle_));
    unit_ = distance.value() / static_cast<double>(y.size());
    if (!(unit_ > 0)) unit_ = 1;
    for (const double value : y) scaled_.y.push_back((value - middle_) / unit_);
  }

  const QuantileRows& scaled() const { return scaled_; }

  /// The first column that adds nothing, counted from 0 without the constant.
  std::optional<std::size_t> dependent_column() const {
    const auto gram = gram_matrix(scaled_.x, scaled_.rows, {});
    const std::vector<double> whole(scaled_.columns, static_cast<double>(scaled_.rows));
    const auto kept = independent_columns(gram, whole, kPivotShare);
    for (std::size_t j = 1; j < scaled_.columns; ++j) {
      if (j >= kept.size() || kept[j] != j) return j - 1;
    }
    return std::nullopt;
  }

  std::vector<double> unscaled(const std::vector<double>& coefficients) const {
    std::vector<double> result{middle_ + unit_ * coefficients[0]};
    for (std::size_t j = 0; j < scales_.size(); ++j) {
      result.push_back(unit_ * coefficients[j + 1] / scales_[j].sd);
      result[0] -= result.back() * scales_[j].mean;
    }
    return result;
  }

 private:
  QuantileRows scaled_;
  std::vector<ColumnScale> scales_;
  double middle_ = 0, unit_ = 1;
};

double objective_of(std::span<const double> y, Columns columns, const QuantileFit& fit) {
  std::vector<double> residuals(y.begin(), y.end());
  for (std::size_t j = 0; j < columns.size(); ++j) {
    const double slope = fit.coefficients[j + 1];
    for (std::size_t i = 0; i < y.size(); ++i) residuals[i] -= slope * columns[j][i];
  }
  NeumaierSum sum;
  for (double residual : residuals) {
    residual -= fit.coefficients[0];
    sum.add(residual * (fit.tau - (residual < 0 ? 1 : 0)));
  }
  return sum.value();
}

}  // namespace

Result<std::vector<QuantileFit>> quantile_regression(std::span<const double> y, Columns columns,
                                                     std::span<const std::string> names,
                                                     std::span<const double> taus) {
  HOLDFAST_CHECK(columns.size() == names.size());
  for (const auto& column : columns) HOLDFAST_CHECK(column.size() == y.size());
  if (y.size() <= columns.size()) {
    return fail(ErrorCode::usage,
                fmt::format("quantile regression: {} rows do not determine {} coefficients",
                            y.size(), columns.size() + 1));
  }
  const ScaledRows rows(y, columns);
  if (const auto dependent = rows.dependent_column()) {
    return fail(ErrorCode::usage,
                fmt::format("quantile regression: column {} is constant or a combination of the "
                            "columns before it; leave it out",
                            names[*dependent]));
  }
  std::vector<QuantileFit> fits;
  for (const double tau : taus) {
    const auto solution = solve_quantile(rows.scaled(), tau);
    if (!solution) {
      return fail(ErrorCode::failed,
                  fmt::format("quantile regression at {}: the columns are so nearly dependent that "
                              "rounding hides the solution; leave one out",
                              tau));
    }
    QuantileFit fit{.tau = tau,
                    .coefficients = rows.unscaled(solution->coefficients),
                    .unique = solution->unique,
                    .rows_solved = solution->rows_solved};
    fit.objective = objective_of(y, columns, fit);
    fits.push_back(std::move(fit));
  }
  return fits;
}

}  // namespace holdfast
