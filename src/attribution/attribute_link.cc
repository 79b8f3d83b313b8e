#include "attribution/attribute_link.h"

#include <fmt/format.h>

#include <algorithm>

namespace holdfast {
namespace {

/// The uevent of the interface itself: its path ends in /net/NAME and begins with its device's.
const Sighting* own_uevent(const Sighting& link, std::span<const Sighting> recent) {
  const auto found = std::find_if(recent.rbegin(), recent.rend(), [&](const Sighting& seen) {
    return seen.kind == SightingKind::device_changed &&
           seen.what.ends_with(fmt::format("/net/{}", link.what));
  });
  return found == recent.rend() ? nullptr : &*found;
}

}  // namespace

Attribution attribute_link(const Sighting& link, std::span<const Sighting> recent) {
  Attribution why;
  why.at = link.at;
  if (link.detail == "up" || link.detail == "down") {
    why.cause = EventCause::link_flap;
    why.evidence = fmt::format("the kernel's route messages say that it went {}", link.detail);
    return why;
  }
  if (const Sighting* own = own_uevent(link, recent)) {
    const std::string_view action = link.detail == "removed" ? "unbind" : "bind";
    for (const auto& seen : recent) {
      if (seen.kind != SightingKind::device_changed || seen.detail != action) continue;
      if (!own->what.starts_with(seen.what + "/")) continue;
      why.cause = EventCause::driver_reset;
      why.evidence = fmt::format("{} of {} was seen", action, seen.what);
      return why;
    }
  }
  why.evidence = "no driver was seen bound or unbound at the time";
  return why;
}

}  // namespace holdfast
