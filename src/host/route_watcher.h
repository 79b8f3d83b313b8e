// RouteWatcher: hears of interfaces that come, go, are renamed, and go up or down, in this network
// namespace (rtnetlink's group RTNLGRP_LINK).
#pragma once

#include "host/link_message.h"
#include "host/message_socket.h"
#include "host/watcher.h"

namespace holdfast {

class RouteWatcher final : public Watcher {
 public:
  /// Reads once which interfaces there are.
  RouteWatcher();
  std::string_view name() const override { return "routes"; }
  int fd() const override { return socket_.fd(); }
  bool read(Instant now, std::size_t limit, std::vector<Sighting>& out) override;
  WatchSource state() const override { return socket_.state(events_); }

 private:
  MessageSocket socket_;
  LinkTable links_;
  std::uint64_t events_ = 0;
};

}  // namespace holdfast
