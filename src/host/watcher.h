// Watcher: one way of seeing that the host changes. The agent polls the descriptors of all of them
// and reads those that are ready, have none, or say that they have something unread; nothing
// blocks.
//
// Real: FanotifyWatcher, EthtoolWatcher, RouteWatcher, UeventWatcher, IrqbalanceWatcher (host/);
// fake: ScriptedWatcher (agent/scripted_watcher.h). One thread at a time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/instant.h"
#include "base/result.h"
#include "model/agent_status.h"
#include "model/sighting.h"

namespace holdfast {

class Watcher {
 public:
  virtual ~Watcher() = default;
  /// "fanotify", "ethtool", …: as in WatchSource.
  virtual std::string_view name() const = 0;
  /// Readable when there is something to read; -1 when it cannot watch (state() says why).
  virtual int fd() const = 0;
  /// Appends at most `limit` sightings; true when there is more. A lost descriptor is opened again
  /// at most once a second; an overflow is a sighting.
  virtual bool read(Instant now, std::size_t limit, std::vector<Sighting>& out) = 0;
  /// Is there something to do in read() that fd() does not show: what was left over, what is only
  /// counted, a descriptor to open again?
  virtual bool has_unread() const { return false; }
  /// Where it stands, with the sentence for people and what it has seen so far.
  virtual WatchSource state() const = 0;
  /// The files that the policy names, when it or the host's interrupts change. Only fanotify cares.
  virtual void set_files(const std::vector<std::string>& files) { static_cast<void>(files); }
  /// The threads that the policy names, as often. Only ThreadWatcher cares (bpf/).
  virtual void set_threads(const std::vector<ThreadId>& threads) { static_cast<void>(threads); }
};

}  // namespace holdfast
