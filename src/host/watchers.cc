#include "host/watchers.h"

#include "host/ethtool_watcher.h"
#include "host/irqbalance_watcher.h"
#include "host/route_watcher.h"
#include "host/uevent_watcher.h"

namespace holdfast {

std::vector<std::unique_ptr<Watcher>> open_watchers(const WatchOptions& options) {
  std::vector<std::unique_ptr<Watcher>> watchers;
  std::shared_ptr<ProcessEvents> processes;
  if (options.name_short_lived) {
    processes = std::make_shared<ProcessEvents>(options.process_events);
    watchers.push_back(std::make_unique<ProcessEventsWatcher>(processes));
  }
  const auto actors = std::make_shared<ActorResolver>(processes);
  for (const auto& make : options.before_fanotify) watchers.push_back(make(actors, processes));
  watchers.push_back(std::make_unique<FanotifyWatcher>(options.fanotify, actors, processes));
  watchers.push_back(std::make_unique<EthtoolWatcher>());
  watchers.push_back(std::make_unique<RouteWatcher>());
  watchers.push_back(std::make_unique<UeventWatcher>());
  watchers.push_back(std::make_unique<IrqbalanceWatcher>(options.run));
  return watchers;
}

}  // namespace holdfast
