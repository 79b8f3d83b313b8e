#include "cdt/iw_cdfs.h"

#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "stats/ascending_order.h"
#include "stats/sums.h"

namespace holdfast {
namespace {

double effective_rows(const IwCdfs& cdfs, std::span<const std::uint32_t> rows) {
  NeumaierSum sum, squares;
  for (const auto i : rows) {
    sum.add(cdfs.weights[i]);
    squares.add(cdfs.weights[i] * cdfs.weights[i]);
  }
  return sum.value() * sum.value() / squares.value();
}

}  // namespace

std::optional<IwCdfs> iw_cdfs(const HdfeDesign& design, std::span<const double> y) {
  HOLDFAST_CHECK(design.status() == EstimateStatus::ok);
  const auto values = design.kept_of(y);
  const auto treatment = design.treatment();
  const auto weights = design.weights();
  IwCdfs cdfs;
  // The coefficient is Σ w·projector·y, so these are its weights, whatever else is in the design.
  cdfs.weights = design.projector(0);
  for (std::size_t i = 0; i < cdfs.weights.size(); ++i) {
    HOLDFAST_CHECK(treatment[i] == 0 || treatment[i] == 1);
    if (!weights.empty()) cdfs.weights[i] *= weights[i];
    if (treatment[i] == 0) cdfs.weights[i] = -cdfs.weights[i];
  }
  std::vector<std::uint32_t> treated, control;
  for (const auto i : ascending_order(values)) (treatment[i] == 1 ? treated : control).push_back(i);
  auto first = step_cdf(values, cdfs.weights, treated);
  auto second = step_cdf(values, cdfs.weights, control);
  if (!first || !second) return std::nullopt;
  cdfs.treated = std::move(*first);
  cdfs.control = std::move(*second);
  cdfs.treated_rows = effective_rows(cdfs, treated);
  cdfs.control_rows = effective_rows(cdfs, control);
  cdfs.negative_mass = cdfs.treated.negative_mass > kMostNegativeMass ||
                       cdfs.control.negative_mass > kMostNegativeMass;
  return cdfs;
}

}  // namespace holdfast
