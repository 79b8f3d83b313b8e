#include "host/uevent_watcher.h"

#include <linux/netlink.h>

#include "host/uevent.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kFromKernel = 1;  // 2 is udev's

}  // namespace

UeventWatcher::UeventWatcher()
    : socket_({.watcher = "uevents",
               .protocol = NETLINK_KOBJECT_UEVENT,
               .group = kFromKernel,
               .missed = "a driver that is bound anew is told by its vectors only"}) {}

bool UeventWatcher::read(Instant now, std::size_t limit, std::vector<Sighting>& out) {
  bool lost = false;
  const std::size_t before = out.size();
  const bool more = socket_.receive(now, limit, lost, [&](Bytes datagram) {
    const auto event = parse_uevent(datagram);
    auto sighting = event ? sighting_of(*event, now) : std::nullopt;
    if (sighting) out.push_back(std::move(*sighting));
    return out.size() - before < limit;
  });
  if (lost) out.push_back({.kind = SightingKind::overflow, .what = std::string(name()), .at = now});
  events_ += out.size() - before;
  return more;
}

}  // namespace holdfast
