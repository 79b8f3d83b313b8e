// Clocks, gauges of gateways and performance counters, beside the counters of a window.
#include <algorithm>

#include "agent/agent.h"

namespace holdfast {
namespace {

constexpr double kClockSeconds = 10;  // a PHC is read over PCI, some 10 µs for each of its samples

const CpuFrame* frame_of(const MetricFrame& frame, CpuId cpu) {
  for (const auto& one : frame.cpus) {
    if (one.cpu == cpu) return &one;
  }
  return nullptr;
}

/// Counters of `now` less those of `before`, for each packet of the window on the same CPUs.
void set_per_packet(MetricFrame& frame, const std::vector<CacheReading>& before,
                    const std::vector<CacheReading>& now) {
  double misses = 0, instructions = 0, packets = 0;
  for (const auto& one : now) {
    const auto then = std::find_if(before.begin(), before.end(),
                                   [&](const CacheReading& other) { return other.cpu == one.cpu; });
    const CpuFrame* cpu = frame_of(frame, one.cpu);
    if (then == before.end() || !cpu || one.llc_misses < then->llc_misses ||
        one.instructions < then->instructions) {
      continue;
    }
    misses += static_cast<double>(one.llc_misses - then->llc_misses);
    instructions += static_cast<double>(one.instructions - then->instructions);
    packets += static_cast<double>(cpu->packets);
  }
  if (packets < 1) return;
  frame.llc_misses_per_packet = misses / packets;
  frame.instructions_per_packet = instructions / packets;
}

}  // namespace

void Agent::read_meters() {
  if (now_ >= clocks_due_) {
    clocks_due_ = plus_seconds(now_, kClockSeconds);
    clocks_ = host_.clocks();
    for (const auto& clock : clocks_) output_.tell(clock);
  }
  frame_.clocks = clocks_;
  for (const auto& gauges : host_.gateways()) output_.tell(gauges);
  CpuSet targets;
  for (const auto& target : intent_.targets) targets |= target.cpus;
  if (targets.empty()) return;
  auto readings = host_.cache(targets);
  for (auto& reading : readings) {
    if (const CpuFrame* cpu = frame_of(frame_, reading.cpu)) {
      reading.packets = cpu->packets_since_boot;
    }
    output_.tell(reading);
  }
  set_per_packet(frame_, cache_, readings);
  cache_ = std::move(readings);
}

}  // namespace holdfast
