#include "plan/vector_verdict.h"

namespace holdfast {
namespace {

bool serves_packets(const Vector& vector) {
  return !vector.rx_queues.empty() || !vector.tx_queues.empty();
}

bool ran_outside(const CpuCounts& recent, const CpuSet& mask) {
  for (const auto& entry : recent) {
    if (entry.count > 0 && !mask.contains(entry.cpu)) return true;
  }
  return false;
}

// One direction of two queues may share a CPU (rx 0 with tx 0); two receive queues should not.
bool competes(const Vector& a, const Vector& b) {
  return (!a.rx_queues.empty() && !b.rx_queues.empty()) ||
         (a.rx_queues.empty() && b.rx_queues.empty());
}

bool shares_needlessly(const HostSnapshot& host, const Vector& vector) {
  std::size_t rivals = 0;
  bool shared = false;
  for (const auto& other : host.vectors) {
    if (other.nic != vector.nic || !serves_packets(other) || !competes(vector, other)) continue;
    ++rivals;
    if (other.irq != vector.irq && other.effective == vector.effective) shared = true;
  }
  return shared && rivals <= host.topology.housekeeping().size();
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
    case VectorVerdict::far_node: return "far node";
    case VectorVerdict::any_cpu: return "any cpu";
    case VectorVerdict::shared_cpu: return "shared cpu";
  }
  return "unknown";
}

VectorVerdict verdict_of(const HostSnapshot& host, const Vector& vector, const CpuCounts* recent) {
  const Nic* nic = host.find_nic(vector.nic);
  if (nic == nullptr || !nic->admin_up || !serves_packets(vector)) return VectorVerdict::not_judged;
  if (!vector.requested) return VectorVerdict::unknown;
  const auto& topology = host.topology;
  const CpuSet requested = *vector.requested & topology.online;
  const CpuSet& effective = vector.effective ? *vector.effective : requested;
  if (!effective.is_subset_of(requested)) {
    const bool fired_elsewhere = recent != nullptr && ran_outside(*recent, requested);
    return fired_elsewhere ? VectorVerdict::wrong : VectorVerdict::pending;
  }
  if (effective.intersects(topology.isolated | topology.nohz_full)) {
    return VectorVerdict::isolated_cpu;
  }
  if (nic->node && topology.nodes.size() > 1 &&
      !effective.intersects(topology.cpus_of(*nic->node))) {
    return VectorVerdict::far_node;
  }
  if (vector.managed) return VectorVerdict::managed;
  if (topology.online.size() > 1 && topology.online.is_subset_of(requested)) {
    return VectorVerdict::any_cpu;
  }
  return shares_needlessly(host, vector) ? VectorVerdict::shared_cpu : VectorVerdict::ok;
}

}  // namespace holdfast
