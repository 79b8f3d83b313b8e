// A probe stream: a few probe packets a second, sent steadily, from whose delays HJ95 is taken
// where there is no BPF or no traffic to measure. What the policy says of it, and what it brought.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "model/flow.h"

namespace holdfast {

struct ProbeStreamSettings {
  static constexpr std::uint32_t kMostRate = 10'000;
  bool listens = false;          // another host sends to `at`; else packets go there and come back
  Endpoint at;                   // the peer's; of a listening stream this host's own
  std::uint16_t reply_port = 0;  // the peer's answers come to it here; 0: the port of `at`
  std::uint32_t rate = 200;      // packets a second
  std::uint32_t bytes = 288;     // of payload
  std::string receiver = "blocking";
  std::optional<CpuId> cpu;  // of the receiving thread; absent: with the agent
  friend bool operator==(const ProbeStreamSettings&, const ProbeStreamSettings&) = default;
};

/// Since the agent began.
struct ProbeStreamCounts {
  std::uint64_t sent = 0;     // taken by the kernel; of a listening stream, by the sender's numbers
  std::uint64_t lost = 0;     // not back within a second; of a listening stream, numbers that lack
  std::uint64_t foreign = 0;  // packets that came and are none of the stream's
  friend bool operator==(const ProbeStreamCounts&, const ProbeStreamCounts&) = default;
};

struct ProbeStreamReading {
  std::vector<std::int64_t> delays_ns;  // since the reading before, each packet once
  std::uint64_t dropped = 0;            // likewise: measured, and then there was no room
  std::string clock;                    // "round trip", or "software": the kernel's stamp
  ProbeStreamCounts counts;
  friend bool operator==(const ProbeStreamReading&, const ProbeStreamReading&) = default;
};

}  // namespace holdfast
