#include "host/nic_queues.h"

#include <fmt/format.h>

#include <algorithm>

namespace holdfast {
namespace {

constexpr std::uint32_t kMaxQueue = 0xFFFF;  // queues are numbered by 16 bits (skb->queue_mapping)

std::optional<QueueIndex> index_of(std::string_view entry, std::string_view prefix) {
  if (!entry.starts_with(prefix)) return std::nullopt;
  const auto index = parse_number<std::uint32_t>(entry.substr(prefix.size()));
  return index && *index <= kMaxQueue ? std::optional(QueueIndex{*index}) : std::nullopt;
}

CpuSet read_mask(SysfsReader& sysfs, const std::string& path) {
  const auto text = sysfs.text(path);
  if (!text) return {};
  auto mask = CpuSet::parse_mask(*text);
  if (mask) return std::move(*mask);
  sysfs.refuse(path, *text, "a mask of CPUs");
  return {};
}

bool is_zero_mask(std::string_view mask) {
  return mask.find_first_not_of("0,") == std::string_view::npos;
}

RxQueue read_rx(SysfsReader& sysfs, const std::string& path, QueueIndex index) {
  return {.index = index,
          .rps_cpus = read_mask(sysfs, path + "/rps_cpus"),
          .rps_flow_count = sysfs.number<std::uint32_t>(path + "/rps_flow_cnt").value_or(0)};
}

TxQueue read_tx(SysfsReader& sysfs, const std::string& path, QueueIndex index) {
  TxQueue queue{.index = index, .xps_cpus = read_mask(sysfs, path + "/xps_cpus")};
  const auto rxqs = sysfs.text(path + "/xps_rxqs");
  if (rxqs && !is_zero_mask(*rxqs)) queue.xps_rxqs = *rxqs;
  return queue;
}

}  // namespace

void read_nic_queues(SysfsReader& sysfs, std::string_view path, bool masks, Nic& nic) {
  const auto by_index = [](const auto& a, const auto& b) { return a.index < b.index; };
  for (const auto& entry : sysfs.list(fmt::format("{}/queues", path))) {
    const std::string queue = fmt::format("{}/queues/{}", path, entry.name);
    if (const auto rx = index_of(entry.name, "rx-")) {
      nic.rx_queues.push_back(masks ? read_rx(sysfs, queue, *rx) : RxQueue{.index = *rx});
    } else if (const auto tx = index_of(entry.name, "tx-")) {
      nic.tx_queues.push_back(masks ? read_tx(sysfs, queue, *tx) : TxQueue{.index = *tx});
    }
  }
  std::sort(nic.rx_queues.begin(), nic.rx_queues.end(), by_index);
  std::sort(nic.tx_queues.begin(), nic.tx_queues.end(), by_index);
}

}  // namespace holdfast
