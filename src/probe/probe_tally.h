// ProbeTally: takes the packets of one receiver in as they come, and says at the end what they
// were: lost, doubled, out of order, and how late.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "probe/phc_track.h"
#include "probe/probe_result.h"

namespace holdfast {

/// One packet's times, in ns since 1970. A stamp of 0 is none.
struct ProbeStamps {
  std::int64_t user_ns = 0;    // when this process had it, CLOCK_REALTIME
  std::int64_t kernel_ns = 0;  // the kernel's software stamp, CLOCK_REALTIME
  std::int64_t device_ns = 0;  // the NIC's stamp, by its own clock
  std::uint32_t queue = 0;     // the rx queue it came by; kNoQueue: unknown
};
inline constexpr std::uint32_t kNoQueue = 0xffffffff;

/// The session, and the first number, of the first packet that comes: of a sender elsewhere, which
/// may have begun before. Its numbers below that one are foreign.
inline constexpr std::uint32_t kAnySession = 0;

class ProbeTally {
 public:
  /// Sequence numbers that are remembered one by one, back from the highest that was seen.
  static constexpr std::uint64_t kWindow = 65'536;
  /// A number from here on (over a year of 20 M/s) is believed to be no packet of ours: foreign.
  static constexpr std::uint64_t kMostSequence = std::uint64_t{1} << 50U;
  /// Queues that have a part of their own; packets of further ones are in no part.
  static constexpr std::size_t kMostQueues = 64;

  /// Room for the delays of `capacity` packets is taken (and touched) now, 25 bytes each: take()
  /// allocates nothing. Packets beyond it are counted in `unrecorded`. `keeps_times`: 8 bytes more,
  /// for finish() with a track.
  ProbeTally(std::uint32_t session, std::size_t capacity, bool keeps_times = false);
  ~ProbeTally();
  ProbeTally(ProbeTally&&) noexcept;
  ProbeTally& operator=(ProbeTally&&) noexcept;

  /// Packet path: no allocation, no system call; under 100 ns. A packet whose number was seen is
  /// a duplicate, and counts as nothing else; any other is received, and reordered when a higher
  /// number was seen before. Of one that is behind the window it cannot be told whether it was
  /// seen: it counts as received and reordered, so that a duplicate that is so late hides a loss.
  void take(std::span<const std::uint8_t> payload, const ProbeStamps& stamps);

  /// Numbered packets of this session so far.
  std::uint64_t received() const;

  /// Puts counts, delays (each kind that had a stamp), parts (when over one queue) into `result`;
  /// also `seconds`, and `sender_late` of the packets that came (a caller that sent them knows
  /// better). Named here are the clocks of "kernel to user" and "round trip", of which both ends
  /// are this host's, and of "device to user": the NIC's own, or by `track` the system's with its
  /// error. That of "sender to user" is the caller's to name. A part has the first of "device to
  /// user", "kernel to user" and the third that its packets have. `sent`: how many were sent, where
  /// it is known; without it the last number seen counts. `is_round_trip`: the packets are this
  /// host's own, reflected; then "round trip" is added, and "sender to user" is not.
  void finish(std::optional<std::uint64_t> sent, bool is_round_trip, ProbeResult& result,
              const PhcTrack* track = nullptr) const;

  /// Each delay "sender to user" (or of the round trip) that there was room for, in order of
  /// arrival, for histogram logs.
  std::vector<std::int64_t> delays_ns() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace holdfast
