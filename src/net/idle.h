// Waiting that asks the system, for those who read a ring (feed/idle.h has the other kinds).
#pragma once

#include <chrono>
#include <cstdint>

#include "feed/ring_layout.h"

namespace holdfast {

/// Lets another thread of this CPU run, if there is one.
struct YieldIdle {
  void idle();
  void reset() {}
};

/// For a consumer: looks a few times more, then sleeps until something is published and
/// wake_parked() is called, or `most` went by. One ring per thread. The publisher pays for a wake
/// only where it asks for one: once in a burst, say.
class ParkIdle {
 public:
  ParkIdle(RingHeader& ring, std::chrono::nanoseconds most) : ring_(&ring), most_(most) {}

  void idle();
  void reset() { looks_ = 0; }

 private:
  static constexpr int kLooks = 32;
  RingHeader* ring_;
  std::chrono::nanoseconds most_;
  std::uint64_t published_ = 0;  // as it was before the last look
  int looks_ = 0;
};

/// By the publisher, after what is to be read was published: wakes whoever sleeps. Costs one locked
/// instruction, and a system call when somebody does.
void wake_parked(RingHeader& ring);

}  // namespace holdfast
