#include "metrics/window_counts.h"

#include <algorithm>

#include "metrics/counter_growth.h"

namespace holdfast {
namespace {

const CpuCounts* find(const Sample& sample, IrqNumber irq) {
  const auto row = std::lower_bound(sample.irqs.begin(), sample.irqs.end(), irq,
                                    [](const IrqCounts& a, IrqNumber b) { return a.irq < b; });
  return row != sample.irqs.end() && row->irq == irq ? &row->counts : nullptr;
}

std::uint64_t count_on(const CpuCounts& counts, CpuId cpu) {
  const auto entry = std::lower_bound(counts.begin(), counts.end(), cpu,
                                      [](const CpuCount& a, CpuId b) { return a.cpu < b; });
  return entry != counts.end() && entry->cpu == cpu ? entry->count : 0;
}

CpuSet online_in(const Sample& sample) {
  CpuSet cpus;
  for (const auto& row : sample.cpu_times) cpus.add(row.cpu);
  return cpus;
}

}  // namespace

std::optional<CpuSet> cpus_of_both(const Sample& earlier, const Sample& later) {
  if (earlier.cpu_times.empty() || later.cpu_times.empty()) return std::nullopt;
  return online_in(earlier) & online_in(later);
}

WindowCounts window_counts(const Sample& earlier, const Sample& later, IrqNumber irq,
                           const std::optional<CpuSet>& both) {
  WindowCounts out;
  const CpuCounts* after = find(later, irq);
  const CpuCounts* before = find(earlier, irq);
  out.gone = after == nullptr;
  if (out.gone) return out;
  out.since_boot = total_of(*after);
  out.born = before == nullptr;
  const auto counts = [&](CpuId cpu) { return !both || both->contains(cpu); };
  if (before) {
    out.reset = std::any_of(before->begin(), before->end(), [&](const CpuCount& entry) {
      return counts(entry.cpu) && was_reset(entry.count, count_on(*after, entry.cpu));
    });
    // One that went round to exactly 0 has no entry any more.
    for (const auto& entry : *before) {
      if (out.reset || !counts(entry.cpu) || count_on(*after, entry.cpu) > 0) continue;
      const auto growth = growth_of_counter(entry.count, 0);
      if (growth > 0) out.counts.push_back({entry.cpu, growth});
    }
  }
  for (const auto& entry : *after) {
    const bool whole = out.born || out.reset;
    if (!whole && !counts(entry.cpu)) continue;
    const auto base = whole ? 0 : count_on(*before, entry.cpu);
    const auto growth = growth_of_counter(base, entry.count);
    if (growth > 0) out.counts.push_back({entry.cpu, growth});
  }
  std::sort(out.counts.begin(), out.counts.end(),
            [](const CpuCount& a, const CpuCount& b) { return a.cpu < b.cpu; });
  return out;
}

}  // namespace holdfast
