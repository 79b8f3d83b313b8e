#include "host/route_watcher.h"

#include <linux/rtnetlink.h>
#include <netlink/msg.h>

#include <iterator>

#include "base/check.h"
#include "host/netlink_socket.h"

namespace holdfast {

RouteWatcher::RouteWatcher()
    : socket_({.watcher = "routes",
               .protocol = NETLINK_ROUTE,
               .group = RTNLGRP_LINK,
               .missed = "links that go down and up again between two sweeps are not seen"}) {
  // After joining: what changes from here on is told, twice rather than never.
  NetlinkSocket questions(NETLINK_ROUTE);
  NetlinkRequest request(nlmsg_alloc_simple(RTM_GETLINK, NLM_F_DUMP));
  HOLDFAST_CHECK(request != nullptr);
  ifinfomsg all{};
  HOLDFAST_CHECK(nlmsg_append(request.get(), &all, sizeof all, NLMSG_ALIGNTO) == 0);
  // Where it fails, every interface is "added" at its first news, which is harmless.
  static_cast<void>(questions.exchange(request, [this](Bytes payload) {
    if (const auto link = parse_link(payload, false)) links_.take(*link, {}, true);
  }));
}

bool RouteWatcher::read(Instant now, std::size_t limit, std::vector<Sighting>& out) {
  bool lost = false;
  const std::size_t before = out.size();
  const bool more = socket_.receive(now, limit, lost, [&](Bytes datagram) {
    for (const auto& message : parse_link_messages(datagram)) {
      auto news = links_.take(message, now);
      std::move(news.begin(), news.end(), std::back_inserter(out));
    }
    return out.size() - before < limit;
  });
  if (lost) out.push_back({.kind = SightingKind::overflow, .what = std::string(name()), .at = now});
  events_ += out.size() - before;
  return more;
}

}  // namespace holdfast
