// HdfeDesign: regressors with fixed effects absorbed, ready for any number of outcomes.
//
// Rows whose level has no other row are dropped and counted; regressors that are combinations of
// those before them (a pivot below 1e-10 of the column's centred sum of squares) are dropped and
// named. The first regressor is the treatment: when the fixed effects leave less than that of it,
// the design is not identified.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cdt/estimate_status.h"
#include "cdt/factor.h"
#include "cdt/hdfe_effects.h"
#include "cdt/parallel_for.h"

namespace holdfast {

inline constexpr double kPivotShare = 1e-10;

/// Columns have one value per row, finite; every column is as long as the first.
struct HdfeInput {
  std::vector<std::span<const double>> regressors;  // the treatment first
  std::vector<std::string> names;                   // one per regressor
  std::vector<Factor> effects;                      // none: a constant
  std::span<const double> weights;                  // none: 1; else above 0
};

class HdfeDesign {
 public:
  /// CHECK: lengths agree, there is a regressor, weights are above 0.
  explicit HdfeDesign(const HdfeInput& input, const ParallelFor& parallel = serial_for);

  /// ok, empty, no_treated (the treatment is 0 everywhere), no_control (1 everywhere),
  /// not_identified, or saturated (no degree of freedom). Only of an ok design may anything below
  /// `kept` be asked.
  [[nodiscard]] EstimateStatus status() const { return status_; }
  [[nodiscard]] std::span<const std::uint32_t> kept() const { return kept_; }
  [[nodiscard]] std::size_t singletons() const { return singletons_; }
  [[nodiscard]] const std::vector<std::string>& dropped_names() const { return dropped_names_; }

  [[nodiscard]] std::size_t rows() const { return kept_.size(); }
  [[nodiscard]] std::size_t columns() const { return names_.size(); }
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  /// Regressor j without the effects, per kept row.
  [[nodiscard]] std::span<const double> column(std::size_t j) const {
    return std::span(values_).subspan(j * rows(), rows());
  }
  /// The treatment as it came, per kept row.
  [[nodiscard]] std::span<const double> treatment() const { return treatment_; }
  [[nodiscard]] std::span<const double> weights() const { return effects_.front().weights(); }
  /// (X̃'WX̃)⁻¹, row-major.
  [[nodiscard]] std::span<const double> bread() const { return bread_; }
  [[nodiscard]] const HdfeEffects& effects() const { return effects_.front(); }
  /// Regressors + levels − (factors − 1): every level counted.
  [[nodiscard]] std::size_t parameters() const { return parameters_; }
  /// Worst of all columns.
  [[nodiscard]] const AbsorbReport& absorbed() const { return absorbed_; }

  /// Values of the kept rows.
  [[nodiscard]] std::vector<double> kept_of(std::span<const double> column) const;
  /// Of a column of the input, what the effects leave, per kept row.
  AbsorbReport residualise(std::span<const double> column, std::span<double> out) const;
  /// p with coefficient j = Σ w·p·y for every outcome y: X̃·bread, column j. Without weights and
  /// with a treatment alone, the treatment's implied weights.
  [[nodiscard]] std::vector<double> projector(std::size_t j) const;

 private:
  void absorb(const HdfeInput& input, const ParallelFor& parallel);
  void keep_independent(const HdfeInput& input, std::span<const double> whole,
                        const ParallelFor& parallel);

  EstimateStatus status_ = EstimateStatus::ok;
  std::vector<std::uint32_t> kept_;
  std::size_t singletons_ = 0;
  std::vector<std::string> names_;
  std::vector<std::string> dropped_names_;
  std::vector<HdfeEffects> effects_;  // one, once rows are known to be left
  std::vector<double> treatment_;
  std::vector<double> values_;
  std::vector<double> bread_;
  std::size_t parameters_ = 0;
  AbsorbReport absorbed_;
};

}  // namespace holdfast
