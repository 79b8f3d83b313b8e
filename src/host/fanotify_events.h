// The bytes of a read(2) from a fanotify group: fanotify(7). Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "host/netlink_schema.h"

namespace holdfast {

struct FanotifyEvent {
  std::uint64_t mask = 0;   // FAN_MODIFY, FAN_OPEN, FAN_Q_OVERFLOW, …
  std::int32_t fd = -1;     // the file, to be closed by whoever reads this; negative: none
  std::int32_t pid = 0;     // of the process; 0 when it is in another pid namespace
  std::int32_t pidfd = -1;  // to be closed as well; negative: none
  bool is_reaped = false;   // the kernel was asked for a pidfd and the process was gone already
};

/// Every event up to the end, or to the first whose length is impossible or whose version is not
/// the kernel's (3); descriptors in what follows are not looked at.
std::vector<FanotifyEvent> parse_fanotify_events(Bytes bytes);

}  // namespace holdfast
