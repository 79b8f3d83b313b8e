// PacedSender: numbered probe packets at a pace kept by the clock, in the calling thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "measure/probe_run.h"
#include "net/udp_sender.h"

namespace holdfast {

/// CLOCK_REALTIME and CLOCK_MONOTONIC, in ns.
std::int64_t realtime_ns();
std::int64_t steady_ns();

class PacedSender {
 public:
  PacedSender(UdpSender sender, const ProbeTraffic& traffic);

  /// Sends for so long with this session's number, from sequence 0. A packet whose time has passed
  /// is sent at once, so that none is left out; over 10 µs late it is counted. It spins where gaps
  /// are short, and sleeps through most of the long ones.
  SentCounts send(std::uint32_t session, double seconds, const std::atomic<bool>& stop);

 private:
  UdpSender sender_;
  Pace pace_;
  std::vector<std::uint8_t> packet_;
};

}  // namespace holdfast
