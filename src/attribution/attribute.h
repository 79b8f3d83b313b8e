// attribute: why a watched setting changed, from what the watchers saw. Pure.
//
// A cause is stated with its evidence or it is `unknown`. What the kernel, a driver or irqbalance
// did is told apart by what was seen about the same object within `window`; a writer of the very
// file wins over everything that merely happened at the same time (KERNEL §7, 8, 19, 20).
#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/instant.h"
#include "model/event.h"
#include "model/setting.h"
#include "model/sighting.h"

namespace holdfast {

/// A setting that is other than it was when last read.
struct Change {
  SettingObject object;
  std::string from, to;
  Instant after, before;  // it happened between these two readings
  bool effective_only =
      false;           // the requested mask is as it was; the interrupt is delivered elsewhere
  std::string driver;  // of its NIC; empty: none
  std::string cgroup;  // of its thread's cpuset; empty: none, or not known
  std::string firmware_from, firmware_to;  // when both are known and differ
};

struct Attribution {
  EventCause cause = EventCause::unknown;
  std::string evidence;  // one sentence; of `unknown` it says what was looked for
  std::optional<Actor> actor;
  std::optional<Instant> at;  // of the sighting that explains it
  friend bool operator==(const Attribution&, const Attribution&) = default;
};

struct AttributionContext {
  std::optional<ThreadId> own_pid;  // our own writes are repairs
  bool paused = false;              // `holdfast pause` is on: writers are humans' doing
  std::string paused_by;
  std::string threads_unseen;  // why nobody sees who moves threads; empty: somebody does
  double window_seconds = 2;   // how long before and after a change a sighting explains it
};

/// `recent`: ascending by time.
Attribution attribute(const Change& change, std::span<const Sighting> recent,
                      const AttributionContext& context);

/// The files whose writing sets this object: "/proc/irq/38/smp_affinity" and "…_list". Empty: it is
/// not set by a file.
std::vector<std::string> files_of(const SettingObject& object);

}  // namespace holdfast
