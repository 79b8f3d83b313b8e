#include "tuning/paired_change.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <vector>

#include "base/check.h"

namespace holdfast {
namespace {

constexpr double kHigh = 0.975;  // a 95 % interval

}  // namespace

double median_of(std::span<const double> values) {
  HOLDFAST_CHECK(!values.empty());
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const std::size_t middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

std::optional<PairedChange> paired_change(std::span<const double> off, std::span<const double> on) {
  HOLDFAST_CHECK(off.size() == on.size());
  if (off.empty()) return std::nullopt;
  const auto is_positive = [](double value) { return value > 0 && std::isfinite(value); };
  if (!std::all_of(off.begin(), off.end(), is_positive) ||
      !std::all_of(on.begin(), on.end(), is_positive)) {
    return std::nullopt;
  }
  const auto count = static_cast<double>(off.size());
  std::vector<double> ratios;
  for (std::size_t i = 0; i < off.size(); ++i) ratios.push_back(std::log(on[i] / off[i]));
  double mean = 0, squares = 0;
  for (const double ratio : ratios) mean += ratio / count;
  for (const double ratio : ratios) squares += (ratio - mean) * (ratio - mean);
  PairedChange change{median_of(off), median_of(on), std::expm1(mean), {}, {}};
  if (off.size() > 1) {
    const boost::math::students_t distribution(count - 1);
    const double reach =
        boost::math::quantile(distribution, kHigh) * std::sqrt(squares / (count - 1) / count);
    change.low = std::expm1(mean - reach);
    change.high = std::expm1(mean + reach);
  }
  return change;
}

}  // namespace holdfast
