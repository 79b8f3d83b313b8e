#include "cdt/cluster_codes.h"

#include <limits>
#include <unordered_map>

#include "base/check.h"

namespace holdfast {

namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

}  // namespace

ClusterCodes clusters_of(const HdfeDesign& design, const Factor& factor) {
  ClusterCodes result;
  result.codes.reserve(design.rows());
  std::vector<std::uint32_t> number(factor.levels, kNone);
  for (const std::uint32_t row : design.kept()) {
    HOLDFAST_CHECK(row < factor.codes.size() && factor.codes[row] < factor.levels);
    number[factor.codes[row]] = 0;
  }
  for (std::uint32_t& of_level : number) {
    if (of_level != kNone) {
      of_level = static_cast<std::uint32_t>(result.count++);
    }
  }
  for (const std::uint32_t row : design.kept()) {
    result.codes.push_back(number[factor.codes[row]]);
  }
  return result;
}

ClusterCodes intersection_of(const ClusterCodes& a, const ClusterCodes& b) {
  HOLDFAST_CHECK(a.codes.size() == b.codes.size());
  ClusterCodes result;
  result.codes.reserve(a.codes.size());
  std::unordered_map<std::uint64_t, std::uint32_t> number;
  for (std::size_t i = 0; i < a.codes.size(); ++i) {
    const std::uint64_t key = (std::uint64_t{a.codes[i]} << 32U) | b.codes[i];
    const auto [at, is_new] = number.try_emplace(key, static_cast<std::uint32_t>(result.count));
    result.count += is_new ? 1 : 0;
    result.codes.push_back(at->second);
  }
  return result;
}

bool nested_in(const HdfeEffects& effects, std::size_t factor, const ClusterCodes& clusters) {
  std::vector<std::uint32_t> cluster_of_level(effects.levels(), kNone);
  const auto codes = effects.codes(factor);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    std::uint32_t& cluster = cluster_of_level[codes[i]];
    if (cluster != kNone && cluster != clusters.codes[i]) {
      return false;
    }
    cluster = clusters.codes[i];
  }
  return true;
}

std::vector<double> cluster_sums(const ClusterCodes& clusters, std::span<const double> a,
                                 std::span<const double> b, std::span<const double> weights) {
  std::vector<double> result(clusters.count);
  for (std::size_t i = 0; i < a.size(); ++i) {
    result[clusters.codes[i]] += weights.empty() ? a[i] * b[i] : weights[i] * a[i] * b[i];
  }
  return result;
}

}  // namespace holdfast
