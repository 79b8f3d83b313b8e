#include "metrics/binomial.h"

#include <algorithm>
#include <vector>

#include "base/check.h"

namespace holdfast {

// From the mode outwards each weight follows from its neighbour, and their sum is the scale: no
// factorial, no logarithm, and what is left out is below any rounding.
std::uint64_t binomial_quantile(double probability, std::uint64_t n, double p) {
  HOLDFAST_CHECK(p > 0 && p < 1);
  constexpr double kNothing = 1e-25;  // of the mode's weight
  const double odds = p / (1 - p);
  const auto trials = static_cast<double>(n);
  const auto mode = std::min(n, static_cast<std::uint64_t>((trials + 1) * p));

  std::vector<double> below;  // weights of mode − 1, mode − 2, …
  double weight = 1;
  for (std::uint64_t k = mode; k > 0 && weight > kNothing; --k) {
    weight *= static_cast<double>(k) / (static_cast<double>(n - k + 1) * odds);
    below.push_back(weight);
  }
  std::vector<double> weights(below.rbegin(), below.rend());
  const std::uint64_t first = mode - below.size();
  weights.push_back(1);
  weight = 1;
  for (std::uint64_t k = mode; k < n && weight > kNothing; ++k) {
    weight *= static_cast<double>(n - k) * odds / static_cast<double>(k + 1);
    weights.push_back(weight);
  }

  double sum = 0;
  for (const double one : weights) sum += one;
  // P(X ≤ k) may be `probability` itself but for rounding.
  const double wanted = probability * sum * (1 - 1e-14);
  double reached = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    reached += weights[i];
    if (reached >= wanted) return first + i;
  }
  return n;
}

}  // namespace holdfast
