// A kernel uevent: what became of a device (Documentation/ABI; lib/kobject_uevent.c). Pure.
#pragma once

#include <optional>
#include <string>

#include "host/netlink_schema.h"
#include "model/sighting.h"

namespace holdfast {

struct Uevent {
  std::string action;     // "add", "remove", "bind", "unbind", "move", "online", "offline", …
  std::string path;       // "/devices/pci0000:00/0000:00:04.0"
  std::string subsystem;  // "pci", "net", "virtio", "cpu", "queues", …
};

/// "bind@/devices/…", then NUL-ended KEY=VALUE. nullopt for anything else, among it what udev
/// sends.
std::optional<Uevent> parse_uevent(Bytes datagram);

/// What it means to the agent: a device or interface that came or went, a CPU that did. nullopt for
/// the rest, such as the queues of an interface.
std::optional<Sighting> sighting_of(const Uevent& event, Instant at);

}  // namespace holdfast
