#include "metrics/order_statistics.h"

#include <algorithm>
#include <cmath>

namespace holdfast {

double quantile_of_sorted(const std::vector<std::int64_t>& sorted, double p) {
  const double position = static_cast<double>(sorted.size() - 1) * p;
  const auto below = static_cast<std::size_t>(std::floor(position));
  const auto above = std::min(below + 1, sorted.size() - 1);
  const auto low = static_cast<double>(sorted[below]);
  const auto high = static_cast<double>(sorted[above]);
  return low + (position - static_cast<double>(below)) * (high - low);
}

std::optional<double> value_of_rank(const std::vector<std::int64_t>& sorted, std::uint64_t rank) {
  if (rank < 1 || rank > sorted.size()) return std::nullopt;
  return static_cast<double>(sorted[rank - 1]);
}

}  // namespace holdfast
