#include "feed/ring_gauges.h"

namespace holdfast {
namespace {

std::uint64_t value(const RingWord& word) { return word.load(std::memory_order_relaxed); }

// The same argument as for a slot (feed/drop_consumer.h), with the ranges in place of events.
std::vector<SequenceRange> recent_lost(const ConsumerRow& row) {
  const std::uint64_t end = row.ranges.load(std::memory_order_acquire);
  const std::uint64_t first = end - std::min<std::uint64_t>(end, kKeptLostRanges);
  std::vector<SequenceRange> out;
  for (std::uint64_t i = first; i < end; ++i) {
    const std::size_t at = 2 * (i % kKeptLostRanges);
    const SequenceRange range{row.lost_ranges[at].load(std::memory_order_acquire),
                              row.lost_ranges[at + 1].load(std::memory_order_acquire)};
    if (i + kKeptLostRanges >= value(row.ranges_begun)) out.push_back(range);
  }
  return out;
}

}  // namespace

RingGauges read_gauges(RingHeader& ring) {
  RingGauges out{.capacity = ring.shape.capacity,
                 .published = ring.published.load(std::memory_order_acquire),
                 .blocked_ns = value(ring.blocked_ns),
                 .blocked_times = value(ring.blocked_times),
                 .consumers = {}};
  for (std::size_t i = 0; i < ring.rows.size(); ++i) {
    auto& row = ring.rows[i];
    const auto state = row.state.load(std::memory_order_acquire);
    if (state == ConsumerState::free || state == ConsumerState::attaching) continue;
    auto at = row.cursor.load(std::memory_order_acquire);
    if (state == ConsumerState::blocking) at = std::max(at, value(row.joined_at));
    const auto published = ring.published.load(std::memory_order_acquire);
    const bool counts = state != ConsumerState::joining && published > at;
    out.consumers.push_back(
        {.row = i,
         .owner = value(row.owner),
         .policy = state,
         .depth = counts ? published - at : 0,
         .most_waiting = row.most_waiting.exchange(0, std::memory_order_relaxed),
         .messages = value(row.messages),
         .lost = value(row.lost),
         .lost_ranges = value(row.ranges),
         .recent_lost = recent_lost(row),
         .blocked_ns = value(row.blocked_ns),
         .blocked_times = value(row.blocked_times)});
  }
  return out;
}

}  // namespace holdfast
