// Telemetry: what a frame's vectors and CPUs add to the host's tables (TCA §3.5), as small rows.
//
// A frame has what came in its window; the tables have counts that only go up, so that a window
// which was lost (a full queue, a full disk) leaves no hole in them. Totals are therefore kept
// here, from the moment of the append, and go on over restarts. Pure: no database is touched.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "model/metric_frame.h"

namespace holdfast {

/// The interrupts of one vector on one CPU; its number is the row's in irq_counts.
struct IrqSeries {
  std::uint32_t irq = 0;
  std::string nic, name;
  std::uint32_t cpu = 0;
  auto operator<=>(const IrqSeries&) const = default;
};

struct CpuTotals {
  std::uint64_t processed = 0, dropped = 0, time_squeeze = 0, net_rx = 0, net_tx = 0;
  std::uint64_t net_rx_us = 0, net_tx_us = 0;  // inside of them, while they were traced
  friend bool operator==(const CpuTotals&, const CpuTotals&) = default;
};

struct AffinityRow {
  std::uint32_t irq = 0;
  std::string requested, effective, target;
  friend bool operator==(const AffinityRow&, const AffinityRow&) = default;
};

/// One frame's rows, the frame's own among them.
struct FrameRows {
  MetricFrame frame;  // without vectors, CPUs, parts of the jitter and diagnostics
  struct IrqCount {
    std::uint32_t series;
    std::uint64_t count;
  };
  struct CpuCount {
    std::uint32_t cpu;
    CpuTotals totals;
    bool traced;  // in this window
  };
  std::vector<IrqCount> irqs;
  std::vector<CpuCount> cpus;
  std::vector<AffinityRow> affinities;
  std::vector<KeptDelay> delays;
  std::size_t size() const {
    return 1 + irqs.size() + cpus.size() + affinities.size() + delays.size();
  }
};

class Telemetry {
 public:
  /// A CPU's counts are written at every so many frames, and when it dropped or was squeezed.
  static constexpr std::uint64_t kCpuEvery = 5;
  static constexpr std::uint32_t kMostSeries = 1U << 20;

  /// Only vectors that have a target, and of them what fired.
  FrameRows rows_of(const MetricFrame& frame);

  /// What a database already has.
  void restore(std::uint32_t number, const IrqSeries& series, std::uint64_t total);
  void restore(std::uint32_t cpu, const CpuTotals& totals) { cpus_[cpu] = totals; }

  const IrqSeries& series(std::uint32_t number) const { return names_[number]; }
  std::uint32_t series_count() const { return static_cast<std::uint32_t>(names_.size()); }
  /// Affinities are told anew by the next frame: the last were not kept.
  void forget_affinities() { affinities_.clear(); }

 private:
  std::uint32_t number_of(const IrqSeries& series);

  std::uint64_t frames_ = 0;
  std::map<IrqSeries, std::uint32_t> numbers_;
  std::vector<IrqSeries> names_;  // by number
  std::vector<std::uint64_t> totals_;
  std::map<std::uint32_t, CpuTotals> cpus_;
  std::map<std::uint32_t, AffinityRow> affinities_;
};

}  // namespace holdfast
