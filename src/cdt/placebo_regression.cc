#include "cdt/placebo_regression.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "cdt/gram.h"
#include "cdt/hdfe_fit.h"

namespace holdfast {
namespace {

void add_by_cell(std::span<const double> values, std::span<const std::uint32_t> cell,
                 std::span<double> sums) {
  for (std::size_t i = 0; i < values.size(); ++i) sums[cell[i]] += values[i];
}

}  // namespace

PlaceboRegression::PlaceboRegression(const HdfeDesign& design, std::span<const double> y,
                                     std::span<const std::uint32_t> cell, std::size_t cells)
    : design_(design), y_sums_(cells) {
  HOLDFAST_CHECK(design.status() == EstimateStatus::ok && design.weights().empty());
  for (const auto row : design.kept()) cell_.push_back(cell[row]);
  auto fit = fit_hdfe(design, y);
  const auto treatment = design.projector(0);
  const double scale = fit.coefficients.front() / design.bread().front();
  for (std::size_t i = 0; i < treatment.size(); ++i) fit.residuals[i] += scale * treatment[i];
  add_by_cell(fit.residuals, cell_, y_sums_);
  const std::size_t covariates = design.columns() - 1;
  sums_.resize(covariates * cells);
  for (std::size_t j = 0; j < covariates; ++j) {
    add_by_cell(design.column(j + 1), cell_, std::span(sums_).subspan(j * cells, cells));
  }
  if (covariates == 0) return;
  std::vector<std::size_t> kept(covariates);
  std::iota(kept.begin(), kept.end(), std::size_t{1});
  const auto gram = inverse_of(design.bread(), design.columns());
  inverse_ = inverse_of(submatrix(gram, design.columns(), kept), covariates);
}

std::optional<double> PlaceboRegression::coefficient(std::span<const double> label_of_cell) const {
  const std::size_t covariates = design_.columns() - 1, cells = y_sums_.size();
  HOLDFAST_CHECK(label_of_cell.size() == cells);
  std::vector<double> labels(cell_.size()), left(cell_.size());
  std::ranges::transform(cell_, labels.begin(), [&](std::uint32_t c) { return label_of_cell[c]; });
  const double whole = design_.effects().residualise(labels, left).squares;
  double squares = weighted_product(left, left, {});
  std::vector<double> products(covariates);
  for (std::size_t j = 0; j < covariates; ++j) {
    products[j] = weighted_product(label_of_cell, std::span(sums_).subspan(j * cells, cells), {});
  }
  for (std::size_t j = 0; j < covariates; ++j) {
    for (std::size_t k = 0; k < covariates; ++k) {
      squares -= products[j] * inverse_[j * covariates + k] * products[k];
    }
  }
  if (!(squares > kPivotShare * whole)) return std::nullopt;
  return weighted_product(label_of_cell, y_sums_, {}) / squares;
}

PlaceboRank placebo_rank(double effect, std::span<const std::optional<double>> placebos) {
  PlaceboRank rank;
  for (const auto& placebo : placebos) {
    if (!placebo) continue;
    ++rank.placebos;
    rank.as_large += std::fabs(*placebo) >= std::fabs(effect) * (1 - 1e-9) ? 1u : 0u;
    rank.largest = std::max(rank.largest, std::fabs(*placebo));
  }
  rank.p = static_cast<double>(1 + rank.as_large) / static_cast<double>(1 + rank.placebos);
  return rank;
}

}  // namespace holdfast
