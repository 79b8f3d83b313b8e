// The kernel's process events, by the proc connector (linux/cn_proc.h). Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "host/netlink_schema.h"

namespace holdfast {

enum class ProcessEventKind { acknowledged, forked, executed };

struct ProcessEvent {
  ProcessEventKind kind = ProcessEventKind::forked;
  std::uint32_t pid = 0;     // of the process (tgid); of the child when it forked
  std::uint32_t parent = 0;  // of forked
  std::int32_t error = 0;    // of acknowledged: errno, 0 for success
  std::int64_t at_ns = 0;    // monotonic clock
};

/// The event in one datagram; nullopt for any other event, for a thread's beginning, and for what
/// is cut short or not of the connector.
std::optional<ProcessEvent> parse_process_event(Bytes datagram);

}  // namespace holdfast
