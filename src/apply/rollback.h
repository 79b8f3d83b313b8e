// rollback: what finished applies changed, put back as it was before them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "apply/apply_options.h"
#include "apply/host_port.h"
#include "apply/journal.h"
#include "apply/journal_folder.h"
#include "apply/outcome.h"

namespace holdfast {

struct RollbackChoice {
  std::vector<std::uint64_t> ids;  // rising
  std::vector<Setting> before;     // of each thing as the oldest of them found it
  std::string already;             // why there is nothing to do; empty when there is
};

/// `ids`: those that were named; none means the last finished apply. Refused: an id that there is
/// not, an unfinished one, one of an earlier boot, and one on which a later apply that is not named
/// stands (they share a setting). Pure.
Result<RollbackChoice> choose_rollback(const std::vector<StoredJournal>& journals,
                                       const std::vector<std::uint64_t>& ids,
                                       const std::string& boot_id);

/// `stamp`: id, boot, time and author. Repeating it does nothing.
Outcome roll_back(HostPort& host, Journal& journal, JournalBegin stamp,
                  const RollbackChoice& choice, const ApplyOptions& options);

}  // namespace holdfast
