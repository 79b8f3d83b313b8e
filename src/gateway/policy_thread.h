// The pinned thread's place as a policy of holdfast has it.
#pragma once

#include <string>

#include "base/result.h"
#include "fanout/serve_options.h"
#include "host/launch.h"

namespace holdfast {

/// Sets CPU, class and priority of the thread that `policy` (a file or a folder) names `thread`.
/// usage: it names no such thread, or what it wants is nothing for a pinned one, as a sentence.
Result<void> place_by_policy(const std::string& policy, const std::string& thread,
                             ThreadsOptions& threads);

/// The same of what it asks for.
Result<void> place_as(const Launch& wanted, const std::string& policy, const std::string& thread,
                      ThreadsOptions& threads);

}  // namespace holdfast
