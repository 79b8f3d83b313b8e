// Tail probabilities and quantiles of the distributions that tests are made with, by Boost.Math.
// Arguments are finite; CHECK: degrees of freedom are above 0 (they need not be whole),
// probabilities within (0, 1).
#pragma once

namespace holdfast {

/// P(|T| ≥ |t|) of Student's t.
double student_t_two_sided_p(double t, double degrees);
/// The t with P(T ≤ t) = p.
double student_t_quantile(double p, double degrees);
/// P(X ≥ x) of χ²; 1 when x is negative.
double chi_squared_upper_p(double x, double degrees);
double chi_squared_quantile(double p, double degrees);
/// P(X ≥ x) of Fisher's F; 1 when x is negative.
double fisher_f_upper_p(double x, double degrees_above, double degrees_below);
double fisher_f_quantile(double p, double degrees_above, double degrees_below);

}  // namespace holdfast
