// What BPF measured of the network softirqs: time inside them, and how long they waited to begin.
#include <map>

#include "metrics/derive_parts.h"
#include "metrics/log_linear.h"

namespace holdfast {
namespace {

using Counts = std::vector<std::uint64_t>;

// After a new attachment they count from 0.
std::uint64_t grown(std::uint64_t earlier, std::uint64_t later) {
  return later >= earlier ? later - earlier : later;
}

Counts grown(const Counts& earlier, const Counts& later) {
  Counts counts(later);
  for (std::size_t i = 0; i < counts.size() && i < earlier.size(); ++i) {
    counts[i] = grown(earlier[i], later[i]);
  }
  return counts;
}

std::optional<SoftirqDelay> delay_of(const Counts& counts) {
  SoftirqDelay delay;
  for (const auto count : counts) delay.count += count;
  if (delay.count == 0) return std::nullopt;
  delay.p50_ns = *quantile_of(counts, 0.50);
  delay.p95_ns = *quantile_of(counts, 0.95);
  delay.p99_ns = *quantile_of(counts, 0.99);
  return delay;
}

CpuFrame* find_cpu(MetricFrame& frame, CpuId cpu) {
  for (auto& one : frame.cpus) {
    if (one.cpu == cpu) return &one;
  }
  return nullptr;
}

}  // namespace

void derive_trace(const Window& window, MetricFrame& frame) {
  if (!window.earlier.trace || !window.later.trace) return;
  std::map<CpuId, const SoftirqTrace*> before;
  for (const auto& row : window.earlier.trace->softirqs) before[row.cpu] = &row;
  Counts all(kDelayBuckets);
  for (const auto& row : window.later.trace->softirqs) {
    const auto found = before.find(row.cpu);
    if (found == before.end()) continue;
    const SoftirqTrace& earlier = *found->second;
    const Counts delays = grown(earlier.delays, row.delays);
    for (std::size_t i = 0; i < delays.size() && i < all.size(); ++i) all[i] += delays[i];
    CpuFrame* cpu = find_cpu(frame, row.cpu);
    if (!cpu) continue;  // offline
    const double window_ns = window.seconds() * 1e9;
    cpu->traced_rx = static_cast<double>(grown(earlier.rx_ns, row.rx_ns)) / window_ns;
    cpu->traced_tx = static_cast<double>(grown(earlier.tx_ns, row.tx_ns)) / window_ns;
    cpu->softirq_delay = delay_of(delays);
  }
  frame.softirq_delay = delay_of(all);
}

}  // namespace holdfast
