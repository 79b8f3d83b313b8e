// irqbalance's control socket: its verb "setup", which tells sleep time, interrupts and bans.
#pragma once

#include <string_view>

#include "host/source.h"

namespace holdfast {

/// Asks the daemon with that pid. One record, {"text": reply}. Bounded: 200 ms in all, 1 MiB.
/// no_such_file_or_directory or connection_refused when nothing of it listens,
/// operation_not_permitted when the daemon drops the question, as it does of any but root.
ReadResult<std::vector<Record>> ask_irqbalance(std::string_view pid);

}  // namespace holdfast
