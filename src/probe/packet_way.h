// PacketWay: one packet's times from the interrupt to the program, joined from what the kernel told
// of packets, what it told of the thread that reads them, and what that thread itself noted.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "model/stage_trace.h"

namespace holdfast {

/// The places that a packet passes, in order.
enum class Waypoint { interrupt, raised, entered, stack, queued, woken, running, copied, user };
inline constexpr std::size_t kWaypoints = 9;

/// "interrupt", "softirq raised": where a packet is then.
std::string_view to_text(Waypoint waypoint);
/// The stage that ends there, in a word: "softirq", "driver", "wake". Empty of the first.
std::string_view stage_until(Waypoint waypoint);

struct PacketWay {
  std::array<std::int64_t, kWaypoints> at_ns{};  // CLOCK_MONOTONIC; 0: not passed, or not seen
  std::uint32_t irq = 0;                         // of the interrupt, where that is seen
  std::uint32_t cpu = 0;                         // on which the kernel took it from the device
  std::int64_t at(Waypoint waypoint) const { return at_ns[static_cast<std::size_t>(waypoint)]; }
};

/// What the receiving thread noted of one packet, in the order in which it had them.
struct PacketArrival {
  std::uint32_t session = 0;  // 0: no packet of the probe
  std::uint64_t sequence = 0;
  std::int64_t user_ns = 0;  // CLOCK_REALTIME
};

struct JoinedWays {
  std::vector<PacketWay> ways;  // each has `stack` and `user`
  std::uint64_t untraced = 0;   // arrivals of the probe that the kernel told nothing of
  std::uint64_t unread = 0;     // joined, and their reading was not told
  /// The thread had the packet before the socket's signal was seen: a reader that spins needs none.
  std::uint64_t overtaken = 0;
};

/// Packets are joined by session and sequence. A reading names no packet: each arrival has the
/// first left that is neither before its packet was at the stack nor after the thread had it, so
/// that a record that was lost shifts nothing. A wake-up, and a CPU's being given, are the packet's
/// when they are between its queueing and its reading; of one that came while the thread was awake
/// there is none.
/// `wall_less_monotonic_ns`: CLOCK_REALTIME − CLOCK_MONOTONIC.
JoinedWays join_ways(StageTrace trace, std::span<const PacketArrival> arrivals,
                     std::int64_t wall_less_monotonic_ns);

}  // namespace holdfast
