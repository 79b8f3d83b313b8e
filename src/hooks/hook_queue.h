// HookQueue: which events go out to a hook, when, and when again: bounded, in order, with growing
// gaps between tries. It sends nothing itself; whoever does asks next() and says ended().
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "model/agent_status.h"
#include "model/event.h"

namespace holdfast {

/// Is it what somebody should be told at once: a change or a move away from what the policy wants,
/// a transition of the regime, a repair that was refused, a fight that was given up?
bool is_for_hooks(const Event& event);

struct HookLimits {
  std::size_t most_waiting = 64;
  std::size_t most_running = 2;
  int tries = 5;
  double first_gap_seconds = 1;     // before the second try; then four times as long each, up to
  double longest_gap_seconds = 60;  // this
};

struct Delivery {
  std::uint64_t id = 0;
  std::string text;  // the event as JSON
  int attempt = 1;
};

class HookQueue {
 public:
  explicit HookQueue(HookLimits limits = {}) : limits_(limits) {}

  /// When full, what waits longest is dropped: the newest tells how things stand now.
  void push(std::string text, Instant now);
  /// The next one whose time has come; it counts as running until ended() says otherwise.
  std::optional<Delivery> next(Instant now);
  /// Not delivered: it waits for its next try, or is given up after the last.
  void ended(std::uint64_t id, bool delivered, Instant now);
  /// When next() has something; nullopt: nothing waits, or as many run as may.
  std::optional<Instant> due() const;

  const HookCounts& counts() const { return counts_; }

 private:
  struct Waiting {
    Delivery delivery;
    Instant due;
  };
  void drop_beyond_bound();

  HookLimits limits_;
  std::deque<Waiting> waiting_;
  std::vector<Delivery> running_;
  std::uint64_t last_id_ = 0;
  HookCounts counts_;
};

}  // namespace holdfast
