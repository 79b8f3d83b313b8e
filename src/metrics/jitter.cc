#include "metrics/jitter.h"

#include <algorithm>

#include "metrics/binomial.h"
#include "metrics/order_statistics.h"

namespace holdfast {
namespace {

constexpr std::uint64_t kEnough = 100;         // below: LOW_N
constexpr double kMostNegative = 0.001;        // of all; above: CLOCK_SUSPECT
constexpr double kLow = 0.025, kHigh = 0.975;  // a 95 % interval

}  // namespace

JitterFrame jitter_of(std::vector<std::int64_t> latencies_ns, std::string source,
                      std::string clock) {
  JitterFrame out;
  out.source = std::move(source);
  out.clock = std::move(clock);
  out.count = latencies_ns.size();
  if (latencies_ns.empty()) return out;
  std::sort(latencies_ns.begin(), latencies_ns.end());
  const auto& sorted = latencies_ns;
  const auto not_negative = std::lower_bound(sorted.begin(), sorted.end(), 0);
  out.negative = static_cast<std::uint64_t>(not_negative - sorted.begin());
  out.low_n = out.count < kEnough;
  out.clock_suspect =
      static_cast<double>(out.negative) > kMostNegative * static_cast<double>(out.count);
  const double hj50 = quantile_of_sorted(sorted, 0.50);
  const double hj95 = quantile_of_sorted(sorted, 0.95);
  out.hj95x_ns = hj95 - hj50;  // a constant offset between the clocks falls out of it
  if (out.clock_suspect) return out;
  out.hj50_ns = hj50;
  out.hj95_ns = hj95;
  out.hj99_ns = quantile_of_sorted(sorted, 0.99);
  out.hj999_ns = quantile_of_sorted(sorted, 0.999);
  out.hj95_low_ns = value_of_rank(sorted, binomial_quantile(kLow, out.count, 0.95));
  out.hj95_high_ns = value_of_rank(sorted, binomial_quantile(kHigh, out.count, 0.95) + 1);
  return out;
}

}  // namespace holdfast
