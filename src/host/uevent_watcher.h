// UeventWatcher: hears the kernel tell that devices are bound, unbound, come and go, and CPUs too
// (NETLINK_KOBJECT_UEVENT, in the host's first network namespace, or in the interface's own).
#pragma once

#include "host/message_socket.h"
#include "host/watcher.h"

namespace holdfast {

class UeventWatcher final : public Watcher {
 public:
  UeventWatcher();
  std::string_view name() const override { return "uevents"; }
  int fd() const override { return socket_.fd(); }
  bool read(Instant now, std::size_t limit, std::vector<Sighting>& out) override;
  WatchSource state() const override { return socket_.state(events_); }

 private:
  MessageSocket socket_;
  std::uint64_t events_ = 0;
};

}  // namespace holdfast
