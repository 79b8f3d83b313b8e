// recover: an apply or rollback that was killed, brought to an end.
#pragma once

#include <string>

#include "apply/apply_options.h"
#include "apply/host_port.h"
#include "apply/journal.h"
#include "apply/outcome.h"

namespace holdfast {

enum class Direction { back, forward };

/// An apply of this boot goes back, or forward to its demands; a rollback is finished either way.
/// Of an earlier boot the kernel's state is gone: only the files are put back or finished, and the
/// journal is closed. `journal` goes on with the file of `record`.
Outcome recover(HostPort& host, Journal& journal, const JournalRecord& record,
                const std::string& boot_id, Direction direction, const ApplyOptions& options);

}  // namespace holdfast
