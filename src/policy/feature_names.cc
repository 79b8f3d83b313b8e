#include "policy/feature_names.h"

#include <algorithm>

namespace holdfast {

const std::vector<std::string_view>& feature_names() {
  static const std::vector<std::string_view> names{"gro",
                                                   "lro",
                                                   "gro-hw",
                                                   "tso",
                                                   "gso",
                                                   "ufo",  //
                                                   "tx-scatter-gather",
                                                   "tx-checksum-ipv4",
                                                   "tx-checksum-ip-generic",
                                                   "tx-checksum-ipv6",
                                                   "highdma",
                                                   "tx-scatter-gather-fraglist",
                                                   "tx-vlan-hw-insert",
                                                   "rx-vlan-hw-parse",
                                                   "rx-vlan-filter",
                                                   "tx-vlan-stag-hw-insert",
                                                   "rx-vlan-stag-hw-parse",
                                                   "rx-vlan-stag-filter",
                                                   "vlan-challenged",
                                                   "tx-generic-segmentation",
                                                   "rx-gro",
                                                   "rx-gro-hw",
                                                   "rx-lro",
                                                   "tx-tcp-segmentation",
                                                   "tx-gso-robust",
                                                   "tx-tcp-ecn-segmentation",
                                                   "tx-tcp-mangleid-segmentation",
                                                   "tx-tcp6-segmentation",
                                                   "tx-fcoe-segmentation",
                                                   "tx-gre-segmentation",
                                                   "tx-gre-csum-segmentation",
                                                   "tx-ipxip4-segmentation",
                                                   "tx-ipxip6-segmentation",
                                                   "tx-udp_tnl-segmentation",
                                                   "tx-udp_tnl-csum-segmentation",
                                                   "tx-gso-partial",
                                                   "tx-tunnel-remcsum-segmentation",
                                                   "tx-sctp-segmentation",
                                                   "tx-esp-segmentation",
                                                   "tx-udp-segmentation",
                                                   "tx-udp-fragmentation",
                                                   "tx-gso-list",
                                                   "tx-checksum-fcoe-crc",
                                                   "tx-checksum-sctp",
                                                   "rx-ntuple-filter",
                                                   "rx-hashing",
                                                   "rx-checksum",
                                                   "tx-nocache-copy",
                                                   "loopback",
                                                   "rx-fcs",
                                                   "rx-all",
                                                   "hw-tc-offload",
                                                   "esp-hw-offload",
                                                   "esp-tx-csum-hw-offload",
                                                   "rx-udp_tunnel-port-offload",
                                                   "tls-hw-record",
                                                   "tls-hw-tx-offload",
                                                   "tls-hw-rx-offload",
                                                   "rx-gro-list",
                                                   "macsec-hw-offload",
                                                   "rx-udp-gro-forwarding",
                                                   "hsr-tag-ins-offload",
                                                   "hsr-tag-rm-offload",
                                                   "hsr-fwd-offload",
                                                   "hsr-dup-offload"};
  return names;
}

bool is_feature_name(std::string_view name) {
  const auto& names = feature_names();
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace holdfast
