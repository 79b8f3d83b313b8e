// The flows of a packet capture, as a list that `holdfast rss` takes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "rss/flow_list.h"

namespace holdfast {

struct CapturedFlows {
  std::vector<ListedFlow> flows;  // the busiest first, each with its packets a second
  std::uint64_t packets = 0;      // all
  std::uint64_t outgoing = 0;     // sent by this host: they land on no queue of it
  std::uint64_t others = 0;       // neither TCP nor UDP, fragments, cut before the ports
};

/// `file`: pcap or pcapng. `own`: this host's MAC addresses, "52:54:00:12:34:56"; a frame with one
/// of them as its source is outgoing. malformed: with the place in the file; also when it has no
/// flow.
Result<CapturedFlows> captured_flows(std::span<const std::uint8_t> file,
                                     const std::vector<std::string>& own);

}  // namespace holdfast
