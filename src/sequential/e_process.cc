#include "sequential/e_process.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/check.h"

namespace holdfast {
namespace {

// At half the range's end a double's bisection has nothing left to halve.
constexpr int kMostHalvings = 200;
// Below this erfc is close to the smallest number.
constexpr double kFarBelow = -35;

double sharpness(double alpha) {
  HOLDFAST_CHECK(alpha > 0 && alpha < 1);
  const double twice = -2 * std::log(alpha);
  return twice + std::log1p(twice);
}

}  // namespace

void PairSums::add(double difference) {
  HOLDFAST_CHECK(std::isfinite(difference));
  ++pairs_;
  sum_.add(difference);
  squares_.add(difference * difference);
}

double PairSums::variance() const {
  if (pairs_ < 2) return 0;
  const auto n = static_cast<double>(pairs_);
  return std::max(0.0, squares() - sum() * sum() / n) / (n - 1);
}

double mixture_rho(double v_opt, double alpha) {
  HOLDFAST_CHECK(v_opt > 0);
  return v_opt / sharpness(alpha);
}

double ln_e_two_sided(double sum, double squares, double rho) {
  const double scale = squares + rho;
  return 0.5 * std::log(rho / scale) + sum * sum / (2 * scale);
}

double ln_normal_cdf(double z) {
  if (z > kFarBelow) return std::log(0.5 * std::erfc(-z / std::numbers::sqrt2));
  // Mills' ratio by its asymptotic series; the next term is below 1e-7 of the last at -35.
  const double inverse = 1 / (z * z);
  const double series = -inverse * (1 - inverse * (3 - inverse * (15 - inverse * 105)));
  return -0.5 * z * z - std::log(-z * std::sqrt(2 * std::numbers::pi)) + std::log1p(series);
}

double ln_e_one_sided(double sum, double squares, double rho) {
  const double scale = squares + rho;
  return 0.5 * std::log(4 * rho / scale) + sum * sum / (2 * scale) +
         ln_normal_cdf(sum / std::sqrt(scale));
}

std::optional<EffectInterval> confidence_sequence(const PairSums& pairs, double rho, double alpha) {
  if (pairs.pairs() < 2) return std::nullopt;
  const auto n = static_cast<double>(pairs.pairs());
  const double mean = pairs.sum() / n;
  const double about_mean = pairs.variance() * (n - 1);
  // Of δ = mean ± u: the sum is n·u, the squares are those about the mean and n·u². It rises in u
  // up to here, and falls from there.
  const auto ln_e = [&](double u) { return ln_e_two_sided(n * u, about_mean + n * u * u, rho); };
  double out = std::sqrt((n - 1) * (about_mean + rho) / n), in = 0;
  const double threshold = -std::log(alpha);
  if (ln_e(out) < threshold) return std::nullopt;
  for (int i = 0; i < kMostHalvings; ++i) {
    const double middle = in + (out - in) / 2;
    if (middle <= in || middle >= out) break;
    (ln_e(middle) < threshold ? in : out) = middle;
  }
  return EffectInterval{mean - out, mean + out};
}

std::optional<EffectInterval> asymptotic_sequence(const PairSums& pairs, std::size_t target_pairs,
                                                  double alpha) {
  if (pairs.pairs() < 2) return std::nullopt;
  HOLDFAST_CHECK(target_pairs > 0);
  const auto n = static_cast<double>(pairs.pairs());
  const double rho_squared = sharpness(alpha) / static_cast<double>(target_pairs);
  const double grown = n * rho_squared + 1;
  const double half = std::sqrt(pairs.variance() * 2 * grown / (n * n * rho_squared) *
                                std::log(std::sqrt(grown) / alpha));
  const double mean = pairs.sum() / n;
  return EffectInterval{mean - half, mean + half};
}

double anytime_p(double largest_ln_e) { return std::min(1.0, std::exp(-largest_ln_e)); }

}  // namespace holdfast
