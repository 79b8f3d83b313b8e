#include "plan/consumer.h"

#include <algorithm>

#include "plan/nic_view.h"
#include "rss/rss.h"

namespace holdfast {
namespace {

CpuSet neighbourhood(const CpuTopology& topology, CpuId cpu) {
  CpuSet near;
  near.add(cpu);
  const Cpu* record = topology.find(cpu);
  if (!record) return near;
  near |= record->smt_siblings;
  for (const std::uint32_t id : {cpu.value - 1, cpu.value + 1}) {
    if (id < CpuSet::kMaxCpus && record->llc_siblings.contains(CpuId{id})) near.add(CpuId{id});
  }
  return near;
}

bool may_consume(const HostSnapshot& host, const Nic& nic, const Vector& vector,
                 const FlowSteering& steering, const Thread& thread) {
  return std::any_of(host.flows.begin(), host.flows.end(), [&](const Flow& flow) {
    if (flow.process != thread.process || !carries(host, nic, flow.nic)) return false;
    const auto queue = steering.of(flow).queue;
    return !queue || std::find(vector.rx_queues.begin(), vector.rx_queues.end(), *queue) !=
                         vector.rx_queues.end();
  });
}

}  // namespace

ConsumerAt consumer_at(const HostSnapshot& host, const Nic& nic, const Vector& vector, CpuId cpu) {
  const CpuSet near = neighbourhood(host.topology, cpu);
  ConsumerAt found;
  const FlowSteering steering(nic);
  for (const auto& thread : host.threads) {
    if (thread.kernel || thread.affinity.empty() || !thread.affinity.is_subset_of(near)) continue;
    if (may_consume(host, nic, vector, steering, thread)) return {Consumer::known, &thread};
    if (!found.thread) found = {Consumer::possible, &thread};
  }
  return found;
}

}  // namespace holdfast
