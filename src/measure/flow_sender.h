// Sends UDP packets of many flows to one address, so that another host has flows to judge
// (holdfast rss verify).
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
#include "model/flow.h"

namespace holdfast {

struct FlowTraffic {
  Endpoint remote;
  std::string interface;       // the way out of multicast; empty: the routes'
  std::uint32_t flows = 1000;  // each from a source port of its own; 1 to 60,000
  std::uint32_t packets = 8;   // of each
  double rate = 4000;          // packets a second, over 0
};

struct FlowsSent {
  std::uint32_t flows = 0;                      // that were begun
  std::uint64_t sent = 0, refused = 0;          // packets; refused: the kernel took them not
  std::uint16_t first_port = 0, last_port = 0;  // of the sources, the highest first
  double seconds = 0;
};

/// From source ports downward from 65535, without those that another socket has. Until all is sent
/// or `is_stopped`. Refused as UdpSender::make refuses.
Result<FlowsSent> send_flows(const FlowTraffic& traffic, const std::function<bool()>& is_stopped);

}  // namespace holdfast
