// StateCache: the newest of what the feed said, 2,000 events and an hour of brief frames.
//
// Bounded also in bytes, whatever the feed sends. Not thread-safe: the server's one thread owns it.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "serve/feed_line.h"
#include "serve/reply.h"

namespace holdfast {

struct CachedEvent {
  std::uint64_t number = 0;
  std::int64_t at_ns = 0;
  Text text;
};

struct CachedFrame {
  std::int64_t at_ns = 0;
  Text text;  // brief
};

class StateCache {
 public:
  static constexpr std::size_t kMostEvents = 2000;
  static constexpr double kFrameSeconds = 3600;
  static constexpr std::size_t kMostFrames = 7200;
  static constexpr std::size_t kMostBytes = 16U << 20U;  // of the events, and of the frames

  /// False when it is nothing new: an event that the feed tells again after a reconnect.
  bool apply(FeedLine line, Instant now);
  void set_connected(bool connected) { connected_ = connected; }

  bool connected() const { return connected_; }
  /// Seconds since the last line; nullopt: there was none yet.
  std::optional<double> age_seconds(Instant now) const;
  /// The newest of a kind; null when there was none. Of an event there is none.
  const Text& newest(FeedKind kind) const { return newest_[static_cast<std::size_t>(kind)]; }

  /// Events numbered above `after`, oldest first: the first `limit` of them.
  std::vector<CachedEvent> events_after(std::uint64_t after, std::size_t limit) const;
  std::vector<CachedEvent> newest_events(std::size_t limit) const;
  /// Brief frames at or after, thinned evenly to at most `limit`; the newest is always among them.
  std::vector<CachedFrame> frames_since(std::int64_t since_ns, std::size_t limit) const;
  /// The number of the oldest event at hand, and the time of the oldest frame.
  std::optional<std::uint64_t> oldest_event() const;
  std::optional<std::int64_t> oldest_frame_ns() const;

 private:
  bool add_event(FeedLine line);
  void add_frame(const FeedLine& line);

  Text newest_[6];
  std::deque<CachedEvent> events_;
  std::deque<CachedFrame> frames_;
  std::size_t event_bytes_ = 0, frame_bytes_ = 0;
  std::optional<Instant> heard_;
  bool connected_ = false;
};

}  // namespace holdfast
