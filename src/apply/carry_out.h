// The two ways that an apply, a rollback and a recovery share, each to its end in the journal.
#pragma once

#include <string>
#include <vector>

#include "apply/going_forward.h"
#include "apply/outcome.h"

namespace holdfast {

/// Carries out outcome.plan; when that fails, puts `start.before` back. Fills in the outcome.
void go_forward(HostPort& host, Journal& journal, const GoingForward::Start& start,
                const ApplyOptions& options, Outcome& outcome);

/// Puts `before` back, because `why`. `ending` is what the journal says when that went well.
void go_back(HostPort& host, Journal& journal, const std::vector<Setting>& before,
             const ApplyOptions& options, Ending ending, const std::string& why, Outcome& outcome);

}  // namespace holdfast
