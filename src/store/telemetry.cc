#include "store/telemetry.h"

#include <algorithm>
#include <cmath>

namespace holdfast {
namespace {

std::uint64_t microseconds_of(const std::optional<double>& share, double seconds) {
  const double us = share.value_or(0) * seconds * 1e6;
  return us > 0 ? static_cast<std::uint64_t>(std::llround(us)) : 0;
}

}  // namespace

std::uint32_t Telemetry::number_of(const IrqSeries& series) {
  const auto [at, fresh] = numbers_.try_emplace(series, series_count());
  if (fresh) {
    names_.push_back(series);
    totals_.push_back(0);
  }
  return at->second;
}

void Telemetry::restore(std::uint32_t number, const IrqSeries& series, std::uint64_t total) {
  if (number >= kMostSeries) return;
  if (number >= names_.size()) {
    names_.resize(number + 1);
    totals_.resize(number + 1);
  }
  numbers_[series] = number;
  names_[number] = series;
  totals_[number] = total;
}

FrameRows Telemetry::rows_of(const MetricFrame& frame) {
  FrameRows rows;
  rows.frame = frame;
  rows.frame.vectors = {};
  rows.frame.cpus = {};
  rows.frame.diagnostics = {};
  rows.frame.jitter_queues = {};
  rows.frame.jitter_processes = {};
  rows.delays = std::move(rows.frame.kept_delays);
  rows.frame.kept_delays = {};
  for (const auto& vector : frame.vectors) {
    if (vector.state == VectorState::no_target) continue;
    for (const auto& [cpu, count] : vector.delivered) {
      if (count == 0) continue;
      IrqSeries series{vector.irq.value, vector.nic, vector.label, cpu.value};
      if (series_count() >= kMostSeries && !numbers_.contains(series)) continue;
      const auto number = number_of(series);
      rows.irqs.push_back({number, totals_[number] += count});
    }
    AffinityRow now{vector.irq.value, vector.requested.to_list(), vector.effective.to_list(),
                    vector.target.to_list()};
    auto& last = affinities_[now.irq];
    if (last != now) {
      last = now;
      rows.affinities.push_back(std::move(now));
    }
  }
  std::sort(rows.irqs.begin(), rows.irqs.end(),
            [](const auto& a, const auto& b) { return a.series < b.series; });
  const bool all = frames_++ % kCpuEvery == 0;
  for (const auto& cpu : frame.cpus) {
    auto& totals = cpus_[cpu.cpu.value];
    const CpuTotals before = totals;
    totals.processed += cpu.packets;
    totals.dropped += cpu.dropped;
    totals.time_squeeze += cpu.time_squeezed;
    totals.net_rx += cpu.net_rx;
    totals.net_tx += cpu.net_tx;
    totals.net_rx_us += microseconds_of(cpu.traced_rx, frame.seconds);
    totals.net_tx_us += microseconds_of(cpu.traced_tx, frame.seconds);
    const bool lost = cpu.dropped != 0 || cpu.time_squeezed != 0;
    if (totals != CpuTotals{} && (all || (lost && totals != before))) {
      rows.cpus.push_back({cpu.cpu.value, totals, cpu.traced_rx.has_value()});
    }
  }
  return rows;
}

}  // namespace holdfast
