// EthtoolWatcher: hears what was set by ethtool, netlink or ioctl, on the interfaces of this
// network namespace (ethtool netlink's group "monitor", Linux 5.6; RSS since 6.17). By whom is not
// told.
#pragma once

#include "host/message_socket.h"
#include "host/watcher.h"

namespace holdfast {

class EthtoolWatcher final : public Watcher {
 public:
  EthtoolWatcher();
  std::string_view name() const override { return "ethtool"; }
  int fd() const override { return socket_.fd(); }
  bool read(Instant now, std::size_t limit, std::vector<Sighting>& out) override;
  WatchSource state() const override { return socket_.state(events_); }

 private:
  std::uint16_t family_ = 0;
  MessageSocket socket_;
  std::uint64_t events_ = 0;
};

}  // namespace holdfast
