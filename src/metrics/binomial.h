// Quantiles of the binomial distribution, for confidence intervals of quantiles.
#pragma once

#include <cstdint>

namespace holdfast {

/// The smallest k with P(X ≤ k) ≥ `probability`, of X successes in `n` trials of chance `p`. The
/// probabilities are summed, not approximated; the work grows with √n. 0 < p < 1.
std::uint64_t binomial_quantile(double probability, std::uint64_t n, double p);

}  // namespace holdfast
