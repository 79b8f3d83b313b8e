#include "cdt/hdfe_design.h"

#include <algorithm>

#include "base/check.h"
#include "cdt/gram.h"
#include "cdt/hdfe_singletons.h"

namespace holdfast {

namespace {

void check_lengths(const HdfeInput& input) {
  HOLDFAST_CHECK(!input.regressors.empty() && input.names.size() == input.regressors.size());
  const std::size_t rows = input.regressors.front().size();
  for (const auto& regressor : input.regressors) {
    HOLDFAST_CHECK(regressor.size() == rows);
  }
  HOLDFAST_CHECK(input.weights.empty() || input.weights.size() == rows);
  HOLDFAST_CHECK(std::all_of(input.weights.begin(), input.weights.end(),
                             [](double weight) { return weight > 0; }));
}

bool all_are(std::span<const double> values, double value) {
  return std::all_of(values.begin(), values.end(), [&](double v) { return v == value; });
}

void take_worse(AbsorbReport& worst, const AbsorbReport& report) {
  worst.sweeps = std::max(worst.sweeps, report.sweeps);
  worst.gradient_steps = std::max(worst.gradient_steps, report.gradient_steps);
  worst.converged = worst.converged && report.converged;
}

}  // namespace

HdfeDesign::HdfeDesign(const HdfeInput& input, const ParallelFor& parallel) {
  check_lengths(input);
  SingletonDrop drop = drop_singletons(input.effects, input.regressors.front().size());
  kept_ = std::move(drop.kept);
  singletons_ = drop.dropped;
  if (kept_.empty()) {
    status_ = EstimateStatus::empty;
    return;
  }
  treatment_ = kept_of(input.regressors.front());
  if (all_are(treatment_, 0) || all_are(treatment_, 1)) {
    status_ = treatment_.front() == 0 ? EstimateStatus::no_treated : EstimateStatus::no_control;
    return;
  }
  absorb(input, parallel);
}

void HdfeDesign::absorb(const HdfeInput& input, const ParallelFor& parallel) {
  const std::vector<double> weights = kept_of(input.weights);
  effects_.emplace_back(input.effects, kept_, weights, parallel);
  const std::size_t count = input.regressors.size();
  values_.resize(count * rows());
  std::vector<double> whole(count);
  std::vector<AbsorbReport> reports(count);
  parallel(count, [&](std::size_t j) {
    reports[j] = residualise(input.regressors[j], std::span(values_).subspan(j * rows(), rows()));
    whole[j] = reports[j].squares;
  });
  for (const AbsorbReport& report : reports) {
    take_worse(absorbed_, report);
  }
  keep_independent(input, whole, parallel);
}

void HdfeDesign::keep_independent(const HdfeInput& input, std::span<const double> whole,
                                  const ParallelFor& parallel) {
  const std::size_t count = input.regressors.size();
  const std::vector<double> gram = gram_matrix(values_, rows(), weights(), parallel);
  const std::vector<std::size_t> independent = independent_columns(gram, whole, kPivotShare);
  for (std::size_t j = 0; j < count; ++j) {
    const bool keep = std::find(independent.begin(), independent.end(), j) != independent.end();
    (keep ? names_ : dropped_names_).push_back(input.names[j]);
  }
  for (std::size_t k = 0; k < independent.size(); ++k) {
    if (independent[k] != k) {
      std::copy_n(values_.begin() + static_cast<std::ptrdiff_t>(independent[k] * rows()), rows(),
                  values_.begin() + static_cast<std::ptrdiff_t>(k * rows()));
    }
  }
  values_.resize(independent.size() * rows());
  parameters_ = independent.size() + 1;
  for (std::size_t f = 0; f < effects().factors(); ++f) {
    parameters_ += effects().present_levels(f) - 1;
  }
  if (independent.empty() || independent.front() != 0) {
    status_ = EstimateStatus::not_identified;
    return;
  }
  bread_ = inverse_of(submatrix(gram, count, independent), independent.size());
  if (rows() <= parameters_) {
    status_ = EstimateStatus::saturated;
  }
}

std::vector<double> HdfeDesign::kept_of(std::span<const double> column) const {
  std::vector<double> result;
  if (column.empty()) {
    return result;
  }
  result.resize(kept_.size());
  std::transform(kept_.begin(), kept_.end(), result.begin(),
                 [&](std::uint32_t row) { return column[row]; });
  return result;
}

AbsorbReport HdfeDesign::residualise(std::span<const double> column, std::span<double> out) const {
  return singletons_ == 0 ? effects().residualise(column, out)
                          : effects().residualise(kept_of(column), out);
}

std::vector<double> HdfeDesign::projector(std::size_t j) const {
  std::vector<double> result(rows());
  for (std::size_t k = 0; k < columns(); ++k) {
    const double factor = bread_[j * columns() + k];
    const auto values = column(k);
    for (std::size_t i = 0; i < rows(); ++i) {
      result[i] += factor * values[i];
    }
  }
  return result;
}

}  // namespace holdfast
