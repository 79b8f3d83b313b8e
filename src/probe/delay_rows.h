// DelayRows: for each packet that there was room for its delays of every kind, and its queue.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "probe/phc_track.h"
#include "probe/probe_tally.h"
#include "probe/queue_slots.h"

namespace holdfast {

inline constexpr std::int64_t kNoDelay = std::numeric_limits<std::int64_t>::min();

/// `to_ns` − `from_ns`, or the nearest that has room: of foreign bytes any difference can come.
/// kNoDelay when either is 0.
std::int64_t delay_between(std::int64_t from_ns, std::int64_t to_ns);

/// Where the delay to the user begins.
enum class DelayKind { from_sender, from_kernel, from_device };

class DelayRows {
 public:
  /// Takes and touches the memory of `capacity` rows; with each packet's time too, 8 bytes more, if
  /// the device's delays are to be told by another clock than its own.
  explicit DelayRows(std::size_t capacity, bool keeps_times = false);
  /// Packet path: no allocation. False when there is no room.
  bool add(std::int64_t sent_ns, const ProbeStamps& stamps);

  /// Of the packets that had both stamps, in order of arrival. `track`: of the device's clock, by
  /// which its delays are brought to the system clock; null, or without times: they are left as
  /// they are.
  std::vector<std::int64_t> delays(DelayKind kind, const PhcTrack* track = nullptr) const;
  /// The queues, in order of appearance, and the same of each.
  std::span<const std::uint32_t> queues() const { return slots_.queues(); }
  std::vector<std::vector<std::int64_t>> delays_by_queue(DelayKind kind,
                                                         const PhcTrack* track = nullptr) const;

 private:
  const std::vector<std::int64_t>& of(DelayKind kind) const {
    return delays_[static_cast<std::size_t>(kind)];
  }
  std::int64_t delay_of(DelayKind kind, std::size_t row, const PhcTrack* track) const;
  std::size_t size_ = 0;
  std::array<std::vector<std::int64_t>, 3> delays_;
  std::vector<std::uint8_t> slot_;
  std::vector<std::int64_t> user_ns_;  // empty: not kept
  QueueSlots slots_;
};

}  // namespace holdfast
