#include <nlohmann/json.hpp>

#include "table/database.h"
#include "tca/cdt_answer.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

Json config_of(const CdtCommand& command, const CdtEstimates& estimates) {
  const auto& columns = command.columns;
  Json coarsened = Json::array();
  for (std::size_t i = 0; i < columns.coarsened.size(); ++i) {
    coarsened.push_back({{"column", columns.coarsened[i].column}, {"cuts", estimates.cuts[i]}});
  }
  const auto& second = columns.second_cluster;
  return {{"treatment", columns.treatment},
          {"outcome", columns.outcome},
          {"covariates", columns.covariates},
          {"coarsened", coarsened},
          {"exact", columns.exact},
          {"fe_a", columns.few_effects},
          {"fe_b", columns.effects},
          {"cluster", columns.cluster},
          {"second_cluster", second.empty() ? Json() : Json(second)},
          {"pruned", command.is_pruned}};
}

Json flow_of(const CdtAnswer& answer) {
  Json dropped = Json::array();
  for (const auto& drop : answer.dropped) {
    dropped.push_back({{"column", drop.column}, {"reason", drop.reason}, {"rows", drop.rows}});
  }
  return {{"read", answer.rows_read},
          {"dropped", dropped},
          {"kept", answer.rows_kept},
          {"treated", answer.treated},
          {"control", answer.rows_kept - answer.treated}};
}

Json matching_of(const CdtEstimates& estimates) {
  const auto& flow = estimates.match;
  return {{"status", name_of(estimates.match_status)}, {"strata", flow.strata},
          {"matched_strata", flow.matched_strata},     {"matched_treated", flow.matched_treated},
          {"matched_control", flow.matched_control},   {"control_ess", estimates.control_ess}};
}

Json inference_of(const CdtEstimate& estimate) {
  Json methods = Json::object();
  for (const auto& one : estimate.inference) {
    methods[std::string(one.method)] = {{"error", one.error},
                                        {"degrees", one.degrees},
                                        {"t", one.t},
                                        {"p", one.p},
                                        {"low", one.low},
                                        {"high", one.high},
                                        {"mde", one.smallest_detectable}};
  }
  return methods;
}

Json estimate_of(const CdtEstimate& estimate) {
  const auto* deciding = estimate.deciding();
  Json out = {{"status", name_of(estimate.status)},
              {"estimate", estimate.has_estimate() ? Json(estimate.estimate) : Json()},
              {"rows", estimate.rows},
              {"treated", estimate.treated},
              {"clusters", estimate.clusters},
              {"inference", inference_of(estimate)},
              {"deciding", deciding != nullptr ? Json(deciding->method) : Json()}};
  if (!estimate.effects.empty()) {
    out["effects"] = estimate.effects;
    out["singletons"] = estimate.singletons;
    out["dropped_regressors"] = estimate.dropped_regressors;
  }
  return out;
}

Json side_of(const Balance& balance) {
  const auto or_null = [](const std::optional<double>& value) {
    return value ? Json(*value) : Json();
  };
  constexpr const char* kVerdicts[] = {"pass", "warn", "fail"};
  return {{"mean_treated", balance.mean_treated},
          {"mean_control", balance.mean_control},
          {"smd", or_null(balance.smd)},
          {"variance_ratio", or_null(balance.variance_ratio)},
          {"ks", balance.ks},
          {"verdict", kVerdicts[static_cast<int>(balance.verdict)]}};
}

}  // namespace

std::string cdt_json(const CdtCommand& command, const CdtAnswer& answer) {
  const auto& estimates = answer.estimates;
  Json by_name = Json::object();
  for (const auto& estimate : estimates.estimates) by_name[estimate.name] = estimate_of(estimate);
  Json balance = Json::array();
  for (const auto& one : estimates.balance) {
    balance.push_back({{"column", one.column},
                       {"before", side_of(one.row.before)},
                       {"after", side_of(one.row.after)}});
  }
  const Json out = {
      {"schema_version", 1},
      {"program", "holdfast-tca " HOLDFAST_VERSION},
      {"duckdb", Database::version()},
      {"inputs",
       {{{"file", answer.file},
         {"format", answer.format},
         {"bytes", answer.bytes},
         {"sha256", answer.sha256}}}},
      {"config", config_of(command, estimates)},
      {"sample_flow", flow_of(answer)},
      {"matching", matching_of(estimates)},
      {"balance", balance},
      {"status", name_of(estimates.status)},
      {"headline", estimates.headline.empty() ? Json() : Json(estimates.headline)},
      {"grade", estimates.grade == '-' ? Json() : Json(std::string(1, estimates.grade))},
      {"estimates", by_name}};
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace holdfast
