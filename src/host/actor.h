// ActorResolver: pid → Actor, from /proc, and from what is remembered of processes that are gone.
#pragma once

#include <deque>
#include <memory>
#include <unordered_map>

#include "host/process_events.h"
#include "model/event.h"

namespace holdfast {

class ActorResolver {
 public:
  /// `events` may be nullptr: then only /proc is asked.
  explicit ActorResolver(std::shared_ptr<ProcessEvents> events = nullptr)
      : events_(std::move(events)) {}

  /// Whoever has this pid, or had it a moment ago. `pidfd`: pins the process; -1: not known.
  /// `is_reaped`: it is gone, and /proc/PID would be another's. What cannot be known stays empty;
  /// the pid itself is told always.
  Actor resolve(std::uint32_t pid, int pidfd, bool is_reaped, Instant now);

 private:
  struct Cached {
    Actor actor;
    Instant at;
  };
  const Actor* find_cached(std::uint32_t pid, bool is_reaped, Instant now);
  void fill_from_history(std::uint32_t pid, Actor& actor, std::uint32_t& parent, Instant now);
  void add_parents(std::uint32_t parent, Actor& actor, Instant now);
  void keep(std::uint32_t pid, const Actor& actor, Instant now);

  std::shared_ptr<ProcessEvents> events_;
  std::unordered_map<std::uint32_t, Cached> cache_;
  std::deque<std::uint32_t> order_;
};

}  // namespace holdfast
