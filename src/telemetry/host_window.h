// HostWindow: what one host's telemetry says of one window (TCA §4), and its regime by topology.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "model/metric_frame.h"
#include "regime/identification_label.h"

namespace holdfast {

struct HostWindow {
  std::int64_t begin_ns = 0, end_ns = 0;  // (begin, end], ns since 1970
  std::optional<double> vam_requested, vam_effective, vam_delivered;
  std::uint32_t active = 0, drifted = 0, no_target = 0, target_offline = 0;  // vectors
  std::uint32_t resets = 0, born = 0, vanished = 0;
  std::optional<double> nrs;
  bool is_nrs_of_interrupts = false;  // which miss what is polled; else of packets
  std::optional<double> sad, sad_normalised, leak;
  std::optional<double> sad_delta;  // less the median of ALIGNED windows of host and half hour
  std::optional<double> hj50_ns, hj95_ns, hj99_ns, hj999_ns, hj95x_ns, hj95_low_ns, hj95_high_ns;
  std::uint64_t delays = 0, negative_delays = 0;
  bool is_low_n = false, is_clock_suspect = false, is_zero_load = false;
  std::optional<double> llc_misses;  // per packet
  std::optional<double> softirq_us;  // p99 − p50 of softirqs' delays, else of packets' (HJ99x)
  IdentificationRegime regime = IdentificationRegime::unknown;
  bool is_drifted = false;  // the held state
  bool is_changed = false;
};

/// All but llc_misses, vanished and the regime.
HostWindow window_of(const MetricFrame& frame);

/// TCA §6.9: NO_ACTIVE_VECTORS, ZERO_LOAD, LOW_N, CLOCK_SUSPECT.
std::vector<std::string_view> statuses_of(const HostWindow& window);

/// Gives each window its regime, and sad_delta. `windows` are in order of time.
void label_windows(std::vector<HostWindow>& windows, const IdentificationSettings& settings);

}  // namespace holdfast
