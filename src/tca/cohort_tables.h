// The tables that `cohorts` reads, with a desk's own names and units.
#pragma once

#include "base/result.h"
#include "tca/cohorts_command.h"
#include "tca/sourced_table.h"

namespace holdfast {

/// Under our names, times in ns: of child_orders child_id, host, irq_vector, ts_decision_ns and
/// ts_send_ns (ord_type and tif where they are there), of exec_reports child_id, exec_type and
/// ts_recv_ns (ts_user_ns), of host_affinity host, ts_ns, irq, effective_list and target_list.
struct CohortTables {
  SourcedTable children, executions, affinity;
};

/// usage: a column that is needed or that the mapping names is not there, a wrong mapping.
Result<CohortTables> read_cohort_tables(const CohortsCommand& command);

}  // namespace holdfast
