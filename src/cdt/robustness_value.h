// How strong an unobserved confounder would have to be to explain an effect away (C. Cinelli, C.
// Hazlett, "Making Sense of Sensitivity", JRSS B 82, 2020; R's sensemakr). Strengths are partial
// R² of the confounder with the treatment and with the outcome, all else held fixed; t and errors
// are those of independent rows, by definition (TCA §10, S1).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cdt/hdfe_design.h"
#include "cdt/hdfe_fit.h"

namespace holdfast {

/// t²/(t² + degrees).
double partial_r2_of(double t, double degrees);

/// The strength with both that takes a share `q` of the effect away. CHECK: degrees > 1.
double robustness_value(double t, double degrees, double q = 1);
/// The same, so that what is left differs no longer from 0 at level `alpha`: with f = q|t|/√degrees
/// − t*/√(degrees − 1), 2/(1 + √(1 + 4/f²)); 0 when f is not above 0.
double robustness_value_at(double t, double degrees, double alpha, double q = 1);

struct AdjustedEstimate {
  double estimate = 0, error = 0, t = 0;
  double low = 0, high = 0;  // 95 %
};
/// What the estimate would be beside a confounder of these strengths that made it larger in size.
/// CHECK: 0 ≤ treatment_r2 < 1, 0 ≤ outcome_r2 ≤ 1.
AdjustedEstimate adjusted_estimate(double estimate, double error, double degrees,
                                   double treatment_r2, double outcome_r2);

/// The strengths of a confounder `times` as strong as a covariate with these partial R².
struct ConfounderBound {
  double treatment_r2 = 0;
  double outcome_r2 = 0;  // at most 1
};
/// nullopt: none can be so strong.
std::optional<ConfounderBound> confounder_bound(double treatment_r2, double outcome_r2,
                                                double times);

struct CovariateStrength {
  std::string name;
  double treatment_r2 = 0;  // partial R² with the treatment, given the other covariates and effects
  double outcome_r2 = 0;    // with the outcome, given these and the treatment
};

struct Robustness {
  double error = 0, t = 0, degrees = 0;  // of independent rows
  double partial_r2 = 0;                 // of the treatment with the outcome
  double value = 0;                      // robustness_value, q = 1
  double value_at_5 = 0;                 // robustness_value_at 0.05
  std::vector<CovariateStrength> covariates;
};

/// nullopt: not two degrees of freedom, or no residual.
std::optional<Robustness> robustness_of(const HdfeDesign& design, const HdfeFit& fit);

}  // namespace holdfast
