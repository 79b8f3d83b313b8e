// Ways of packets, for the tests of stages.
#pragma once

#include "probe/packet_stages.h"

namespace holdfast {

/// The n-th of some whose stages are 100 ns long, but for the switch, which is `switch_ns`.
inline PacketWay some_way(std::int64_t at_ns, std::int64_t switch_ns) {
  PacketWay way;
  for (std::size_t i = 0; i < kWaypoints; ++i) {
    way.at_ns[i] = at_ns + 100 * static_cast<std::int64_t>(i);
    if (i >= static_cast<std::size_t>(Waypoint::running)) way.at_ns[i] += switch_ns - 100;
  }
  return way;
}

/// 2,000 packets of a blocking reader, one in 50 of which came while it was awake.
inline PacketStages some_stages() {
  JoinedWays joined{.ways = {}, .untraced = 3, .unread = 0, .overtaken = 2};
  for (std::int64_t n = 0; n < 2000; ++n) {
    auto way = some_way(1000 + n * 100'000, 5'000 + 10 * n);
    if (n % 50 == 0) way.at_ns[5] = way.at_ns[6] = 0;
    joined.ways.push_back(way);
  }
  auto stages = stages_of(joined);
  stages.receiver = "blocking";
  stages.interface = "eth0";
  stages.packet_bytes = 288;
  stages.rate = 10'000;
  stages.seconds = 0.2;
  stages.sent = 2003;
  stages.received = 2003;
  stages.delays = {stages.whole};
  stages.notes = {"the copy is not seen: this kernel refuses it"};
  return stages;
}

}  // namespace holdfast
