#include "rss/flow_mover.h"

#include <algorithm>

namespace holdfast {
namespace {

bool has_rfs_tables(const HostSnapshot& host, const Nic& nic) {
  const auto entries = host.settings.sysctls.find("net.core.rps_sock_flow_entries");
  if (entries == host.settings.sysctls.end() || entries->second == "0") return false;
  return std::any_of(nic.rx_queues.begin(), nic.rx_queues.end(),
                     [](const RxQueue& queue) { return queue.rps_flow_count > 0; });
}

}  // namespace

std::map<Transport, std::string> flow_movers(const HostSnapshot& host, const Nic& nic) {
  const Feature* const ntuple = nic.feature("rx-ntuple-filter");
  const bool is_on = ntuple != nullptr && ntuple->active;
  if (is_on && has_rfs_tables(host, nic)) {
    const char* const rfs = "accelerated RFS may have moved it (rps_flow_cnt is set, ntuple is on)";
    return {{Transport::tcp, rfs}, {Transport::udp, rfs}};
  }
  if (ntuple != nullptr && !is_on && (nic.driver == "ixgbe" || nic.driver == "i40e")) {
    return {{Transport::tcp,
             nic.driver + "'s application targeted routing may have moved it (ntuple is off)"}};
  }
  return {};
}

}  // namespace holdfast
