// The packets of a capture that were sent to one stream, as they were.
#pragma once

#include "gateway/capture_file.h"
#include "gateway/replay_source.h"

namespace holdfast {

/// `input`: the file's first bytes may be there already. A regular file is read twice: it is looked
/// at first for which streams it has. A pipe's second stream ends it with a sentence.
Result<std::unique_ptr<ReplaySource>> open_capture_replay(InputStream input,
                                                          const ReplayCommand& command,
                                                          ReplaySchedule& schedule);

}  // namespace holdfast
