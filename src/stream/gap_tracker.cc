#include "stream/gap_tracker.h"

#include <algorithm>

namespace holdfast {

GapTracker::GapTracker(std::size_t most_gaps) : most_gaps_(std::max<std::size_t>(most_gaps, 1)) {
  gaps_.reserve(most_gaps_);
}

void GapTracker::begin(std::uint64_t next) {
  gaps_.clear();
  end_ = next;
}

GapTracker::Position GapTracker::gap_at_or_after(std::uint64_t sequence) {
  return std::ranges::partition_point(
      gaps_, [sequence](const Gap& gap) { return gap.range.end <= sequence; });
}

SequenceFate GapTracker::take(std::uint64_t sequence, Instant now) {
  if (sequence >= end_) return take_beyond(sequence, now);
  const auto gap = gap_at_or_after(sequence);
  if (gap == gaps_.end() || sequence < gap->range.first) return SequenceFate::duplicate;
  return take_within(gap, sequence);
}

SequenceFate GapTracker::take_beyond(std::uint64_t sequence, Instant now) {
  if (sequence > end_) {
    if (!gaps_.empty() && gaps_.back().range.end == end_) {
      gaps_.back().range.end = sequence;
    } else if (gaps_.size() == most_gaps_) {
      return SequenceFate::too_many_gaps;
    } else {
      gaps_.push_back({{end_, sequence}, now});
    }
  }
  end_ = sequence + 1;
  return SequenceFate::taken;
}

SequenceFate GapTracker::take_within(Position gap, std::uint64_t sequence) {
  auto& range = gap->range;
  if (range.size() == 1) {
    gaps_.erase(gap);
  } else if (sequence == range.first) {
    ++range.first;
  } else if (sequence + 1 == range.end) {
    --range.end;
  } else {
    if (gaps_.size() == most_gaps_) return SequenceFate::too_many_gaps;
    const Gap before{{range.first, sequence}, gap->since};
    range.first = sequence + 1;
    gaps_.insert(gap, before);
  }
  return SequenceFate::taken;
}

void GapTracker::claim(std::uint64_t end, Instant now) {
  if (end <= end_) return;
  if (!gaps_.empty() && gaps_.back().range.end == end_) {
    gaps_.back().range.end = end;
  } else if (gaps_.size() == most_gaps_) {
    return;  // it will be said again, by any packet that comes
  } else {
    gaps_.push_back({{end_, end}, now});
  }
  end_ = end;
}

void GapTracker::retract(std::uint64_t end) {
  if (end >= end_ || gaps_.empty() || gaps_.back().range.end != end_) return;
  auto& last = gaps_.back().range;
  end_ = last.end = std::max(last.first, end);
  if (last.is_empty()) gaps_.pop_back();
}

void GapTracker::forget_before(std::uint64_t first) {
  gaps_.erase(gaps_.begin(), gap_at_or_after(first));
  if (!gaps_.empty()) gaps_.front().range.first = std::max(gaps_.front().range.first, first);
  end_ = std::max(end_, first);
}

bool GapTracker::is_missing(std::uint64_t sequence) const {
  if (sequence >= end_) return true;
  const auto gap = std::ranges::partition_point(
      gaps_, [sequence](const Gap& each) { return each.range.end <= sequence; });
  return gap != gaps_.end() && sequence >= gap->range.first;
}

std::uint64_t GapTracker::missing() const {
  std::uint64_t sum = 0;
  for (const auto& gap : gaps_) sum += gap.range.size();
  return sum;
}

}  // namespace holdfast
