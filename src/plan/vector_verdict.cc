#include "plan/vector_verdict.h"

#include <algorithm>

#include "plan/consumer.h"
#include "plan/nic_view.h"
#include "plan/placement.h"

namespace holdfast {
namespace {

bool ran_outside(const CpuCounts& recent, const CpuSet& mask) {
  for (const auto& entry : recent) {
    if (entry.count > 0 && !mask.contains(entry.cpu)) return true;
  }
  return false;
}

bool shares_needlessly(const HostSnapshot& host, const Nic& nic, const Vector& vector) {
  const auto cpu = effective_cpu(vector);
  // Most vectors are alone on their CPU, which is quickly seen.
  const bool alone =
      !cpu || std::none_of(host.vectors.begin(), host.vectors.end(), [&](const Vector& other) {
        return other.effective == vector.effective && other.irq != vector.irq &&
               other.nic == vector.nic;
      });
  return !alone && crowding_of(host, nic).crowded.contains(*cpu);
}

// Its consumer pinned there, or next to it, makes it a choice.
bool has_consumer(const HostSnapshot& host, const Nic& nic, const Vector& vector, CpuId cpu) {
  return consumer_at(host, nic, vector, cpu).kind == Consumer::known;
}

bool is_far(const CpuTopology& topology, const Nic& nic, const CpuSet& effective) {
  if (!nic.node || topology.nodes.size() < 2 || effective.empty()) return false;
  const CpuSet local = topology.cpus_of(*nic.node) & topology.online;
  return !local.empty() && !effective.intersects(local);
}

bool may_run_anywhere(const HostSnapshot& host, const Nic& nic, const CpuSet& requested) {
  return host.topology.online.size() > 1 && host.topology.online.is_subset_of(requested) &&
         movable_vectors(host, nic).size() > 1;
}

}  // namespace

std::string_view name_of(VectorVerdict verdict) {
  switch (verdict) {
    case VectorVerdict::ok: return "ok";
    case VectorVerdict::not_judged: return "-";
    case VectorVerdict::unknown: return "unknown";
    case VectorVerdict::managed: return "managed";
    case VectorVerdict::pending: return "pending";
    case VectorVerdict::wrong: return "wrong cpu";
    case VectorVerdict::isolated_cpu: return "isolated cpu";
    case VectorVerdict::beside_isolated: return "beside isolated";
    case VectorVerdict::far_node: return "far node";
    case VectorVerdict::any_cpu: return "any cpu";
    case VectorVerdict::shared_cpu: return "shared cpu";
  }
  return "unknown";
}

VectorVerdict verdict_of(const HostSnapshot& host, const Vector& vector, const CpuCounts* recent) {
  const Nic* nic = vector.nic.empty() ? nullptr : host.find_nic(vector.nic);
  if (!nic || !is_audited(*nic) || !serves_packets(vector)) return VectorVerdict::not_judged;
  if (!vector.requested) return VectorVerdict::unknown;
  if (vector.managed) return VectorVerdict::managed;
  const auto& topology = host.topology;
  if (stands_elsewhere(vector)) {
    const bool fired_elsewhere = recent && ran_outside(*recent, *vector.requested);
    return fired_elsewhere ? VectorVerdict::wrong : VectorVerdict::pending;
  }
  const CpuSet effective = vector.effective.value_or(CpuSet{});
  if (const auto cpu = effective_cpu(vector)) {
    const bool apart = (topology.isolated | topology.nohz_full).contains(*cpu);
    const bool beside = !apart && beside_isolated(topology).contains(*cpu);
    if ((apart || beside) && !has_consumer(host, *nic, vector, *cpu)) {
      return apart ? VectorVerdict::isolated_cpu : VectorVerdict::beside_isolated;
    }
  }
  if (is_far(topology, *nic, effective)) return VectorVerdict::far_node;
  if (may_run_anywhere(host, *nic, *vector.requested)) return VectorVerdict::any_cpu;
  return shares_needlessly(host, *nic, vector) ? VectorVerdict::shared_cpu : VectorVerdict::ok;
}

}  // namespace holdfast
