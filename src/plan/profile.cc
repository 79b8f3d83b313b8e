#include "plan/profile.h"

namespace holdfast {
namespace {

constexpr Profile kProfiles[] = {
    {.name = ProfileName::any},
    {.name = ProfileName::trading,
     .low_latency = true,
     .max_rx_usecs = 0,
     .max_rx_ring = 512,
     .min_netdev_max_backlog = 10000,
     .min_socket_buffer = 134217728,
     .min_socket_buffer_default = 16777216,
     .min_somaxconn = 4096,
     .max_idle_latency_us = 10},
    {.name = ProfileName::ena_trading,
     .low_latency = true,
     .max_rx_usecs = 0,
     .max_rx_ring = 1024,  // ENA's default; a smaller ring drops in bursts there
     .min_netdev_max_backlog = 10000,
     .min_socket_buffer = 134217728,
     .min_socket_buffer_default = 16777216,
     .min_somaxconn = 4096,
     .max_idle_latency_us = 10},
    {.name = ProfileName::high_pps,
     .high_pps = true,
     .min_netdev_max_backlog = 5000,
     .min_socket_buffer = 16777216},
};

}  // namespace

std::string_view name_of(ProfileName name) {
  switch (name) {
    case ProfileName::any: return "any";
    case ProfileName::trading: return "trading";
    case ProfileName::ena_trading: return "ena-trading";
    case ProfileName::high_pps: return "high-pps";
  }
  return "any";
}

std::optional<ProfileName> parse_profile(std::string_view text) {
  for (const auto& profile : kProfiles) {
    if (profile.name != ProfileName::any && name_of(profile.name) == text) return profile.name;
  }
  return std::nullopt;
}

const Profile& profile_of(ProfileName name) {
  for (const auto& profile : kProfiles) {
    if (profile.name == name) return profile;
  }
  return kProfiles[0];
}

}  // namespace holdfast
