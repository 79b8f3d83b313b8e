// Is there an apply that was killed? A cheap question, since every verb asks it.
#pragma once

#include <optional>
#include <string>

#include "apply/journal_folder.h"

namespace holdfast {

/// "apply 17 was not finished …; holdfast recover …"; nullopt when there is none, when it is still
/// under way (`lock_path` is held), or when we may not read the journals. Reads the last bytes of
/// each journal only.
std::optional<std::string> unfinished_sentence(const JournalFolders& folders,
                                               const std::string& lock_path);

}  // namespace holdfast
