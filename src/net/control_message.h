// The control messages that come with a received packet (cmsg(3)): its stamps, the socket's drops.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace holdfast {

struct ControlMessages {
  std::int64_t kernel_ns = 0;          // SCM_TIMESTAMPING ts[0], CLOCK_REALTIME; 0: none
  std::int64_t device_ns = 0;          // ts[2], by the NIC's own clock; 0: none
  std::optional<std::uint32_t> drops;  // SO_RXQ_OVFL; absent as long as nothing was dropped
};

/// Reads as many whole messages as there are; unknown kinds are passed over, and of a kind that
/// comes twice the last counts. `bytes` need not be aligned, and may be anything: what follows a
/// message whose length is impossible is not read, a stamp that is no time is 0.
ControlMessages parse_control_messages(std::span<const std::uint8_t> bytes);

}  // namespace holdfast
