// irqbalance's control socket: a verb, and the daemon's reply. irqbalance(1); irqbalance.c,
// sock_handle.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "host/source.h"

namespace holdfast {

/// Sends `verb` to the daemon with that pid and returns its reply, empty for a verb that has none.
/// Bounded: 2 s in all, 1 MiB. no_such_file_or_directory or connection_refused when nothing of
/// it listens. The daemon drops, without a word, what anyone but root sends.
ReadResult<std::string> tell_irqbalance(std::uint32_t pid, std::string_view verb);

/// Its verb "setup", which tells sleep time, interrupts and bans. One record, {"text": reply}.
/// operation_not_permitted when the daemon drops the question.
ReadResult<std::vector<Record>> ask_irqbalance(std::string_view pid);

}  // namespace holdfast
