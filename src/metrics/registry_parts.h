// Inside of the registry: its rows by noun, and how a row's series are made.
#pragma once

#include <fmt/format.h>

#include "metrics/registry.h"

namespace holdfast {

std::span<const Exported> placement_numbers();
std::span<const Exported> vector_numbers();
std::span<const Exported> jitter_numbers();
std::span<const Exported> host_numbers();
std::span<const Exported> cpu_numbers();
std::span<const Exported> regime_numbers();
std::span<const Exported> agent_numbers();

inline void put(SeriesList& series, std::optional<double> value) {
  if (value) series.push_back({{}, *value});
}
inline void put_seconds(SeriesList& series, const std::optional<double>& ns) {
  if (ns) series.push_back({{}, *ns / 1e9});
}

/// One series for each of three percentiles, behind `labels`.
inline void put_percentiles(SeriesList& series, const std::optional<SoftirqDelay>& delay,
                            const std::vector<Label>& labels) {
  if (!delay) return;
  const std::pair<const char*, double> percentiles[] = {
      {"50", delay->p50_ns}, {"95", delay->p95_ns}, {"99", delay->p99_ns}};
  for (const auto& [percentile, ns] : percentiles) {
    auto all = labels;
    all.push_back({"percentile", percentile});
    series.push_back({std::move(all), ns / 1e9});
  }
}

/// A row's collect of one figure of the frame.
template <std::optional<double> MetricFrame::* kMember>
void collect_figure(const MetricFrame& frame, const AgentStatus& status, SeriesList& series) {
  (void)status;
  put(series, frame.*kMember);
}
template <std::optional<double> JitterFrame::* kMember>
void collect_delay(const MetricFrame& frame, const AgentStatus& status, SeriesList& series) {
  (void)status;
  put_seconds(series, frame.jitter.*kMember);
}

}  // namespace holdfast
