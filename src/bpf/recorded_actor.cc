#include "bpf/recorded_actor.h"

#include <fmt/format.h>

#include "host/cgroup.h"
#include "host/cgroup_by_id.h"

namespace holdfast {

Actor actor_of(const RecordedActor& recorded, ActorResolver& actors, bool sees_first_pids,
               Instant now) {
  Actor actor;
  if (sees_first_pids) actor = actors.resolve(recorded.pid, -1, false, now);
  // It has executed something else since, or the number is another's: only what the kernel told
  // at that moment holds.
  if (!actor.comm.empty() && actor.comm != recorded.comm) actor = {};
  actor.pid = ThreadId{recorded.pid};
  actor.comm = recorded.comm;
  if (!actor.uid) actor.uid = recorded.uid;
  if (actor.cgroup.empty() && recorded.cgroup != 0) {
    actor.cgroup = cgroup_path_of_id(recorded.cgroup);
    actor.unit = unit_of(actor.cgroup);
  }
  if (actor.parents.empty() && recorded.parent != 0) {
    actor.parents.push_back(fmt::format("{} ({})", recorded.parent_comm, recorded.parent));
  }
  return actor;
}

}  // namespace holdfast
