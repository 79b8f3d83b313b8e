#include "stream/line_arbiter.h"

#include <algorithm>

namespace holdfast {

LineArbiter::LineArbiter(std::size_t lines) : lines_(lines) {}

void LineArbiter::take(std::size_t line, const MoldHeader& header, std::size_t bytes, Instant now) {
  auto& gauges = lines_[line];
  const std::uint64_t end = header.sequence + header.messages();
  ++gauges.packets;
  gauges.bytes += bytes;
  gauges.heartbeats += header.is_heartbeat() ? 1U : 0U;
  gauges.last_heard = last_heard_ = now;
  if (gauges.next_sequence != 0 && header.sequence > gauges.next_sequence) {
    ++gauges.gaps;
    gauges.missing += header.sequence - gauges.next_sequence;
  } else if (header.sequence < gauges.next_sequence) {
    ++gauges.late;
  }
  gauges.next_sequence = std::max(gauges.next_sequence, end);
  best_end_ = std::max(best_end_, end);
  for (auto& each : lines_) {
    if (each.next_sequence == 0) continue;
    each.behind = best_end_ - each.next_sequence;
    each.most_behind = std::max(each.most_behind, each.behind);
  }
}

void LineArbiter::count_messages(std::size_t line, std::uint64_t first, std::uint64_t duplicates) {
  lines_[line].messages += first + duplicates;
  lines_[line].first += first;
  lines_[line].duplicates += duplicates;
}

void LineArbiter::begin_session() {
  best_end_ = 0;
  for (auto& line : lines_) line.next_sequence = line.behind = 0;
}

}  // namespace holdfast
