// What the threads of `serve` share: rings, gauges, stages, the log, and how a thread turns.
#pragma once

#include <time.h>

#include <atomic>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "fanout/feed_event.h"
#include "fanout/serve_gauges.h"
#include "fanout/serve_options.h"
#include "fanout/stream_table.h"
#include "fanout/thread_layout.h"
#include "feed/block_consumer.h"
#include "feed/drop_consumer.h"
#include "feed/idle.h"
#include "feed/ring_memory.h"
#include "feed/ring_publisher.h"
#include "net/idle.h"

namespace holdfast {

struct SteadyClock {
  static std::int64_t now_ns() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
  }
  static Instant now() { return {now_ns()}; }
};

/// A ring with its memory and the names of its consumers, in the order in which they attached.
struct GatewayRing {
  explicit GatewayRing(std::string ring_name, std::uint64_t capacity)
      : name(std::move(ring_name)),
        memory(Ring<GatewaySlot>::bytes_for(capacity)),
        ring(*Ring<GatewaySlot>::create(memory.span(), capacity)) {}
  std::string name;
  RingMemory memory;
  Ring<GatewaySlot> ring;
  std::vector<std::string> readers;  // by row
};
using GatewayPublisher = RingPublisher<GatewaySlot, SteadyClock>;

/// How far the gateway is. Each flag is set once.
struct ServeStages {
  std::atomic<bool> stop = false;                 // somebody wants it to end
  std::atomic<bool> hurry = false;                // and not to linger
  std::atomic<bool> source_is_over = false;       // it published its last message
  std::atomic<bool> application_is_over = false;  // and so did the application thread
};

/// Notes of one thread to whoever writes the log; what finds no room is counted by the ring.
class NoteWriter {
 public:
  explicit NoteWriter(const Ring<GatewaySlot>& ring) : publisher_(ring) {}
  void put(const ServeNote& note) { publisher_.try_publish(bytes_of(note)); }

 private:
  RingPublisher<GatewaySlot> publisher_;
};

/// All that outlives the threads. Made before them, in one thread.
struct ServeShared {
  explicit ServeShared(const ServeOptions& serve_options);

  /// Has the end of the session been told for long enough?
  bool has_lingered(std::int64_t ns) const {
    return ns >= options.linger_ns || stages.hurry.load(std::memory_order_relaxed);
  }

  const ServeOptions& options;
  ThreadLayout layout;
  StreamTable table;
  ServeStages stages;
  GatewayRing application_ring;
  std::deque<GatewayRing> event_rings;
  std::deque<GatewayRing> note_rings;  // of the application thread, then of each delta thread
  std::deque<ThreadGauges> threads;    // in the layout's order
  std::deque<StreamGauges> streams;
  std::deque<SendGauges> senders;  // of each delta thread
  ApplicationGauges application;
  SnapshotGauges snapshot;
};

/// Waits as the options say. `ring`: what the thread reads, to sleep on; without it a sleep is
/// 50 µs.
class ThreadIdle {
 public:
  ThreadIdle(IdleKind kind, RingHeader* ring);
  void idle();
  void reset();

 private:
  IdleKind kind_;
  BackOffIdle<> back_off_;
  YieldIdle yield_;
  std::optional<ParkIdle> park_;
};

enum class TurnOutcome : std::uint8_t { nothing, something, over };

/// Turns until it is over. An agent has `TurnOutcome do_work(Instant now)`.
template <class Agent>
void run_turns(Agent& agent, ThreadIdle idle, ThreadGauges& gauges) {
  for (Instant now = SteadyClock::now();;) {
    const auto outcome = agent.do_work(now);
    if (outcome == TurnOutcome::over) return;
    const Instant before = now;
    if (outcome == TurnOutcome::nothing) {
      idle.idle();
      now = SteadyClock::now();
      continue;
    }
    now = SteadyClock::now();
    gauges.note_turn(now.ns - before.ns);
    idle.reset();
  }
}

}  // namespace holdfast
