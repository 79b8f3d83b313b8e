// The fewest receive classification rules (ntuple) that send flows to queues of their own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/flow.h"

namespace holdfast {

/// A rule that takes some of the flows, and no other flow that is known.
struct CoverRule {
  std::string flow_type;           // "udp4", "tcp4", "udp6", "tcp6"
  bool by_source = false;          // source address and port count too
  bool by_port = false;            // the destination port counts; always when by_source
  std::vector<std::size_t> flows;  // that it takes, by their place in the span
  std::uint32_t queue = 0;
};

/// Rules by destination alone for a multicast group, by destination and port, or by the whole
/// tuple: of these forms, each the widest that takes no flow of `rest` and no more flows than an
/// even share of `queues` has. Queues are filled by falling rate: the fewest flows first, then the
/// least rate. CHECK: `rates` has as many as `flows`, and there is a queue.
std::vector<CoverRule> cover_by_rules(std::span<const Flow> flows, std::span<const double> rates,
                                      std::span<const Flow> rest,
                                      std::span<const std::uint32_t> queues);

/// "{type: udp4, dst-ip: 239.1.1.1, dst-port: 30001, queue: 0}": as a policy has it.
std::string policy_text(const CoverRule& rule, std::span<const Flow> flows);

}  // namespace holdfast
