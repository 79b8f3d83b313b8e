#include "probe/probe_delays.h"

#include <algorithm>
#include <cmath>

#include "metrics/binomial.h"

namespace holdfast {
namespace {

using Sorted = std::vector<std::int64_t>;

struct Wanted {
  double p;
  std::uint64_t least;  // 1 / (1 − p), in whole numbers
};
constexpr Wanted kWanted[] = {{0.5, 2},      {0.9, 10},        {0.95, 20},        {0.99, 100},
                              {0.999, 1000}, {0.9999, 10'000}, {0.99999, 100'000}};
constexpr double kLow = 0.025, kHigh = 0.975;  // a 95 % interval
constexpr std::uint64_t kNegativeOf = 1000;    // one of so many is still believed

// R's type 7: between the neighbours of (n − 1) p.
double quantile(const Sorted& sorted, double p) {
  const double position = static_cast<double>(sorted.size() - 1) * p;
  const auto below = static_cast<std::size_t>(std::floor(position));
  const auto above = std::min(below + 1, sorted.size() - 1);
  const auto low = static_cast<double>(sorted[below]);
  const auto high = static_cast<double>(sorted[above]);
  return low + (position - static_cast<double>(below)) * (high - low);
}

// Ranks count from 1.
std::optional<double> of_rank(const Sorted& sorted, std::uint64_t rank) {
  if (rank < 1 || rank > sorted.size()) return std::nullopt;
  return static_cast<double>(sorted[rank - 1]);
}

}  // namespace

ProbeDelays delays_of(std::vector<std::int64_t> delays_ns, std::string of, std::string clock) {
  ProbeDelays out{.of = std::move(of), .clock = std::move(clock), .count = delays_ns.size()};
  if (delays_ns.empty()) return out;
  std::sort(delays_ns.begin(), delays_ns.end());
  const auto& sorted = delays_ns;
  const auto not_negative = std::lower_bound(sorted.begin(), sorted.end(), 0);
  out.negative = static_cast<std::uint64_t>(not_negative - sorted.begin());
  for (const auto& [p, least] : kWanted) {
    if (out.count < least) break;
    out.percentiles.push_back({p, quantile(sorted, p),
                               of_rank(sorted, binomial_quantile(kLow, out.count, p)),
                               of_rank(sorted, binomial_quantile(kHigh, out.count, p) + 1)});
  }
  if (const auto* p95 = percentile_of(out, 0.95)) {
    out.hj95x_ns = p95->ns - percentile_of(out, 0.5)->ns;  // a constant offset falls out of it
    if (out.negative * kNegativeOf <= out.count) out.hj95_ns = p95->ns;
  }
  out.percentiles.push_back({.p = 1, .ns = static_cast<double>(sorted.back())});
  return out;
}

const Percentile* percentile_of(const ProbeDelays& delays, double p) {
  const auto found = std::find_if(delays.percentiles.begin(), delays.percentiles.end(),
                                  [&](const Percentile& one) { return one.p == p; });
  return found == delays.percentiles.end() ? nullptr : &*found;
}

}  // namespace holdfast
