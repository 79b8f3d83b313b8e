// What a dose of drift adds to the tail, as an ascending curve: the stop-loss regression's slope
// times the dose, corrected by what recent rows of about that dose had beyond it (TCA §11).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cdt/cluster_codes.h"
#include "cdt/cluster_estimate.h"
#include "cdt/hdfe_design.h"

namespace holdfast {

/// Rows of one dose, or of a tenth of its range, and what was found for them.
struct DoseKnot {
  double dose = 0;  // the rows' mean
  std::size_t rows = 0;
  double linear = 0;    // slope · dose
  double observed = 0;  // that, and the recent rows' mean residual less that of undosed ones
  double uplift = 0;    // ascending with the dose, never below 0
  double error = 0;     // standard error, of all that was pooled together
  double low = 0;       // lower 80 % bound (one-sided) by Student's t; may be below 0
};

struct DoseUplift {
  ClusterEstimate slope;        // per dose of 1
  std::vector<DoseKnot> knots;  // by ascending dose, none of dose 0; empty: no inference
};

/// `design` has the dose, 0 to 1, as its treatment; `outcome` and `is_recent` have a value per row
/// of its input. Doses have at most ten values, or are taken together by tenths, (0, 0.1] first;
/// what has fewer than 30 recent rows goes to the dose below it (the lowest, to the one above).
DoseUplift dose_uplift(const HdfeDesign& design, std::span<const double> outcome,
                       std::span<const std::uint8_t> is_recent, const ClusterCodes& clusters);

}  // namespace holdfast
