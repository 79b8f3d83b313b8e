// RecordedActor: whoever did something, as the kernel told of it at that moment.
#pragma once

#include <cstdint>
#include <string>

#include "host/actor.h"

namespace holdfast {

struct RecordedActor {
  std::uint32_t pid = 0, uid = 0, parent = 0;  // numbers of the first pid namespace
  std::uint64_t cgroup = 0;                    // its id; 0: not told
  std::string comm, parent_comm;
};

/// With all that /proc and the history of processes know of it besides. `sees_first_pids`: its
/// number means the same process here.
Actor actor_of(const RecordedActor& recorded, ActorResolver& actors, bool sees_first_pids,
               Instant now);

}  // namespace holdfast
