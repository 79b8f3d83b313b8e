#include "cdt/column_scale.h"

#include <cmath>

namespace holdfast {

ColumnScale column_scale(std::span<const double> values) {
  if (values.size() < 2) return {.mean = values.empty() ? 0 : values[0]};
  const auto n = static_cast<double>(values.size());
  double sum = 0, squares = 0;
  for (const double value : values) sum += value;
  const double mean = sum / n;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const double sd = std::sqrt(squares / (n - 1));
  return {mean, sd > 1e-12 * std::fabs(mean) ? sd : 0};
}

}  // namespace holdfast
