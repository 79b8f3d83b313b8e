// ProbeTally: takes the packets of one receiver in as they come, and says at the end what they
// were: lost, doubled, out of order, and how late.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "probe/probe_result.h"

namespace holdfast {

/// One packet's times, in ns since 1970. A stamp of 0 is none.
struct ProbeStamps {
  std::int64_t user_ns = 0;    // when this process had it, CLOCK_REALTIME
  std::int64_t kernel_ns = 0;  // the kernel's software stamp, CLOCK_REALTIME
  std::int64_t device_ns = 0;  // the NIC's stamp, already brought to CLOCK_REALTIME
  std::uint32_t queue = 0;     // the rx queue it came by; kNoQueue: unknown
};
inline constexpr std::uint32_t kNoQueue = 0xffffffff;

class ProbeTally {
 public:
  /// Room for the delays of `capacity` packets is taken (and touched) now: take() allocates
  /// nothing. Packets beyond it are counted in `unrecorded`.
  ProbeTally(std::uint32_t session, std::size_t capacity);
  ~ProbeTally();
  ProbeTally(ProbeTally&&) noexcept;
  ProbeTally& operator=(ProbeTally&&) noexcept;

  /// Packet path: no allocation, no system call; under 100 ns.
  void take(std::span<const std::uint8_t> payload, const ProbeStamps& stamps);

  /// Numbered packets of this session so far.
  std::uint64_t received() const;

  /// Puts counts, delays (each kind that had a stamp), parts (when over one queue) into `result`.
  /// `sent`: how many were sent, where it is known; without it the last number seen counts.
  /// `is_round_trip`: the packets are this host's own, reflected; then "round trip" is added, and
  /// "sender to user" is not.
  void finish(std::optional<std::uint64_t> sent, bool is_round_trip, ProbeResult& result) const;

  /// Each delay "sender to user" (or of the round trip), in order of arrival, for histogram logs.
  std::vector<std::int64_t> delays_ns() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace holdfast
