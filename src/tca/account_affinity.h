// What of the orders' costs goes with drift, for `account`: the regimes that `label` gave the
// children, and the effects by channel that `decompose` found.
#pragma once

#include <string>
#include <vector>

#include "account/affinity_netting.h"
#include "tca/order_tables.h"

namespace holdfast {

/// Both or neither.
struct AffinityFiles {
  std::string labels;         // a table of child_id and D, as label's analysis_rows
  std::string decomposition;  // what decompose wrote by --json
};

struct AccountAffinity {
  std::vector<FileSource> sources;
  std::string status;  // of the decomposition
  ChannelEffects effects;
  bool is_of_these_rows = false;  // the effects were estimated of the very rows of `labels`
  std::size_t drifted = 0, aligned = 0, unknown = 0;  // children
  std::vector<ParentAffinity> parents;
};

/// malformed: an effect or a child_id that is not there, or twice. usage: a D that is neither 0
/// nor 1.
Result<AccountAffinity> read_account_affinity(const Database& database, const AffinityFiles& files,
                                              const OrderTables& tables,
                                              const std::vector<std::string>& null_words);

/// Over the parents that are OK: sums as bps of their notional, and shares weighted by it.
struct AffinityTotals {
  double drifted_share = 0, unknown_share = 0;
  std::size_t parents_with_drift = 0;
  std::optional<NettedCost> cost;
};
AffinityTotals affinity_totals(const OrderAccounts& accounts, const AccountAffinity& affinity);

}  // namespace holdfast
