#include "rss/collision.h"

#include <cmath>
#include <vector>

namespace holdfast {
namespace {

// Probability that `flows` flows all have queues of their own: flows! times the elementary
// symmetric polynomial of that degree in the shares, built one share at a time.
double all_alone(const std::vector<double>& shares, std::size_t flows) {
  if (flows > shares.size()) return 0;
  std::vector<double> ways(flows + 1, 0.0);  // ways[k]: k! · e_k of the shares so far
  ways[0] = 1;
  for (const double share : shares) {
    for (std::size_t k = flows; k > 0; --k) {
      ways[k] += static_cast<double>(k) * share * ways[k - 1];
    }
  }
  return ways[flows];
}

}  // namespace

std::map<std::uint32_t, std::size_t> buckets_of(std::span<const std::uint32_t> indirection) {
  std::map<std::uint32_t, std::size_t> buckets;
  for (const auto queue : indirection) ++buckets[queue];
  return buckets;
}

CollisionRisk collision_risk(std::span<const std::uint32_t> indirection, std::size_t flows) {
  CollisionRisk risk;
  if (indirection.empty() || flows < 2) return risk;
  std::vector<double> shares;
  for (const auto& [queue, buckets] : buckets_of(indirection)) {
    shares.push_back(static_cast<double>(buckets) / static_cast<double>(indirection.size()));
  }
  const auto count = static_cast<double>(flows);
  for (const double share : shares) {
    risk.pairs += count * (count - 1) / 2 * share * share;
    risk.sharing_flows += count * share * (1 - std::pow(1 - share, count - 1));
  }
  risk.any = 1 - all_alone(shares, flows);
  return risk;
}

}  // namespace holdfast
