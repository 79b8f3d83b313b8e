// CUPED: what a period before the experiment says of an outcome is taken out of it, so that pairs
// differ by less (Deng, Xu, Kohavi, Walker: "Improving the sensitivity of online controlled
// experiments by utilizing pre-experiment data", WSDM 2013).
#pragma once

#include <span>
#include <vector>

namespace holdfast {

/// Least squares of `outcome` on `covariates` and a constant: one coefficient per covariate, 0 for
/// one that is a combination of those before it. Both are of the time before the first block, so
/// that no assignment can have moved them. Empty: there are not more rows than covariates + 1.
/// CHECK: each covariate is as long as the outcome.
std::vector<double> cuped_coefficients(std::span<const double> outcome,
                                       const std::vector<std::span<const double>>& covariates);

/// outcome − Σ coefficient·covariate, per row.
std::vector<double> cuped_outcome(std::span<const double> outcome,
                                  const std::vector<std::span<const double>>& covariates,
                                  std::span<const double> coefficients);

}  // namespace holdfast
