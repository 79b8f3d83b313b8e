// The columns that tca_parents has besides when drift is taken out of the costs.
#pragma once

#include "table/column.h"
#include "tca/account_affinity.h"

namespace holdfast {

/// `parents` is by the rows of the affinity's parents. c_impact_bps + c_timing_bps + c_routing_bps
/// + c_affinity_bps is is_bps; null where that is.
void add_affinity_columns(Table& parents, const AccountAffinity& affinity);

}  // namespace holdfast
