// What a probe packet carries: who sent it, its number and its times. Big-endian, at the payload's
// beginning; the rest of the packet is filling.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace holdfast {

/// Times are ns since 1970 by the sender's CLOCK_REALTIME.
struct ProbeMessage {
  std::uint32_t session = 0;    // one per run: packets of another run are not counted
  std::uint64_t sequence = 0;   // from 0, without gaps, as sent
  std::int64_t planned_ns = 0;  // when the pace wanted it sent
  std::int64_t sent_ns = 0;     // read just before it was given to the kernel
  std::int64_t reflected_ns =
      0;  // by the reflector's clock, when it had the packet; 0: not reflected
  friend bool operator==(const ProbeMessage&, const ProbeMessage&) = default;
};

inline constexpr std::size_t kProbeMessageBytes = 48;

/// Writes into the first kProbeMessageBytes of `payload`, which must have as many.
void write_probe_message(const ProbeMessage& message, std::span<std::uint8_t> payload);

/// nullopt when it is too short, has another magic number or another version.
std::optional<ProbeMessage> parse_probe_message(std::span<const std::uint8_t> payload);

}  // namespace holdfast
