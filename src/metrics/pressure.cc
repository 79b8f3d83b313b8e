// What else makes packets wait: phantom iowait, and CPUs that run out of vectors.
#include <algorithm>
#include <map>

#include "metrics/derive_parts.h"

namespace holdfast {
namespace {

// As the audit's phantom-iowait: a disk that is busy for less of the time explains no waiting.
constexpr double kIdleDiskShare = 0.05;
// About so many interrupts fit on one x86 CPU: 256 vectors without the kernel's own (KERNEL §6).
constexpr double kVectorsPerCpu = 200;

bool disks_were_idle(const Window& window) {
  const auto& before = window.earlier.sample.disks;
  return std::all_of(window.later.sample.disks.begin(), window.later.sample.disks.end(),
                     [&](const DiskCounters& disk) {
                       const auto found = std::find_if(
                           before.begin(), before.end(),
                           [&](const DiskCounters& other) { return other.name == disk.name; });
                       if (found == before.end() || disk.busy_ms <= found->busy_ms) return true;
                       const auto busy_ms = static_cast<double>(disk.busy_ms - found->busy_ms);
                       return busy_ms <= kIdleDiskShare * 1000 * window.seconds();
                     });
}

std::optional<double> iowait_idle_disks(const Window& window, const MetricFrame& frame) {
  if (window.earlier.sample.cpu_times.empty() || frame.cpus.empty()) return std::nullopt;
  if (!disks_were_idle(window)) return 0.0;
  double sum = 0;
  for (const auto& cpu : frame.cpus) sum += cpu.iowait;
  return sum / static_cast<double>(frame.cpus.size());
}

}  // namespace

void derive_pressure(const Window& window, MetricFrame& frame) {
  frame.iowait_idle_disks = iowait_idle_disks(window, frame);
  std::map<CpuId, std::size_t> vectors;
  std::size_t most = 0;
  for (const auto& place : window.later.places) {
    const auto cpu = place.effective.size() == 1 ? place.effective.first() : std::nullopt;
    if (cpu) most = std::max(most, ++vectors[*cpu]);
  }
  if (most > 0) frame.vector_budget = static_cast<double>(most) / kVectorsPerCpu;
}

}  // namespace holdfast
