// Gelbach's decomposition: how much of the treatment's coefficient goes with each mediator, in an
// order that does not matter (J. B. Gelbach, "When Do Covariates Matter?", JOLE 34, 2016). For each
// outcome y_c (the channels of a cost)
//   τ_c of y_c ~ D + X | effects,  Γ_k of M_k ~ D + X | effects,  θ_kc and τ_direct,c of y_c ~ D +
//   M + X | effects, δ_kc = Γ_k θ_kc, and τ_c = Σ_k δ_kc + τ_direct,c exactly.
// It says what went together under drift, not what caused what.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cdt/factor.h"
#include "cdt/hdfe_design.h"

namespace holdfast {

struct GelbachInput {
  HdfeInput base;  // the treatment and the covariates
  std::vector<std::span<const double>> mediators;
  std::vector<std::string> mediator_names;
  std::vector<std::span<const double>> outcomes;  // the channels, which add up to the cost
  Factor clusters;
};

struct GelbachPart {
  double value = 0;
  double error =
      0;  // by influence functions, summed by cluster, times G/(G − 1); 0 of no_inference
  bool separable = true;  // error ≤ |τ| of its row / 2
};

struct GelbachRow {
  std::vector<GelbachPart> parts;  // one per mediator, then what is attributed to none
  GelbachPart total;               // τ
};

struct Gelbach {
  EstimateStatus status = EstimateStatus::ok;  // of the base design; no_inference: below 5 clusters
  std::vector<GelbachRow> rows;                // one per outcome
  GelbachRow sum;                              // of all outcomes
  std::vector<double> gamma;                   // Γ_k
  /// Of the treatment, then of each mediator, in the full regression: how many times the variance
  /// of its coefficient is what it would be alone. 0 of a mediator that was dropped.
  std::vector<double> variance_inflation;
  std::vector<std::string>
      dropped_names;  // mediators and covariates that add nothing; their parts are 0
};

Gelbach gelbach(const GelbachInput& input, const ParallelFor& parallel = serial_for);

}  // namespace holdfast
