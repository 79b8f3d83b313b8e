// Profile: which kind of host this is to be, and the thresholds that the audit's rules take from
// it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace holdfast {

enum class ProfileName { any, trading, ena_trading, high_pps };
std::string_view name_of(ProfileName name);
/// "trading", "ena-trading", "high-pps"; nullopt for anything else.
std::optional<ProfileName> parse_profile(std::string_view text);

struct Profile {
  ProfileName name = ProfileName::any;
  bool low_latency = false;  // trading and ena-trading
  bool high_pps = false;
  std::optional<std::uint32_t> max_rx_usecs;  // interrupt moderation, µs; longer is a finding
  std::optional<std::uint32_t> max_rx_ring;   // descriptors; deeper is a finding
  std::uint32_t min_netdev_max_backlog = 1000;
  double max_iowait_share = 0.10;    // of one CPU's time, with idle disks
  double max_steal_share = 0.02;     // of all CPU time
  double dominant_cpu_share = 0.70;  // of a NIC's interrupts on one CPU

  std::optional<std::uint64_t> min_socket_buffer;          // rmem_max, wmem_max; bytes
  std::optional<std::uint64_t> min_socket_buffer_default;  // rmem_default, wmem_default; bytes
  std::optional<std::uint32_t> min_somaxconn;
  std::uint64_t max_idle_latency_us = 50;  // exit from the deepest idle state; longer is a finding
};

const Profile& profile_of(ProfileName name);

}  // namespace holdfast
