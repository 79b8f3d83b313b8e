#include <fmt/format.h>

#include "tca/account_command.h"
#include "tca/account_totals.h"

namespace holdfast {
namespace {

std::string bps_text(const std::optional<double>& bps) {
  return bps ? fmt::format("{:+.4f}", *bps) : "none";
}

}  // namespace

std::string account_text(const OrderTables& tables) {
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
