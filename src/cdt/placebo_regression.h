// The treatment's coefficient had other rows been treated: all else of the regression stays, so
// that a placebo costs one column's absorption (TCA §10, P1 and P2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cdt/hdfe_design.h"
#include "cdt/parallel_for.h"

namespace holdfast {

class PlaceboRegression {
 public:
  /// A placebo's label is that of the row's cell; `cell` and `y` have a value per row of the
  /// design's input. The design has to live as long. CHECK: it is ok and without weights.
  PlaceboRegression(const HdfeDesign& design, std::span<const double> y,
                    std::span<const std::uint32_t> cell, std::size_t cells);

  /// nullopt: the effects and covariates leave nothing of the labels.
  std::optional<double> coefficient(std::span<const double> label_of_cell) const;

 private:
  const HdfeDesign& design_;
  std::vector<std::uint32_t> cell_;  // per kept row
  std::vector<double> y_sums_;       // per cell, of y without effects and covariates
  std::vector<double> sums_;         // covariate by covariate, per cell, without the effects
  std::vector<double> inverse_;      // of the covariates' cross-products
};

/// How an effect stands among those of placebos.
struct PlaceboRank {
  std::size_t placebos = 0;  // that have a coefficient
  std::size_t as_large = 0;  // |coefficient| at least |effect|, to 1 part in 10⁹
  double largest = 0;        // |coefficient|
  double p = 1;              // (1 + as_large) / (placebos + 1)
};
PlaceboRank placebo_rank(double effect, std::span<const std::optional<double>> placebos);

}  // namespace holdfast
