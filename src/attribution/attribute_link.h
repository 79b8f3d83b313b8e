// attribute_link: why an interface came, went, rose or fell. Pure.
#pragma once

#include <span>

#include "attribution/attribute.h"

namespace holdfast {

/// `link` is a link_changed. "up" and "down" speak for themselves; "added" and "removed" are the
/// driver's doing when it was seen bound to the device or unbound from it, else unknown.
Attribution attribute_link(const Sighting& link, std::span<const Sighting> recent);

}  // namespace holdfast
