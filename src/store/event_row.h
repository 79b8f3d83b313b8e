// EventRow: an Event as a row of the table `events`, and back, with nothing lost.
#pragma once

#include <string>

#include "base/result.h"
#include "model/event.h"
#include "store/database.h"

namespace holdfast {

inline constexpr const char* kEventColumns =
    "number, host, at_ns, seen_ns, kind, object_kind, nic, name, irq, device, msi_index, thread, "
    "thread_start_ticks, subject, \"from\", \"to\", wanted, cause, evidence, actor, count, exact";
inline constexpr int kEventColumnCount = 22;

/// Runs `insert`, whose parameters are kEventColumns.
Result<void> insert_event(Statement& insert, const Event& event, std::int64_t host);
/// Of a row of kEventColumns. malformed: words or an actor that no holdfast wrote.
Result<Event> event_of(const Statement& row);

}  // namespace holdfast
