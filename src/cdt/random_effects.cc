#include "cdt/random_effects.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "stats/distributions.h"
#include "stats/sums.h"

namespace holdfast {
namespace {

struct WeightedMean {
  double mean = 0, weight = 0, squares = 0;  // Σw, Σw²
};

WeightedMean mean_of(std::span<const double> estimates, std::span<const double> variances,
                     double tau_squared) {
  NeumaierSum sum, weight, squares;
  for (std::size_t i = 0; i < estimates.size(); ++i) {
    const double w = 1 / (variances[i] + tau_squared);
    sum.add(w * estimates[i]);
    weight.add(w);
    squares.add(w * w);
  }
  return {sum.value() / weight.value(), weight.value(), squares.value()};
}

void shrink(RandomEffects& out, std::span<const double> estimates,
            std::span<const double> variances) {
  for (std::size_t i = 0; i < estimates.size(); ++i) {
    const double share = out.tau_squared / (out.tau_squared + variances[i]);
    out.shrunk.push_back(out.mean + share * (estimates[i] - out.mean));
    const double of_mean = (1 - share) * out.error;
    out.shrunk_error.push_back(std::sqrt(share * variances[i] + of_mean * of_mean));
  }
}

}  // namespace

std::optional<RandomEffects> random_effects(std::span<const double> estimates,
                                            std::span<const double> errors) {
  HOLDFAST_CHECK(estimates.size() == errors.size());
  if (estimates.empty()) return std::nullopt;
  std::vector<double> variances;
  for (const double error : errors) {
    HOLDFAST_CHECK(error > 0 && std::isfinite(error));
    variances.push_back(error * error);
  }
  const auto fixed = mean_of(estimates, variances, 0);
  NeumaierSum q;
  for (std::size_t i = 0; i < estimates.size(); ++i) {
    const double away = estimates[i] - fixed.mean;
    q.add(away * away / variances[i]);
  }
  RandomEffects out{.q = q.value()};
  const double degrees = static_cast<double>(estimates.size()) - 1;
  if (degrees > 0) {
    const double excess = std::max(0.0, out.q - degrees);
    out.tau_squared = excess / (fixed.weight - fixed.squares / fixed.weight);
    out.i_squared = excess > 0 ? excess / out.q : 0;
    out.q_p = chi_squared_upper_p(out.q, degrees);
  }
  const auto random = mean_of(estimates, variances, out.tau_squared);
  out.mean = random.mean;
  out.error = std::sqrt(1 / random.weight);
  shrink(out, estimates, variances);
  return out;
}

}  // namespace holdfast
