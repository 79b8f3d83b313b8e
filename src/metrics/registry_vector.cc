#include "metrics/registry_parts.h"

namespace holdfast {
namespace {

std::vector<Label> labels_of(const VectorFrame& vector) {
  return {{"nic", vector.nic}, {"queue", vector.label}, {"irq", fmt::to_string(vector.irq.value)}};
}

template <class Value>
void collect_each(const MetricFrame& frame, SeriesList& series, bool with_target, Value value) {
  for (const auto& vector : frame.vectors) {
    if (with_target && vector.state == VectorState::no_target) continue;
    const std::optional<double> one = value(vector);
    if (one) series.push_back({labels_of(vector), *one});
  }
}

void collect_interrupts(const MetricFrame& frame, const AgentStatus& /*status*/,
                        SeriesList& series) {
  collect_each(frame, series, false, [](const VectorFrame& vector) -> std::optional<double> {
    return static_cast<double>(vector.since_boot);
  });
}

void collect_drifted(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  collect_each(frame, series, true, [](const VectorFrame& vector) -> std::optional<double> {
    const bool outside =
        vector.state == VectorState::drifted || vector.state == VectorState::target_offline;
    return outside ? 1 : 0;
  });
}

void collect_pending(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  collect_each(frame, series, true, [](const VectorFrame& vector) -> std::optional<double> {
    return vector.state == VectorState::pending ? 1 : 0;
  });
}

void collect_offline(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  collect_each(frame, series, true, [](const VectorFrame& vector) -> std::optional<double> {
    return vector.state == VectorState::target_offline ? 1 : 0;
  });
}

void collect_active(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  collect_each(frame, series, true,
               [](const VectorFrame& vector) -> std::optional<double> { return vector.active; });
}

void collect_outside(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  collect_each(frame, series, true, [](const VectorFrame& vector) -> std::optional<double> {
    if (vector.total == 0) return std::nullopt;
    std::uint64_t outside = 0;
    for (const auto& [cpu, count] : vector.delivered) {
      if (!vector.target.contains(cpu)) outside += count;
    }
    return static_cast<double>(outside) / static_cast<double>(vector.total);
  });
}

constexpr std::string_view kLabels = "nic, queue, irq";

constexpr Exported kRows[] = {
    {"holdfast_vector_interrupts_total", MetricType::counter, "interrupts", kLabels,
     "vectors[].since_boot", "Interrupts of the vector, as the kernel counts them (32 bits).",
     "A queue that stays silent while others count has lost its flows, or its vector is masked: "
     "holdfast audit.",
     collect_interrupts},
    {"holdfast_vector_drifted", MetricType::gauge, "0 or 1", kLabels, "vectors[].state",
     "1 when the vector's requested or effective CPUs are outside its target.",
     "holdfast events says who moved it; holdfast apply puts it back.", collect_drifted},
    {"holdfast_vector_pending", MetricType::gauge, "0 or 1", kLabels, "vectors[].state",
     "1 when the mask is right and the vector moves with its next interrupt.",
     "Nothing: it moves by itself once a packet comes.", collect_pending},
    {"holdfast_vector_target_offline", MetricType::gauge, "0 or 1", kLabels, "vectors[].state",
     "1 when no CPU of the vector's target is online.",
     "Bring the CPU online (/sys/devices/system/cpu/cpuN/online), or change the policy.",
     collect_offline},
    {"holdfast_vector_active", MetricType::gauge, "0 or 1", kLabels, "vectors[].active",
     "1 when the vector fired in the window, has a target and its interface is up.",
     "Nothing: idle vectors are in no share of vectors.", collect_active},
    {"holdfast_vector_outside_ratio", MetricType::gauge, "ratio", kLabels, "vectors[].delivered",
     "Interrupts of the vector that ran outside its target, of all of them in the window.",
     "As holdfast_vector_drifted.", collect_outside},
};

}  // namespace

std::span<const Exported> vector_numbers() { return kRows; }

}  // namespace holdfast
