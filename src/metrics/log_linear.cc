#include "metrics/log_linear.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace holdfast {
namespace {

constexpr std::uint64_t kLinear = 32;  // also the buckets of an octave
constexpr unsigned kLinearBits = 5, kMostBits = 36;

}  // namespace

std::size_t bucket_of(std::uint64_t ns) {
  if (ns >> kMostBits) return kDelayBuckets - 1;
  if (ns < kLinear) return ns;
  const auto octave = static_cast<unsigned>(std::bit_width(ns)) - kLinearBits;
  return octave * kLinear + ((ns >> (octave - 1)) & (kLinear - 1));
}

double middle_of(std::size_t bucket) {
  if (bucket < kLinear) return static_cast<double>(bucket);
  const std::size_t octave = bucket / kLinear;
  const auto width = static_cast<double>(std::uint64_t{1} << (octave - 1));
  return width * (static_cast<double>(kLinear + bucket % kLinear) + 0.5);
}

std::optional<double> quantile_of(const std::vector<std::uint64_t>& counts, double p) {
  const auto all = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  if (all == 0) return std::nullopt;
  const double wanted = p * static_cast<double>(all);
  std::uint64_t below = 0;
  for (std::size_t bucket = 0; bucket < counts.size(); ++bucket) {
    below += counts[bucket];
    if (below > 0 && static_cast<double>(below) >= wanted) return middle_of(bucket);
  }
  return middle_of(counts.size() - 1);
}

}  // namespace holdfast
