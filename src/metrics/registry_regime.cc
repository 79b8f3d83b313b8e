#include "metrics/registry_parts.h"

namespace holdfast {
namespace {

void collect_regime(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  put(series, static_cast<double>(frame.regime));
}

void collect_seconds(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  put(series, frame.seconds_in_regime);
}

void collect_burst(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  put(series, frame.gates.burst_pacing);
}

void collect_cap(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  put(series, frame.gates.aggression_cap);
}

void collect_queue_safe(const MetricFrame& frame, const AgentStatus& /*status*/,
                        SeriesList& series) {
  put(series, frame.gates.queue_safe ? 1 : 0);
}

void collect_conservative(const MetricFrame& frame, const AgentStatus& /*status*/,
                          SeriesList& series) {
  put(series, frame.gates.conservative ? 1 : 0);
}

constexpr auto kGauge = MetricType::gauge;

constexpr Exported kRows[] = {
    {"holdfast_regime", kGauge, "0 to 3", "", "regime",
     "The regime: 0 AFFINITY_ALIGNED, 1 AFFINITY_WARN, 2 AFFINITY_DRIFTED, 3 SAFE_CONTAIN.",
     "docs/regime.md says what leads in and out; holdfast events has the evidence of each "
     "transition.",
     collect_regime},
    {"holdfast_regime_seconds", kGauge, "seconds", "", "seconds_in_regime",
     "For how long the regime has been what it is.",
     "A regime that keeps changing has thresholds too near the noise: replay a tape with others.",
     collect_seconds},
    {"holdfast_gate_burst_pacing_ratio", kGauge, "ratio", "", "gates.burst_pacing",
     "Largest burst that a trading process should send, of its usual one.",
     "It is the policy's for this regime (regime.gates).", collect_burst},
    {"holdfast_gate_aggression_cap_ratio", kGauge, "ratio", "", "gates.aggression_cap",
     "Largest aggression that a trading process should show, of its usual one.",
     "It is the policy's for this regime (regime.gates).", collect_cap},
    {"holdfast_gate_queue_safe", kGauge, "0 or 1", "", "gates.queue_safe",
     "1 when placements that keep the place in the queue should be preferred.",
     "It is the policy's for this regime (regime.gates).", collect_queue_safe},
    {"holdfast_gate_conservative", kGauge, "0 or 1", "", "gates.conservative",
     "1 when the conservative schedule should be followed.",
     "It is the policy's for this regime (regime.gates).", collect_conservative},
};

}  // namespace

std::span<const Exported> regime_numbers() { return kRows; }

}  // namespace holdfast
