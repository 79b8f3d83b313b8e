#include "telemetry/host_window.h"

#include <algorithm>
#include <map>

namespace holdfast {
namespace {

constexpr std::int64_t kHalfHour = 1'800'000'000'000, kDay = 48 * kHalfHour;

std::int64_t half_hour_of(std::int64_t at_ns) { return at_ns % kDay / kHalfHour; }

void take_jitter(const JitterFrame& jitter, HostWindow& to) {
  to.hj50_ns = jitter.hj50_ns;
  to.hj95_ns = jitter.hj95_ns;
  to.hj99_ns = jitter.hj99_ns;
  to.hj999_ns = jitter.hj999_ns;
  to.hj95x_ns = jitter.hj95x_ns;
  to.hj95_low_ns = jitter.hj95_low_ns;
  to.hj95_high_ns = jitter.hj95_high_ns;
  to.delays = jitter.count;
  to.negative_delays = jitter.negative;
  to.is_low_n = jitter.low_n;
  to.is_clock_suspect = jitter.clock_suspect;
  if (jitter.hj99_ns && jitter.hj50_ns) to.softirq_us = (*jitter.hj99_ns - *jitter.hj50_ns) / 1e3;
}

double median_of(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

void set_sad_delta(std::vector<HostWindow>& windows) {
  std::map<std::int64_t, std::vector<double>> aligned;
  for (const auto& window : windows) {
    if (window.sad && window.regime == IdentificationRegime::aligned) {
      aligned[half_hour_of(window.end_ns)].push_back(*window.sad);
    }
  }
  std::map<std::int64_t, double> medians;
  for (auto& [half_hour, values] : aligned) medians[half_hour] = median_of(std::move(values));
  for (auto& window : windows) {
    const auto median = medians.find(half_hour_of(window.end_ns));
    if (window.sad && median != medians.end()) window.sad_delta = *window.sad - median->second;
  }
}

}  // namespace

HostWindow window_of(const MetricFrame& frame) {
  HostWindow window;
  window.end_ns = frame.at_ns;
  window.begin_ns = frame.at_ns - static_cast<std::int64_t>(frame.seconds * 1e9);
  window.vam_requested = frame.vam_requested;
  window.vam_effective = frame.vam_effective;
  window.vam_delivered = frame.vam_delivered;
  window.active = frame.active_vectors;
  window.drifted = frame.drifted_vectors;
  window.no_target = frame.untargeted_vectors;
  for (const auto& vector : frame.vectors) {
    window.target_offline += vector.state == VectorState::target_offline ? 1U : 0U;
    window.resets += vector.reset ? 1U : 0U;
    window.born += vector.born ? 1U : 0U;
  }
  window.nrs = frame.nrs.value;
  window.is_nrs_of_interrupts = frame.nrs.source == "irq-counts";
  window.sad = frame.sad;
  window.sad_normalised = frame.sad_normalised;
  window.leak = frame.leak;
  take_jitter(frame.jitter, window);
  if (frame.softirq_delay) {
    window.softirq_us = (frame.softirq_delay->p99_ns - frame.softirq_delay->p50_ns) / 1e3;
  }
  window.is_zero_load = std::ranges::count(statuses_of(frame), "ZERO_LOAD") != 0;
  return window;
}

std::vector<std::string_view> statuses_of(const HostWindow& window) {
  std::vector<std::string_view> statuses;
  if (window.active == 0) statuses.emplace_back("NO_ACTIVE_VECTORS");
  if (window.is_zero_load) statuses.emplace_back("ZERO_LOAD");
  if (window.is_low_n) statuses.emplace_back("LOW_N");
  if (window.is_clock_suspect) statuses.emplace_back("CLOCK_SUSPECT");
  return statuses;
}

void label_windows(std::vector<HostWindow>& windows, const IdentificationSettings& settings) {
  IdentificationState state;
  for (auto& window : windows) {
    const auto one = step(state, window.vam_effective, settings);
    window.regime = one.regime;
    window.is_changed = one.is_changed;
    window.is_drifted = state.is_drifted;
  }
  set_sad_delta(windows);
}

}  // namespace holdfast
