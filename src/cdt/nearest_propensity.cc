#include "cdt/nearest_propensity.h"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

#include "base/check.h"
#include "cdt/column_scale.h"
#include "cdt/gram.h"
#include "cdt/hdfe_design.h"

namespace holdfast {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kMostIterations = 100;
constexpr double kTolerance = 1e-12;
// Beyond this a fitted probability is 0 or 1 in a double's digits.
constexpr double kCertain = 36;
constexpr std::size_t kBlockRows = 512;

using Columns = std::span<const std::span<const double>>;

/// One step's normal equations of the standardised columns behind a constant, summed block by
/// block.
struct NormalEquations {
  MatrixXd information;
  VectorXd score;
};

class LogisticRows {
 public:
  LogisticRows(std::span<const double> treated, Columns columns)
      : treated_(treated), columns_(columns), logit_(treated.size()) {
    for (const auto& column : columns) scales_.push_back(column_scale(column));
  }

  const std::vector<ColumnScale>& scales() const { return scales_; }
  const std::vector<double>& logit() const { return logit_; }

  /// Row by row the same sums in the same order, so that equal rows have equal logits.
  void set_logits(const VectorXd& b) {
    std::fill(logit_.begin(), logit_.end(), b[0]);
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      const double slope = b[static_cast<Eigen::Index>(j + 1)];
      const auto [mean, sd] = scales_[j];
      for (std::size_t i = 0; i < logit_.size(); ++i) {
        logit_[i] += slope * ((columns_[j][i] - mean) / sd);
      }
    }
  }

  NormalEquations equations() const {
    const auto size = static_cast<Eigen::Index>(columns_.size() + 1);
    NormalEquations sum{MatrixXd::Zero(size, size), VectorXd::Zero(size)};
    MatrixXd block(kBlockRows, size);
    VectorXd root(kBlockRows), residual(kBlockRows);
    for (std::size_t from = 0; from < treated_.size(); from += kBlockRows) {
      const auto count = std::min(kBlockRows, treated_.size() - from);
      const auto rows = static_cast<Eigen::Index>(count);
      for (std::size_t i = 0; i < count; ++i) {
        const double p = 1 / (1 + std::exp(-logit_[from + i]));
        root[static_cast<Eigen::Index>(i)] = std::sqrt(p * (1 - p));
        residual[static_cast<Eigen::Index>(i)] = treated_[from + i] - p;
      }
      fill(block, from, count);
      sum.score.noalias() += block.topRows(rows).transpose() * residual.head(rows);
      block.topRows(rows).array().colwise() *= root.head(rows).array();
      sum.information.selfadjointView<Eigen::Lower>().rankUpdate(block.topRows(rows).transpose());
    }
    return sum;
  }

 private:
  void fill(MatrixXd& block, std::size_t from, std::size_t count) const {
    block.col(0).setOnes();
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      const auto [mean, sd] = scales_[j];
      double* const to = block.col(static_cast<Eigen::Index>(j + 1)).data();
      for (std::size_t i = 0; i < count; ++i) to[i] = (columns_[j][from + i] - mean) / sd;
    }
  }

  std::span<const double> treated_;
  Columns columns_;
  std::vector<ColumnScale> scales_;
  std::vector<double> logit_;
};

/// The first column, counted from 1, of which those before it leave nothing.
std::optional<std::size_t> dependent_column(const MatrixXd& information) {
  const MatrixXd whole = information.selfadjointView<Eigen::Lower>();
  const VectorXd squares = whole.diagonal();
  const auto count = static_cast<std::size_t>(whole.rows());
  const auto kept = independent_columns(std::span(whole.data(), count * count),
                                        std::span(squares.data(), count), kPivotShare);
  for (std::size_t j = 0; j < count; ++j) {
    if (j >= kept.size() || kept[j] != j) return j;
  }
  return std::nullopt;
}

std::vector<double> unscaled(const VectorXd& b, const std::vector<ColumnScale>& scales) {
  std::vector<double> coefficients{b[0]};
  for (std::size_t j = 0; j < scales.size(); ++j) {
    const double slope = b[static_cast<Eigen::Index>(j + 1)] / scales[j].sd;
    coefficients.push_back(slope);
    coefficients[0] -= slope * scales[j].mean;
  }
  return coefficients;
}

tl::unexpected<Error> dependent(const std::string& name) {
  return fail(ErrorCode::usage,
              fmt::format("propensity score: column {} is constant or a combination of the columns "
                          "before it; leave it out",
                          name));
}

}  // namespace

Result<Propensity> fit_propensity(std::span<const double> treated, Columns columns,
                                  std::span<const std::string> names) {
  HOLDFAST_CHECK(columns.size() == names.size());
  for (const auto& column : columns) HOLDFAST_CHECK(column.size() == treated.size());
  const auto in_treatment = std::count(treated.begin(), treated.end(), 1.0);
  if (in_treatment == 0 || static_cast<std::size_t>(in_treatment) == treated.size()) {
    return fail(ErrorCode::usage,
                fmt::format("propensity score: {} of {} rows are treated; both arms are needed",
                            in_treatment, treated.size()));
  }
  LogisticRows rows(treated, columns);
  for (std::size_t j = 0; j < columns.size(); ++j) {
    if (rows.scales()[j].sd == 0) return dependent(names[j]);
  }
  VectorXd b = VectorXd::Zero(static_cast<Eigen::Index>(columns.size() + 1));
  for (int iteration = 1; iteration <= kMostIterations; ++iteration) {
    const auto equations = rows.equations();
    if (iteration == 1) {
      const auto found = dependent_column(equations.information);
      if (found) return dependent(names[*found - 1]);
    }
    const VectorXd step =
        equations.information.selfadjointView<Eigen::Lower>().llt().solve(equations.score);
    b += step;
    rows.set_logits(b);
    const bool finite = b.allFinite() && b.cwiseAbs().maxCoeff() < kCertain;
    if (!finite) break;
    if (step.cwiseAbs().maxCoeff() <= kTolerance * std::max(1.0, b.cwiseAbs().maxCoeff())) {
      return Propensity{unscaled(b, rows.scales()), rows.logit(), iteration};
    }
  }
  return fail(ErrorCode::usage,
              "propensity score: the columns tell treated rows from controls without an error, so "
              "no finite coefficients fit; coarsen or leave out the one that does");
}

}  // namespace holdfast
