// An event as an entry of the journal, in the native protocol of journald
// (https://systemd.io/JOURNAL_NATIVE_PROTOCOL/): one field a line, NAME=value.
#pragma once

#include <string>

#include "model/event.h"

namespace holdfast {

/// MESSAGE, PRIORITY, MESSAGE_ID (one for each kind, docs/monitoring.md) and HOLDFAST_… fields.
std::string journal_entry(const Event& event);

/// syslog's: 4 (warning) for what is not as it should be, 3 for a repair refused or given up, 5
/// (notice) for transitions and what was put back, 6 for the rest.
int journal_priority(const Event& event);

/// The kind's MESSAGE_ID, 32 hexadecimal digits, for `journalctl MESSAGE_ID=…` and its catalogue.
std::string journal_message_id(EventKind kind);

}  // namespace holdfast
