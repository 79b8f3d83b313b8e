#include "model/vector.h"

#include <fmt/format.h>

namespace holdfast {

std::uint64_t total_of(const CpuCounts& counts) {
  std::uint64_t total = 0;
  for (const auto& entry : counts) total += entry.count;
  return total;
}

CpuCounts difference_of(const CpuCounts& earlier, const CpuCounts& later) {
  CpuCounts delta;
  auto before = earlier.begin();
  for (const auto& now : later) {
    while (before != earlier.end() && before->cpu < now.cpu) ++before;
    const bool known = before != earlier.end() && before->cpu == now.cpu;
    const std::uint64_t base = known && before->count <= now.count ? before->count : 0;
    if (now.count != base) delta.push_back({now.cpu, now.count - base});
  }
  return delta;
}

std::string_view name_of(VectorRole role) {
  switch (role) {
    case VectorRole::unknown: return "unknown";
    case VectorRole::rx: return "rx";
    case VectorRole::tx: return "tx";
    case VectorRole::combined: return "combined";
    case VectorRole::admin: return "admin";
    case VectorRole::async: return "async";
    case VectorRole::ptp: return "ptp";
  }
  return "unknown";
}

std::string_view name_of(MapSource source) {
  switch (source) {
    case MapSource::none: return "none";
    case MapSource::order: return "order";
    case MapSource::name: return "name";
    case MapSource::netlink: return "netlink";
  }
  return "none";
}

std::string_view confidence_of(MapSource source) {
  switch (source) {
    case MapSource::none: return "none";
    case MapSource::order: return "low";
    case MapSource::name: return "high";
    case MapSource::netlink: return "certain";
  }
  return "none";
}

namespace {

std::string list_of(const std::vector<QueueIndex>& queues) {
  CpuSet set;  // the list notation is the same for queues
  for (const auto queue : queues) {
    if (queue.value < CpuSet::kMaxCpus) set.add(CpuId{queue.value});
  }
  return set.to_list();
}

}  // namespace

std::string queue_label(const Vector& vector) {
  const auto rx = list_of(vector.rx_queues);
  const auto tx = list_of(vector.tx_queues);
  if (!rx.empty() && rx == tx) return "rx+tx " + rx;
  if (!rx.empty() && !tx.empty()) return fmt::format("rx {} tx {}", rx, tx);
  if (!rx.empty()) return "rx " + rx;
  if (!tx.empty()) return "tx " + tx;
  return vector.role == VectorRole::unknown ? std::string{} : std::string(name_of(vector.role));
}

}  // namespace holdfast
