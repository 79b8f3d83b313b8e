#include "metrics/queue_packets.h"

#include "base/text.h"
#include "metrics/counter_growth.h"

namespace holdfast {
namespace {

struct Spelling {
  std::string_view before, after;  // of the queue's number
};
constexpr Spelling kSpellings[] = {
    {"rx_queue_", "_packets"},     // ixgbe, igb, igc, ice, hv_netvsc, virtio_net to 6.7
    {"rx", "_packets"},            // mlx4, mlx5, virtio_net from 6.8
    {"queue_", "_rx_cnt"},         // ena
    {"rx-", ".packets"},           // i40e, iavf
    {"rx-", ".rx_packets"},        // sfc
    {"rx_packets[", "]"},          // gve
    {"rx_", "_packets"},           // mana
    {"[", "]: rx_ucast_packets"},  // bnxt_en counts three kinds
    {"[", "]: rx_mcast_packets"}, {"[", "]: rx_bcast_packets"},
};

}  // namespace

std::optional<QueueIndex> queue_counted_by(std::string_view statistic) {
  for (const auto& [before, after] : kSpellings) {
    if (statistic.size() <= before.size() + after.size() || !statistic.starts_with(before) ||
        !statistic.ends_with(after)) {
      continue;
    }
    const auto digits =
        statistic.substr(before.size(), statistic.size() - before.size() - after.size());
    const auto queue = parse_number<std::uint32_t>(digits);
    if (queue && *queue < CpuSet::kMaxCpus) return QueueIndex{*queue};
  }
  return std::nullopt;
}

std::optional<std::map<QueueIndex, std::uint64_t>> queue_packets(const NicCounters& earlier,
                                                                 const NicCounters& later) {
  std::map<std::string_view, std::uint64_t> before;
  for (const auto& count : earlier.statistics) before.emplace(count.name, count.value);
  std::map<QueueIndex, std::uint64_t> packets;
  for (const auto& count : later.statistics) {
    const auto queue = queue_counted_by(count.name);
    if (!queue) continue;
    const auto found = before.find(count.name);
    packets[*queue] += growth_of_counter(found == before.end() ? 0 : found->second, count.value);
  }
  if (packets.empty()) return std::nullopt;
  return packets;
}

CpuSet receive_queues_in(std::string_view label) {
  const auto kind = next_word(label);
  if (kind != "rx" && kind != "rx+tx") return {};
  auto queues = CpuSet::parse_list(next_word(label));
  return queues ? *queues : CpuSet{};
}

}  // namespace holdfast
