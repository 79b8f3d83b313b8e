// apply: demands or a saved plan made true on a host, or the host put back as it was.
//
// Nothing is touched when anything of it is refused; every step stands in the journal before it is
// done; what was written is read again and verified. DESIGN §6.
#pragma once

#include <optional>

#include "apply/apply_options.h"
#include "apply/host_port.h"
#include "apply/journal.h"
#include "apply/outcome.h"
#include "plan/only.h"

namespace holdfast {

struct ApplyRequest {
  Demands demands;
  std::optional<Plan> saved;  // its steps, if each still begins where it says; else planned anew
  ApplyOptions options;
  Kinds kinds;  // of settings to look at; none: all
};

/// `stamp`: id, boot, time and author; the rest is filled in. The journal is begun only when there
/// is something to do.
Outcome apply(HostPort& host, Journal& journal, JournalBegin stamp, const ApplyRequest& request);

/// Why the saved plan does not fit the host any more, in one sentence; nullopt when it does.
std::optional<std::string> outdated(const Plan& saved, const HostSnapshot& host);

}  // namespace holdfast
