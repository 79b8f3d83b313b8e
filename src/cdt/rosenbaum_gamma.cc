#include "cdt/rosenbaum_gamma.h"

#include <cmath>

#include "base/check.h"
#include "stats/ascending_order.h"
#include "stats/normal_quantile.h"

namespace holdfast {

SignedRanks signed_ranks(std::span<const double> differences) {
  std::vector<double> sizes;
  std::vector<char> is_positive;
  for (const double difference : differences) {
    if (difference == 0) continue;
    sizes.push_back(std::fabs(difference));
    is_positive.push_back(difference > 0 ? 1 : 0);
  }
  SignedRanks out{.pairs = sizes.size()};
  const auto order = ascending_order(sizes);
  for (std::size_t from = 0, to = 0; from < order.size(); from = to) {
    while (to < order.size() && sizes[order[to]] == sizes[order[from]]) ++to;
    const double rank = static_cast<double>(from + 1 + to) / 2;
    for (std::size_t i = from; i < to; ++i) {
      out.ranks += rank;
      out.squares += rank * rank;
      if (is_positive[order[i]] != 0) out.positive += rank;
    }
  }
  return out;
}

double signed_rank_upper_p(const SignedRanks& ranks, double gamma) {
  HOLDFAST_CHECK(gamma >= 1);
  if (ranks.pairs == 0) return 1;
  const double share = gamma / (1 + gamma);
  const double z =
      (ranks.positive - ranks.ranks * share) / std::sqrt(ranks.squares * share * (1 - share));
  return std::erfc(z / std::sqrt(2.0)) / 2;
}

std::optional<double> rosenbaum_gamma(const SignedRanks& ranks, double alpha) {
  HOLDFAST_CHECK(alpha > 0 && alpha < 0.5);
  const double negative = ranks.ranks - ranks.positive;
  if (ranks.pairs == 0 || !(negative > 0)) return std::nullopt;
  // z(gamma) = z of alpha is a quadratic equation in √gamma.
  const double spread = normal_quantile(1 - alpha) * std::sqrt(ranks.squares);
  const double root =
      (std::sqrt(spread * spread + 4 * negative * ranks.positive) - spread) / (2 * negative);
  return root * root;
}

}  // namespace holdfast
