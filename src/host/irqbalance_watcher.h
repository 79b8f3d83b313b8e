// IrqbalanceWatcher: sees irqbalance start and stop, by its socket in /run/irqbalance (KERNEL §24),
// whose name has the daemon's pid. Its bans are lost when it starts anew.
//
// Not seen: a daemon that could not make the folder and listens at an abstract name, and one that
// was killed, whose socket stays until the next one starts.
#pragma once

#include <optional>
#include <string>

#include "host/descriptor.h"
#include "host/watcher.h"

namespace holdfast {

class IrqbalanceWatcher final : public Watcher {
 public:
  /// `run`: the folder in which irqbalance makes its own.
  explicit IrqbalanceWatcher(std::string run = "/run");
  std::string_view name() const override { return "irqbalance"; }
  int fd() const override { return inotify_.fd(); }
  bool read(Instant now, std::size_t limit, std::vector<Sighting>& out) override;
  WatchSource state() const override;

 private:
  void open();
  void watch_folder(Instant now, std::vector<Sighting>* news);

  std::string run_;
  Descriptor inotify_;
  int run_watch_ = -1, folder_watch_ = -1;
  std::string why_;
  std::optional<Instant> tried_at_;
  std::uint64_t events_ = 0;
};

}  // namespace holdfast
