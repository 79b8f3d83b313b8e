// The two distributions whose difference in means is a fixed-effects regression's coefficient.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "cdt/hdfe_design.h"
#include "stats/step_cdf.h"

namespace holdfast {

/// Above this negative mass in either arm the distributions are doubted, and a coarser model's are
/// used.
inline constexpr double kMostNegativeMass = 0.20;

/// With D̃ the treatment's residual on all else and w the design's weights, a treated row weighs
/// wD̃/Σ wD̃² and a control the same with the other sign; either arm sums to 1 (TCA §6.6 (a)).
struct IwCdfs {
  StepCdf treated, control;                   // rearranged
  std::vector<double> weights;                // per kept row, of its own arm
  double treated_rows = 0, control_rows = 0;  // effective: 1/Σ weights²
  bool negative_mass = false;                 // above kMostNegativeMass in an arm
  friend bool operator==(const IwCdfs&, const IwCdfs&) = default;
};

/// `y` per row of the design's input. nullopt: an arm has no row. CHECK: the design is ok, its
/// treatment is 0 or 1.
std::optional<IwCdfs> iw_cdfs(const HdfeDesign& design, std::span<const double> y);

}  // namespace holdfast
