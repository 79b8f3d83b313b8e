// open_watchers: all ways in which this host can be watched, each open or with its sentence why
// not.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "host/fanotify_watcher.h"
#include "host/watcher.h"

namespace holdfast {

using WatcherMaker = std::function<std::unique_ptr<Watcher>(std::shared_ptr<ActorResolver>,
                                                            std::shared_ptr<ProcessEvents>)>;

struct WatchOptions {
  FanotifyOptions fanotify;
  ProcessEventOptions process_events;
  std::string run = "/run";      // where irqbalance makes its folder
  bool name_short_lived = true;  // by process events
  /// More of them, which name processes as fanotify's does: by the same table, read before its own.
  std::vector<WatcherMaker> before_fanotify;
};

/// In the order in which they are best read: processes before the files that they wrote. None is
/// left out: what cannot be opened says so in its state and is tried again.
std::vector<std::unique_ptr<Watcher>> open_watchers(const WatchOptions& options = {});

}  // namespace holdfast
