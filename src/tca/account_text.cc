#include <fmt/format.h>

#include "base/printable.h"
#include "tca/account_command.h"
#include "tca/account_totals.h"

namespace holdfast {
namespace {

std::string bps_text(const std::optional<double>& bps) {
  return bps ? fmt::format("{:+.4f}", *bps) : "none";
}

std::string affinity_text(const OrderAccounts& accounts, const AccountAffinity& affinity) {
  const auto totals = affinity_totals(accounts, affinity);
  std::string text = fmt::format(
      "with what drift cost taken out: {:.2f} % of the notional was filled under drift\n",
      100 * totals.drifted_share);
  if (!totals.cost) return text;
  const auto line = [&](const char* name, double bps) {
    text += fmt::format("  {:<26}{:>12}\n", name, bps_text(bps));
  };
  line("impact", totals.cost->impact);
  line("timing", totals.cost->timing);
  line("routing", totals.cost->routing);
  line("affinity", totals.cost->affinity);
  if (totals.cost->error) line("  its standard error", *totals.cost->error);
  text += "an order's affinity is the average effect's share, and no measurement of that order\n";
  if (affinity.status != "OK") {
    text += fmt::format("the decomposition's status is {}\n", printable(affinity.status));
  }
  if (!affinity.is_of_these_rows)
    text += "the effects were estimated of other rows than --labels\n";
  if (affinity.unknown != 0) {
    text += fmt::format("{} children have no regime, and count as not drifted\n", affinity.unknown);
  }
  return text;
}

}  // namespace

std::string account_text(const OrderTables& tables, const AccountAffinity* affinity) {
  const auto totals = totals_of(tables.accounts);
  const auto& counts = tables.executions.counts;
  const auto& accounts = tables.accounts;
  std::string text = fmt::format("{} parents, {} children, {} fills\n", tables.parent_orders.size(),
                                 tables.child_orders.size(), counts.fills);
  for (const auto& [name, count] : totals.statuses) {
    text += fmt::format("  {:<14}{:>10}\n", name, count);
  }
  const auto line = [&](const char* name, const Money& part) {
    text += fmt::format("  {:<26}{:>12}\n", name, bps_text(part.bps_of(totals.base)));
  };
  const auto& cost = totals.cost;
  text += "implementation shortfall in bps of notional, positive is bad\n";
  line("total", totals.shortfall);
  line("impact", cost.impact);
  line("timing", cost.timing());
  line("  schedule", cost.schedule);
  line("  latency", cost.latency);
  line("  opportunity", cost.opportunity);
  line("routing", cost.routing());
  line("  price", cost.routing_price);
  line("  fees", cost.fees);
  if (affinity != nullptr) text += affinity_text(tables.accounts, *affinity);
  const auto told = [&](std::size_t count, const char* what) {
    if (count != 0) text += fmt::format("{} {}\n", count, what);
  };
  told(counts.duplicates, "reports whose id an earlier one has were passed over");
  told(counts.orphans, "reports are of no child that is here");
  told(tables.orphans, "children are of no parent that is here");
  told(tables.side_mismatches, "children have another side than their parent, whose side counts");
  told(counts.unmatched, "corrections or busts are of no fill that is here");
  told(counts.not_fills, "trades have no quantity or no price");
  told(counts.quantity_violations, "reports of open orders have qty ≠ cum_qty + leaves_qty");
  told(tables.index->unusable(), "quotes are locked, crossed or one-sided");
  told(accounts.decision_mids_missing, "children have no quote at their decision");
  told(accounts.ack_mids_missing, "children have no quote at their acknowledgement");
  told(accounts.clamped, "acknowledgements came before the sending; the clocks differ");
  told(accounts.without_ack, "children have no acknowledgement");
  return text;
}

}  // namespace holdfast
