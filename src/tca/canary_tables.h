// Tables of what a canary's hosts did, as the differences of its pairs.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "ledger/canary_ledger.h"
#include "tca/canary_command.h"

namespace holdfast {

struct RecordedTable {
  std::vector<RecordedPair> pairs;  // by the time of their begin, then by unit
  std::vector<LedgerInput> inputs;
  std::size_t rows = 0, outside = 0;  // rows in no block, or in a washout
};

/// Which side of each pair is treated, by the schedules of its hosts.
using CanarySides = std::vector<std::vector<bool>>;  // by unit, by pair: the first side

/// The command's table. Pairs of which nothing was measured are not there, nor those that the
/// ledger has. One sentence with the file and the row of what cannot be.
Result<RecordedTable> read_canary_table(const CanaryCommand& command, const CanaryLedger& ledger,
                                        const CanarySides& sides);

/// The variance of each outcome between A/A pairs; 0: not in the table.
Result<PerOutcome<double>> baseline_variances(const CanaryCommand& command, LedgerInput& input);

}  // namespace holdfast
