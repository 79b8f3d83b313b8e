// What drift cost in each cell (a host, a symbol, a session), by one regression in which every cell
// has a treatment of its own:
//   y ~ Σ_k D·1{cell k} + X | effects
// so that cells share the covariates' coefficients and the fixed effects. A regression of each
// host's rows alone would not do: within a host, session × time bucket takes D out whole.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "cdt/cluster_estimate.h"
#include "cdt/factor.h"
#include "cdt/hdfe_design.h"

namespace holdfast {

/// Below so many rows a cell's estimate is low_n.
inline constexpr std::size_t kFewestCellRows = 30;

struct CellArms {
  std::size_t rows = 0, treated = 0;
};

/// Per level of the factor.
std::vector<CellArms> cell_arms(std::span<const double> treated, const Factor& cells);

struct CellInput {
  HdfeInput base;  // the treatment, 0 or 1, and the covariates, of the rows that are compared
  std::span<const double> outcome;
  Factor cells, clusters;
  Factor second_clusters;       // without codes: one way only
  std::vector<CellArms> whole;  // of all rows, before those without a counterpart were left out
};

struct CellEffect {
  /// empty: no row. no_treated, no_control: of all its rows. no_overlap: an arm has no row that is
  /// compared. not_identified: the effects take its treatment out. saturated: the regression has no
  /// degree of freedom. low_n: few rows. no_inference: an estimate alone.
  EstimateStatus status = EstimateStatus::empty;
  CellArms whole, compared;
  std::size_t clusters = 0;  // with a treated row of the cell
  /// By CR1 or two ways of clustering, the larger error, on at most clusters − 1 degrees of
  /// freedom.
  ClusterEstimate inference;  // `estimate` alone when no_inference

  bool has_estimate() const {
    return status == EstimateStatus::ok || status == EstimateStatus::low_n ||
           status == EstimateStatus::no_inference;
  }
  bool has_error() const { return has_estimate() && status != EstimateStatus::no_inference; }
};

/// One per level. CHECK: columns are as long as each other, `whole` has a value per level.
std::vector<CellEffect> cell_effects(const CellInput& input,
                                     const ParallelFor& parallel = serial_for);

}  // namespace holdfast
