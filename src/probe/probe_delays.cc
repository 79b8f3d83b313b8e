#include "probe/probe_delays.h"

#include <algorithm>

#include "metrics/binomial.h"
#include "metrics/order_statistics.h"

namespace holdfast {
namespace {

struct Wanted {
  double p;
  std::uint64_t least;  // 1 / (1 − p), in whole numbers
};
constexpr Wanted kWanted[] = {{0.5, 2},      {0.9, 10},        {0.95, 20},        {0.99, 100},
                              {0.999, 1000}, {0.9999, 10'000}, {0.99999, 100'000}};
constexpr double kLow = 0.025, kHigh = 0.975;  // a 95 % interval
constexpr std::uint64_t kNegativeOf = 1000;    // one of so many is still believed

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
    out.percentiles.push_back({p, quantile_of_sorted(sorted, p),
                               value_of_rank(sorted, binomial_quantile(kLow, out.count, p)),
                               value_of_rank(sorted, binomial_quantile(kHigh, out.count, p) + 1)});
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
