#include "serve/state_cache.h"

#include <algorithm>

namespace holdfast {

bool StateCache::apply(FeedLine line, Instant now) {
  heard_ = now;
  if (line.kind == FeedKind::event) return add_event(std::move(line));
  if (line.kind == FeedKind::frame) add_frame(line);
  newest_[static_cast<std::size_t>(line.kind)] = text_of(std::move(line.text));
  return true;
}

bool StateCache::add_event(FeedLine line) {
  if (!events_.empty() && line.number <= events_.back().number) {
    // The agent tells its last events to whoever connects. One of the same number and another time
    // belongs to a state directory that was begun anew.
    const auto same = std::lower_bound(
        events_.begin(), events_.end(), line.number,
        [](const CachedEvent& event, std::uint64_t number) { return event.number < number; });
    const bool known = same != events_.end() && same->number == line.number
                           ? same->at_ns == line.at_ns
                           : line.at_ns <= events_.front().at_ns;
    if (known) return false;
    events_.clear();
    event_bytes_ = 0;
  }
  event_bytes_ += line.text.size();
  events_.push_back({line.number, line.at_ns, text_of(std::move(line.text))});
  while (events_.size() > kMostEvents || event_bytes_ > kMostBytes) {
    event_bytes_ -= events_.front().text->size();
    events_.pop_front();
  }
  return true;
}

void StateCache::add_frame(const FeedLine& line) {
  // The wall clock was set back: what is later than now would never leave.
  while (!frames_.empty() && frames_.back().at_ns >= line.at_ns) {
    frame_bytes_ -= frames_.back().text->size();
    frames_.pop_back();
  }
  frame_bytes_ += line.brief.size();
  frames_.push_back({line.at_ns, text_of(line.brief)});
  const auto begin_ns = line.at_ns - static_cast<std::int64_t>(kFrameSeconds * 1e9);
  while (!frames_.empty() && (frames_.size() > kMostFrames || frame_bytes_ > kMostBytes ||
                              frames_.front().at_ns < begin_ns)) {
    frame_bytes_ -= frames_.front().text->size();
    frames_.pop_front();
  }
}

std::optional<double> StateCache::age_seconds(Instant now) const {
  if (!heard_) return std::nullopt;
  return elapsed_seconds(*heard_, now);
}

std::vector<CachedEvent> StateCache::events_after(std::uint64_t after, std::size_t limit) const {
  const auto begin = std::upper_bound(
      events_.begin(), events_.end(), after,
      [](std::uint64_t number, const CachedEvent& event) { return number < event.number; });
  const auto count = std::min<std::size_t>(limit, static_cast<std::size_t>(events_.end() - begin));
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

std::vector<CachedEvent> StateCache::newest_events(std::size_t limit) const {
  const auto count = static_cast<std::ptrdiff_t>(std::min(limit, events_.size()));
  return {events_.end() - count, events_.end()};
}

std::vector<CachedFrame> StateCache::frames_since(std::int64_t since_ns, std::size_t limit) const {
  const auto begin = std::lower_bound(
      frames_.begin(), frames_.end(), since_ns,
      [](const CachedFrame& frame, std::int64_t at_ns) { return frame.at_ns < at_ns; });
  const auto count = static_cast<std::size_t>(frames_.end() - begin);
  if (limit == 0) return {};
  const std::size_t step = (count + limit - 1) / std::max<std::size_t>(limit, 1);
  std::vector<CachedFrame> out;
  for (std::size_t back = 0; back < count; back += std::max<std::size_t>(step, 1)) {
    out.push_back(*(frames_.end() - 1 - static_cast<std::ptrdiff_t>(back)));
  }
  std::reverse(out.begin(), out.end());
  return out;
}

std::optional<std::uint64_t> StateCache::oldest_event() const {
  if (events_.empty()) return std::nullopt;
  return events_.front().number;
}

std::optional<std::int64_t> StateCache::oldest_frame_ns() const {
  if (frames_.empty()) return std::nullopt;
  return frames_.front().at_ns;
}

}  // namespace holdfast
