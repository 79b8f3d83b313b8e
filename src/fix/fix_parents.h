// The parents of a log's orders.
#pragma once

#include <string>
#include <unordered_map>

#include "fix/fix_orders.h"

namespace holdfast {

/// Fills `tables.parents`, in the order of their first order, and takes out of children and reports
/// those of orders that others name as their parent. `replaced_by` are ClOrdIDs, as the venue
/// accepted. malformed: "line 7: …", a parent whose orders differ in symbol or side.
Result<void> gather_parents(FixTables& tables,
                            const std::unordered_map<std::string, std::string>& replaced_by);

}  // namespace holdfast
