// What `account` writes: tca_parents, tca_children and tca_fills (docs/tca-account.md has the
// columns).
#pragma once

#include "tca/order_tables.h"

namespace holdfast {

Table parents_table(const OrderTables& tables);
Table children_table(const OrderTables& tables);
Table fills_table(const OrderTables& tables);

/// The child's cost in bps of its filled quantity at the parent's benchmark; nothing where it has
/// no fill or the parent no benchmark.
std::optional<double> child_bps(const ChildAccount& child, const Money& part);

/// later − earlier; nothing where one is missing.
std::optional<std::int64_t> elapsed_ns(std::int64_t earlier_ns, std::int64_t later_ns);

/// The receipts of a child's acknowledgement; null without one.
const ExecReport* ack_of(const OrderTables& tables, std::size_t child);

/// Sending less the time of the schedule, or the decision where there is none.
std::optional<std::int64_t> jitter_ns(const ChildOrder& child);

}  // namespace holdfast
