#include <nlohmann/json.hpp>

#include "tca/account_command.h"
#include "tca/account_totals.h"
#include "tca/sample_json.h"
#include "tca/source_json.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

Json or_null(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

Json costs_of(const AccountTotals& totals) {
  const auto bps = [&](const Money& part) { return or_null(part.bps_of(totals.base)); };
  const auto& cost = totals.cost;
  return {{"is", bps(totals.shortfall)},
          {"impact", bps(cost.impact)},
          {"timing", bps(cost.timing())},
          {"routing", bps(cost.routing())},
          {"parts",
           {{"schedule", bps(cost.schedule)},
            {"latency", bps(cost.latency)},
            {"opportunity", bps(cost.opportunity)},
            {"routing_price", bps(cost.routing_price)},
            {"fees", bps(cost.fees)}}},
          {"is_mean_of_parents", or_null(totals.mean_bps)}};
}

Json counts_of(const OrderTables& tables) {
  const auto& counts = tables.executions.counts;
  const auto& accounts = tables.accounts;
  return {{"fills", counts.fills},
          {"duplicate_reports", counts.duplicates},
          {"orphan_reports", counts.orphans},
          {"corrections", counts.corrections},
          {"busts", counts.busts},
          {"unmatched_changes", counts.unmatched},
          {"trades_without_quantity_or_price", counts.not_fills},
          {"quantity_violations", counts.quantity_violations},
          {"restated", counts.restated},
          {"orphan_children", tables.orphans},
          {"side_mismatches", tables.side_mismatches},
          {"unusable_quotes", tables.index->unusable()},
          {"missing_decision_mids", accounts.decision_mids_missing},
          {"missing_ack_mids", accounts.ack_mids_missing},
          {"clamped_acks", accounts.clamped},
          {"children_without_ack", accounts.without_ack}};
}

Json netted_of(const NettedCost& cost) {
  return {{"impact", cost.impact},
          {"timing", cost.timing},
          {"routing", cost.routing},
          {"affinity", cost.affinity},
          {"affinity_error", or_null(cost.error)}};
}

Json affinity_of(const OrderAccounts& accounts, const AccountAffinity& affinity) {
  const auto totals = affinity_totals(accounts, affinity);
  const auto& effects = affinity.effects;
  return {{"status", affinity.status},
          {"mode", "average"},
          {"effects_of_these_rows", affinity.is_of_these_rows},
          {"effects",
           {{"impact", effects.impact},
            {"timing", effects.timing},
            {"routing", effects.routing},
            {"total", effects.total()},
            {"error", or_null(effects.error)}}},
          {"children",
           {{"drifted", affinity.drifted},
            {"aligned", affinity.aligned},
            {"unknown", affinity.unknown}}},
          {"parents_with_drift", totals.parents_with_drift},
          {"drifted_share", totals.drifted_share},
          {"unknown_share", totals.unknown_share},
          {"bps", totals.cost ? netted_of(*totals.cost) : Json()}};
}

}  // namespace

std::string account_json(const AccountCommand& command, const OrderTables& tables,
                         const AccountAffinity* affinity) {
  auto sources = tables.sources;
  if (affinity != nullptr) {
    sources.insert(sources.end(), affinity->sources.begin(), affinity->sources.end());
  }
  const auto totals = totals_of(tables.accounts);
  Json statuses = Json::object();
  for (const auto& [name, count] : totals.statuses) statuses[name] = count;
  return json_text(
      {{"schema_version", 1},
       {"program", "holdfast-tca " HOLDFAST_VERSION},
       {"duckdb", Database::version()},
       {"inputs", sources_json(sources)},
       {"config",
        {{"quote_age_seconds", command.files.quote_age_seconds},
         {"quote_venue",
          command.files.quote_venue.empty() ? Json() : Json(command.files.quote_venue)}}},
       {"parents", statuses},
       {"children", tables.child_orders.size()},
       {"counts", counts_of(tables)},
       {"notional", totals.base.value()},
       {"bps", costs_of(totals)},
       {"affinity", affinity != nullptr ? affinity_of(tables.accounts, *affinity) : Json()},
       {"inexact_parents", totals.inexact}});
}

}  // namespace holdfast
