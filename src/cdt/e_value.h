// The E-value of a difference: how strongly, as a risk ratio, an unobserved confounder would have
// to go with the treatment and with the outcome to explain it away (T. J. VanderWeele, P. Ding,
// Annals of Internal Medicine 167, 2017; TCA §10, S2).
#pragma once

namespace holdfast {

/// d = |effect|/sd, the risk ratio RR ≈ exp(0.91 d), E = RR + √(RR (RR − 1)); at least 1. `sd` is
/// that of the outcome without drift. CHECK: it is above 0.
double e_value(double effect, double sd);

/// Of the interval's limit that is nearer to 0; 1 when the interval holds 0.
double e_value_of_limit(double low, double high, double sd);

}  // namespace holdfast
