#include "tca/account_totals.h"

#include "stats/sums.h"

namespace holdfast {

AccountTotals totals_of(const OrderAccounts& accounts) {
  AccountTotals totals;
  NeumaierSum sum;
  std::size_t count = 0;
  for (const auto& parent : accounts.parents) {
    ++totals.statuses[name_of(parent.status)];
    if (parent.status != ParentStatus::ok) continue;
    totals.base += parent.base;
    totals.cost += parent.cost;
    totals.shortfall += parent.shortfall;
    totals.inexact += parent.cost.total() == parent.shortfall ? 0U : 1U;
    const auto bps = parent.shortfall.bps_of(parent.base);
    if (!bps) continue;
    sum.add(*bps);
    ++count;
  }
  if (count > 0) totals.mean_bps = sum.value() / static_cast<double>(count);
  return totals;
}

}  // namespace holdfast
