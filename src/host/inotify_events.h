// The bytes of a read(2) from an inotify descriptor: inotify(7). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/netlink_schema.h"

namespace holdfast {

struct InotifyEvent {
  std::int32_t watch = -1;
  std::uint32_t mask = 0;
  std::string name;  // of the entry in the watched folder; empty: the folder itself
};

/// Every whole event, up to the first whose length is impossible.
std::vector<InotifyEvent> parse_inotify_events(Bytes bytes);

/// The pid in the name of irqbalance's socket, "irqbalance812.sock"; nullopt for any other name.
std::optional<std::uint32_t> irqbalance_pid_of(std::string_view name);

}  // namespace holdfast
