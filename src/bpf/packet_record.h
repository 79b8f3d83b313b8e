// What packets.bpf.c tells of one packet that a program read, as it comes out of the ring. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "model/trace.h"

namespace holdfast {

/// What the clocks of the records' time of reading are behind CLOCK_REALTIME; ns, to be added.
struct ClockOffsets {
  std::int64_t from_tai_ns = 0;        // less than 0: TAI is ahead
  std::int64_t from_monotonic_ns = 0;  // of kernels before 6.1, good to some µs
};

/// The name of an interface of the agent's own network namespace; empty: not known.
using InterfaceName = std::function<std::string(std::uint32_t index)>;

/// nullopt: not such a record, or without a stamp that can be of a packet's arrival (more than a
/// day before its reading, or over a second after it).
std::optional<PacketDelay> parse_packet_record(std::span<const std::uint8_t> bytes,
                                               const ClockOffsets& offsets,
                                               const InterfaceName& interface_name);

}  // namespace holdfast
