// What a ring and its consumers tell about themselves, for whoever watches: read from the ring's
// memory, by any thread or process, while it is used. Events unless said otherwise.
#pragma once

#include <vector>

#include "feed/ring_seat.h"

namespace holdfast {

struct ConsumerGauges {
  std::size_t row = 0;
  std::uint64_t owner = 0;                         // as it was attached
  ConsumerState policy = ConsumerState::dropping;  // dropping, joining or blocking
  std::uint64_t depth = 0;                         // published and not yet looked at
  std::uint64_t most_waiting = 0;  // found waiting at once, since this was last read
  std::uint64_t messages = 0;      // handed out
  std::uint64_t lost = 0;
  std::uint64_t lost_ranges = 0;           // how many
  std::vector<SequenceRange> recent_lost;  // the last 8 of them, oldest first
  std::uint64_t blocked_ns = 0;            // it held the publisher up for so long
  std::uint64_t blocked_times = 0;
};

struct RingGauges {
  std::uint64_t capacity = 0;
  std::uint64_t published = 0;
  std::uint64_t blocked_ns = 0;  // the publisher was held up by any consumer
  std::uint64_t blocked_times = 0;
  std::vector<ConsumerGauges> consumers;
};

/// Sets every `most_waiting` back to 0: one reader at a time gets the whole of it. The figures are
/// not of one instant; depth is never below what it was when the consumer's cursor was read.
RingGauges read_gauges(RingHeader& ring);

}  // namespace holdfast
