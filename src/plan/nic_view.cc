#include "plan/nic_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "plan/fix_text.h"

namespace holdfast {
namespace {

bool has_link(const Nic& nic) {
  if (nic.carrier && !*nic.carrier) return false;
  return nic.operstate == "up" || nic.operstate == "unknown" || nic.operstate.empty();
}

const CpuCounts* counts_in(const Sample& sample, IrqNumber irq) {
  const auto found = std::lower_bound(sample.irqs.begin(), sample.irqs.end(), irq,
                                      [](const IrqCounts& a, IrqNumber b) { return a.irq < b; });
  return found != sample.irqs.end() && found->irq == irq ? &found->counts : nullptr;
}

}  // namespace

bool is_audited(const Nic& nic) {
  return nic.kind == NicKind::physical && nic.admin_up && has_link(nic) && !nic.onload;
}

std::vector<const Nic*> audited_nics(const HostSnapshot& host) {
  std::vector<const Nic*> audited;
  for (const auto& nic : host.nics) {
    if (is_audited(nic)) audited.push_back(&nic);
  }
  return audited;
}

bool serves_packets(const Vector& vector) {
  return vector.role == VectorRole::rx || vector.role == VectorRole::tx ||
         vector.role == VectorRole::combined;
}

std::vector<const Vector*> packet_vectors(const HostSnapshot& host, const Nic& nic) {
  std::vector<const Vector*> found;
  for (const auto& vector : host.vectors) {
    if (vector.nic == nic.name && serves_packets(vector)) found.push_back(&vector);
  }
  return found;
}

std::vector<const Vector*> movable_vectors(const HostSnapshot& host, const Nic& nic) {
  auto found = packet_vectors(host, nic);
  std::erase_if(found, [](const Vector* vector) { return vector->managed; });
  return found;
}

std::optional<std::uint32_t> queue_number(const Vector& vector) {
  if (!vector.rx_queues.empty()) return vector.rx_queues.front().value;
  if (!vector.tx_queues.empty()) return vector.tx_queues.front().value;
  return std::nullopt;
}

std::string vector_words(const Vector& vector) {
  const auto label = vector.nic.empty() ? vector.action : queue_label(vector);
  return label.empty() ? fmt::format("irq {}", vector.irq.value)
                       : fmt::format("irq {} ({})", vector.irq.value, label);
}

std::string vector_object(const Vector& vector) {
  return vector.nic.empty() ? vector_words(vector) : vector.nic + " " + vector_words(vector);
}

std::string object_of(const Nic& nic, const std::vector<const Vector*>& vectors) {
  return vectors.size() == 1 ? vector_object(*vectors.front()) : nic.name;
}

bool stands_elsewhere(const Vector& vector) {
  return !vector.managed && vector.requested && vector.effective && !vector.requested->empty() &&
         !vector.effective->empty() && !vector.effective->is_subset_of(*vector.requested);
}

bool is_leaving(const AuditInput& input, const Vector& vector) {
  return stands_elsewhere(vector) && !vector.requested->intersects(*vector.effective) &&
         total_of(delta_of(input, vector.irq)) == 0;
}

std::string requested_path(const Vector& vector) {
  return fmt::format("/proc/irq/{}/smp_affinity_list", vector.irq.value);
}

std::string effective_path(const Vector& vector) {
  return fmt::format("/proc/irq/{}/effective_affinity_list", vector.irq.value);
}

std::string queue_path(const Nic& nic, std::string_view direction, QueueIndex queue,
                       std::string_view file) {
  return fmt::format("/sys/class/net/{}/queues/{}-{}/{}", nic.name, direction, queue.value, file);
}

std::optional<CpuId> effective_cpu(const Vector& vector) {
  if (!vector.effective || vector.effective->size() != 1) return std::nullopt;
  return vector.effective->first();
}

CpuCounts delta_of(const AuditInput& input, IrqNumber irq) {
  if (input.seconds() <= 0) return {};
  const auto* before = counts_in(input.earlier, irq);
  const auto* after = counts_in(input.later, irq);
  return before && after ? difference_of(*before, *after) : CpuCounts{};
}

std::string counts_text(const CpuCounts& counts) {
  std::vector<std::string> pieces;
  for (const auto& entry : counts) {
    pieces.push_back(fmt::format("CPU {}: {}", entry.cpu.value, entry.count));
  }
  return joined(pieces, ", ");
}

bool carries(const HostSnapshot& host, const Nic& nic, std::string_view interface) {
  if (interface == nic.name) return true;
  const Nic* upper = host.find_nic(interface);
  if (!upper) return false;
  std::vector<const Nic*> seen{upper};
  for (std::size_t i = 0; i < seen.size(); ++i) {  // a VLAN over a bond over NICs
    for (const auto& name : seen[i]->members) {
      if (name == nic.name) return true;
      const Nic* member = host.find_nic(name);
      if (member && std::find(seen.begin(), seen.end(), member) == seen.end()) {
        seen.push_back(member);
      }
    }
  }
  return false;
}

}  // namespace holdfast
