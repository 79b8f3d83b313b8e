// Each vector of the policy in the window, and how many are in which state.
#include <fmt/format.h>

#include "metrics/derive_parts.h"
#include "metrics/window_counts.h"

namespace holdfast {
namespace {

bool is_inside(const CpuSet& cpus, const CpuSet& target, bool intersect) {
  return intersect ? cpus.intersects(target) : cpus.is_subset_of(target);
}

VectorState state_of(const Window& window, const VectorTarget& target, const VectorFrame& frame) {
  if (target.cpus.empty()) return VectorState::no_target;
  if (frame.target.empty()) return VectorState::target_offline;
  const auto inside = [&](const CpuSet& cpus) {
    return cpus.empty() || is_inside(cpus, frame.target, window.intent.intersect);
  };
  if (!inside(frame.requested)) return VectorState::drifted;
  if (frame.requested.empty() && frame.effective.empty()) return VectorState::pending;  // not seen
  if (inside(frame.effective)) return VectorState::aligned;
  // The kernel moves it with its next interrupt (KERNEL §1). If the mask was right all along and
  // it fired, that one has come.
  const auto* before = find_place(window.earlier, target.irq);
  const bool was_right = before && !before->requested.empty() && inside(before->requested);
  return was_right && frame.total > 0 ? VectorState::drifted : VectorState::pending;
}

void count(MetricFrame& frame, const VectorFrame& vector) {
  frame.interrupts += vector.total;
  frame.active_vectors += vector.active ? 1 : 0;
  switch (vector.state) {
    case VectorState::aligned: break;
    case VectorState::pending: ++frame.pending_vectors; break;
    case VectorState::drifted:
    case VectorState::target_offline: ++frame.drifted_vectors; break;
    case VectorState::no_target: ++frame.untargeted_vectors; break;
  }
}

}  // namespace

void derive_vectors(const Window& window, MetricFrame& frame) {
  const auto& earlier = window.earlier.sample;
  const auto& later = window.later.sample;
  const auto both = cpus_of_both(earlier, later);
  for (const auto& target : window.intent.targets) {
    auto counted = window_counts(earlier, later, target.irq, both);
    if (counted.gone) continue;
    VectorFrame vector;
    vector.irq = target.irq;
    vector.nic = target.nic;
    vector.label = target.label;
    vector.target = online_target(target, window.intent.topology);
    if (const auto* place = find_place(window.later, target.irq)) {
      vector.requested = place->requested;
      vector.effective = place->effective;
    } else {
      diagnose(frame.diagnostics, ErrorCode::absent,
               fmt::format("/proc/irq/{}/effective_affinity_list", target.irq.value), 0,
               "it was not read: this vector is in no share of vectors");
    }
    vector.delivered = std::move(counted.counts);
    vector.total = total_of(vector.delivered);
    vector.since_boot = counted.since_boot;
    vector.reset = counted.reset;
    vector.born = counted.born;
    vector.state = state_of(window, target, vector);
    vector.active = !target.cpus.empty() && target.up && serves_queue(target.label) &&
                    vector.total >= window.intent.least_interrupts;
    count(frame, vector);
    frame.vectors.push_back(std::move(vector));
  }
}

void derive_mismatch(const Window& window, MetricFrame& frame) {
  struct Share {
    std::uint64_t outside = 0, all = 0;
    void add(bool is_outside, std::uint64_t weight = 1) {
      all += weight;
      outside += is_outside ? weight : 0;
    }
    std::optional<double> ratio() const {
      if (all == 0) return std::nullopt;
      return static_cast<double>(outside) / static_cast<double>(all);
    }
  };
  Share requested;
  Share effective;
  Share delivered;
  for (const auto& vector : frame.vectors) {
    if (!vector.active) continue;
    const auto outside = [&](const CpuSet& cpus) {
      return vector.target.empty() || !is_inside(cpus, vector.target, window.intent.intersect);
    };
    if (!vector.requested.empty()) requested.add(outside(vector.requested));
    if (!vector.effective.empty()) effective.add(outside(vector.effective));
    for (const auto& [cpu, count] : vector.delivered) {
      delivered.add(!vector.target.contains(cpu), count);
    }
  }
  frame.vam_requested = requested.ratio();
  frame.vam_effective = effective.ratio();
  frame.vam_delivered = delivered.ratio();
}

}  // namespace holdfast
